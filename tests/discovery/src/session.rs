//! A session of processes: what a container is to the kernel, as far as these tests need it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use crate::{CaseError, system};

/// Every session that may still have processes, so that an interrupted run leaves none behind.
static SESSIONS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The run is interrupted: its cases must not start anew what is being ended.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Ends every session when the run is interrupted or asked to end.
pub fn end_with_the_run() -> Result<(), CaseError> {
    ctrlc::set_handler(|| {
        ENDING.store(true, Ordering::SeqCst);
        let sessions = SESSIONS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for session in sessions {
            cut(session);
        }
        std::process::exit(130);
    })
    .map_err(|error| CaseError::Wrong(format!("no handler for signals: {error}")))
}

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
        // Held until the session is noted, so that whoever ends them all sees it.
        let mut sessions = SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
        if ENDING.load(Ordering::SeqCst) {
            return Err(CaseError::Wrong("the run was interrupted".to_owned()));
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(file(log)?)
            .stderr(file(&log.with_extension("errors"))?)
            .spawn()
            .map_err(system("start a session with setsid"))?;
        sessions.insert(child.id());
        Ok(Self { child })
    }

    /// The number of its first process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends everything at once, as a power cut does.
    pub fn cut(&mut self) {
        cut(self.child.id());
        let _ = self.child.wait();
        SESSIONS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.child.id());
    }

    /// Sends TERM to the first process, as kubelet does.
    pub fn ask_to_end(&self) {
        signal("TERM", &[self.child.id()]);
    }

    /// Stops or goes on with everything.
    pub fn hold(&self, still: bool) {
        signal(if still { "STOP" } else { "CONT" }, &members(self.child.id()));
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
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

/// Kills until nobody of the session is left.
fn cut(session: u32) {
    for _ in 0..40 {
        let members = members(session);
        if members.is_empty() {
            break;
        }
        signal("KILL", &members);
        sleep(Duration::from_millis(25));
    }
}

/// The processes of the session, from /proc: field 6 of stat, after the name in brackets.
fn members(session: u32) -> Vec<u32> {
    let session = session.to_string();
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
