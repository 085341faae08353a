//! A session of processes: what a container is to the kernel, as far as these tests need it.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::{CaseError, system};

/// A program in a session of its own, with everything that it starts.
#[derive(Debug)]
pub struct Session {
    child: Child,
}

impl Session {
    /// Starts `program` behind setsid(1); output is appended to `log`.
    pub fn start(program: &mut Command, log: &Path) -> Result<Self, CaseError> {
        let file = |path: &Path| {
            File::options().create(true).append(true).open(path).map_err(system("open a log"))
        };
        let mut command = Command::new("setsid");
        // Its own number stays that of the session: setsid(1) forks only when it leads a group.
        command.arg(program.get_program()).args(program.get_args());
        // Nothing of the test's own variables: a container has what it is given.
        command.env_clear();
        for (name, value) in program.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(file(log)?)
            .stderr(file(&log.with_extension("errors"))?)
            .spawn()
            .map_err(system("start a session with setsid"))?;
        Ok(Self { child })
    }

    /// Ends everything at once, as a power cut does.
    pub fn cut(&mut self) {
        for _ in 0..40 {
            let members = self.members();
            if members.is_empty() {
                break;
            }
            signal("KILL", &members);
            sleep(Duration::from_millis(25));
        }
        let _ = self.child.wait();
    }

    /// Sends TERM to the first process, as kubelet does.
    pub fn ask_to_end(&self) {
        signal("TERM", &[self.child.id()]);
    }

    /// Stops or goes on with everything.
    pub fn hold(&self, still: bool) {
        signal(if still { "STOP" } else { "CONT" }, &self.members());
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// The processes of the session, from /proc: field 6 of stat, after the name in brackets.
    fn members(&self) -> Vec<u32> {
        let session = self.child.id().to_string();
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        entries
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|process| {
                fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
                    stat.rsplit_once(')').is_some_and(|(_, rest)| {
                        let fields: Vec<&str> = rest.split_whitespace().collect();
                        fields.first() != Some(&"Z") && fields.get(3) == Some(&session.as_str())
                    })
                })
            })
            .collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.cut();
    }
}

fn signal(name: &str, processes: &[u32]) {
    let _ = Command::new("kill")
        .arg(format!("-{name}"))
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
}
