//! Child processes and folders that never outlive the test: ended when their owner is dropped,
//! also by a panic, and when the test itself is interrupted.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::wait::until;

/// Why a process could not be started or is gone.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The program or its log could not be opened.
    #[error("{name} does not start: {source}")]
    Start {
        /// The program's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// It ended by itself; the end of its log says why.
    #[error("{name} ended by itself ({status}). The end of its log:\n{log}")]
    Ended {
        /// The program's name.
        name: String,
        /// Its exit status.
        status: String,
        /// The last lines that it wrote.
        log: String,
    },
    /// It did not end in time.
    #[error("{name} has not ended within {} s. It wrote:\n{log}", bound.as_secs())]
    Slow {
        /// The program's name.
        name: String,
        /// The time that it had.
        bound: Duration,
        /// What it wrote.
        log: String,
    },
}

/// What has to go when the test is interrupted.
#[derive(Default)]
struct Leftovers {
    pids: BTreeSet<u32>,
    folders: BTreeSet<PathBuf>,
}

static LEFTOVERS: Mutex<Leftovers> =
    Mutex::new(Leftovers { pids: BTreeSet::new(), folders: BTreeSet::new() });

fn leftovers() -> MutexGuard<'static, Leftovers> {
    LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sees to it that an interrupt (Ctrl-C, SIGTERM, SIGHUP) ends every [`Process`] and removes every
/// [`Folder`] before it ends the test.
fn clean_up_on_interrupt() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let set = ctrlc::set_handler(|| {
            let leftovers = leftovers();
            for pid in &leftovers.pids {
                end(*pid);
            }
            for folder in &leftovers.folders {
                let _ = std::fs::remove_dir_all(folder);
            }
            std::process::exit(130);
        });
        if let Err(error) = set {
            eprintln!("an interrupt will leave processes behind: {error}");
        }
    });
}

fn end(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // Nothing that runs here has data worth a graceful end. Each leads a group of its own, which
        // holds what a script of it has started.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// A running program whose output goes to a log file.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program; standard output and error go to `<folder>/<name>.log`.
    pub fn start(name: &str, mut command: Command, folder: &Path) -> Result<Self, ProcessError> {
        clean_up_on_interrupt();
        let fail = |source| ProcessError::Start { name: name.to_owned(), source };
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).map_err(fail)?;
        command.stdin(Stdio::null()).stdout(file.try_clone().map_err(fail)?).stderr(file);
        command.process_group(0);
        // Held over the start, so that an interrupt either comes before it or knows the pid.
        let mut leftovers = leftovers();
        let child = command.spawn().map_err(fail)?;
        leftovers.pids.insert(child.id());
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// An error with the end of the log if the program is no longer running.
    pub fn check_running(&mut self) -> Result<(), ProcessError> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(self.ended(status.to_string())),
            Err(error) => Err(self.ended(error.to_string())),
        }
    }

    /// Waits until the program ends by itself, and gives its status and all that it wrote.
    pub fn wait_for_end(&mut self, bound: Duration) -> Result<(ExitStatus, String), ProcessError> {
        let ended = until(&self.name, bound, || match self.child.try_wait() {
            Ok(Some(status)) => Ok(status),
            Ok(None) => Err("still running".to_owned()),
            Err(error) => Err(error.to_string()),
        });
        match ended {
            Ok(status) => Ok((status, self.written())),
            Err(late) => Err(ProcessError::Slow {
                name: self.name.clone(),
                bound: late.bound,
                log: self.written(),
            }),
        }
    }

    fn written(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn ended(&self, status: String) -> ProcessError {
        let text = self.written();
        let skipped = text.lines().count().saturating_sub(20);
        let log = text.lines().skip(skipped).collect::<Vec<_>>().join("\n");
        ProcessError::Ended { name: self.name.clone(), status, log }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The pid stays taken until `wait`, so nobody else's process can be hit.
        leftovers().pids.remove(&self.child.id());
        end(self.child.id());
        let _ = self.child.wait();
    }
}

/// A temporary folder that also goes when the test is interrupted.
#[derive(Debug)]
pub struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    /// Makes a new, empty folder.
    pub fn new() -> io::Result<Self> {
        clean_up_on_interrupt();
        let folder = tempfile::Builder::new().prefix("presswright-cluster-").tempdir()?;
        leftovers().folders.insert(folder.path().to_owned());
        Ok(Self { folder })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        leftovers().folders.remove(self.folder.path());
    }
}
