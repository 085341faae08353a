//! One machine: started, without power, at work.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::layout::Place;
use crate::network::{inside, namespace};
use crate::places::source;
use crate::{ClusterError, Places};

/// A machine and its folder.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Where it stands in the cluster.
    pub place: Place,
    folder: PathBuf,
    bin: PathBuf,
    /// The folder that it exports by NFS.
    files: Option<String>,
}

impl Machine {
    pub(crate) fn new(places: &Places, place: &Place, files: Option<String>) -> Self {
        let folder = places.state().join("machines").join(&place.name);
        Self { place: place.clone(), folder, bin: places.bin(), files }
    }

    /// What it keeps over a restart.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a folder of the machine lies, seen from outside of it.
    pub(crate) fn outside(&self, path: &str) -> PathBuf {
        match path.strip_prefix("/srv/") {
            Some(rest) => self.folder.join("srv").join(rest),
            None => self.folder.join("written").join(path.trim_start_matches('/')),
        }
    }

    /// Switches it on. Its network must be there.
    pub(crate) fn start(&self) -> Result<(), ClusterError> {
        let log = self.folder.join("console.log");
        let console = fs::File::options()
            .create(true)
            .append(true)
            .open(&log)
            .map_err(ClusterError::file(&log))?;
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
        let taints = if self.place.runs_pods {
            ""
        } else {
            "node-role.kubernetes.io/control-plane=:NoSchedule"
        };
        let mut command = inside(&namespace(&self.place.name));
        command
            .args(["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child"])
            .args(["--mount-proc", "--propagation", "private"])
            .arg(self.bin.join("first-process"))
            .arg(source("machine/start.sh"))
            .arg(&self.folder)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("MACHINE", &self.place.name)
            .env("ADDRESS", self.place.address.to_string())
            .env("PROGRAMS", &self.bin)
            .env("CONTROL_PLANE", yes_or_no(self.place.control_plane))
            .env("FILES", self.files.as_deref().unwrap_or_default())
            .env("TAINTS", taints)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(console.try_clone().map_err(ClusterError::file(&log))?)
            .stderr(console);
        let child = command
            .spawn()
            .map_err(|source| ClusterError::Start { command: "nsenter".to_owned(), source })?;
        let pid = child.id();
        let file = self.pid_file();
        // A pid may be given to a stranger later: when it began says whose it is.
        let born = birth(pid).unwrap_or_default();
        fs::write(&file, format!("{pid} {born}")).map_err(ClusterError::file(&file))?;
        Ok(())
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join("pid")
    }

    /// The process that the machine lives and dies with, if it has power.
    pub fn pid(&self) -> Option<u32> {
        let text = fs::read_to_string(self.pid_file()).ok()?;
        let (pid, born) = text.split_once(' ')?;
        let pid: u32 = pid.parse().ok()?;
        (birth(pid)? == born).then_some(pid)
    }

    /// The first process of its own processes.
    fn first(&self) -> Option<u32> {
        let pid = self.pid()?;
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    /// Takes its power: every process of it ends at once, and none is told.
    pub(crate) fn kill(&self) -> Result<(), ClusterError> {
        let Some(pid) = self.pid() else { return Ok(()) };
        // The first process takes all others of its namespace with it.
        for pid in [self.first(), Some(pid)].into_iter().flatten() {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        let begin = Instant::now();
        while self.pid().is_some() {
            if begin.elapsed() > Duration::from_mins(1) {
                return Err(ClusterError::Wrong(format!(
                    "{} has not ended within a minute: look at /proc/{pid}",
                    self.place.name
                )));
            }
            sleep(Duration::from_millis(20));
            reap(pid);
        }
        let _ = fs::remove_file(self.pid_file());
        self.remove_groups();
        Ok(())
    }

    /// A command on the machine, in all of its namespaces.
    pub fn command(&self, program: &str) -> Result<Command, ClusterError> {
        let first = self.first().ok_or_else(|| {
            ClusterError::Wrong(format!(
                "{} has no power: `cargo xtask cluster boot {0}`",
                self.place.name
            ))
        })?;
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--target={first}"))
            .args(["--mount", "--uts", "--ipc", "--pid", "--net", program])
            .current_dir("/");
        Ok(command)
    }

    /// Control groups are the kernel's, not a namespace's: the empty ones have to be taken away.
    fn remove_groups(&self) {
        let name = format!("presswright-{}", self.place.name);
        // A process that has just ended may count for a moment.
        for _ in 0..100 {
            let mut left = false;
            for controller in fs::read_dir("/sys/fs/cgroup").into_iter().flatten().flatten() {
                let own = controller.path().join(&name);
                if own.is_dir() {
                    let _ = Command::new("find")
                        .arg(&own)
                        .args(["-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
                        .stderr(Stdio::null())
                        .status();
                    left |= own.is_dir();
                }
            }
            if !left {
                break;
            }
            sleep(Duration::from_millis(100));
        }
    }
}

/// When a process began, in the kernel's ticks; nothing when it has ended.
fn birth(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may hold anything (proc(5)).
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    if fields.next()? == "Z" {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

/// Takes leave of a child of ours; that of another process is not ours to wait for.
fn reap(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::NOHANG);
    }
}
