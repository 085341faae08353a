//! One etcd server for a case.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::session::Session;
use crate::{CaseError, Parts, within};

/// An etcd that can be stopped, started again and robbed of its data.
#[derive(Debug)]
pub struct Etcd {
    program: PathBuf,
    folder: PathBuf,
    address: String,
    session: Option<Session>,
}

impl Etcd {
    /// Prepares it; nothing runs yet.
    pub fn new(parts: &Parts, folder: &Path, address: String) -> Self {
        Self { program: parts.etcd.clone(), folder: folder.to_owned(), address, session: None }
    }

    /// Where clients reach it.
    pub fn endpoint(&self) -> String {
        format!("http://{}:2379", self.address)
    }

    /// Starts it and waits until it answers.
    pub fn start(&mut self) -> Result<(), CaseError> {
        self.note("etcd_up");
        let client = self.endpoint();
        let peer = format!("http://{}:2380", self.address);
        let mut command = Command::new(&self.program);
        command
            .arg(format!("--data-dir={}", self.folder.join("data").display()))
            .arg("--name=etcd")
            .arg(format!("--listen-client-urls={client}"))
            .arg(format!("--advertise-client-urls={client}"))
            .arg(format!("--listen-peer-urls={peer}"))
            .arg(format!("--initial-advertise-peer-urls={peer}"))
            .arg(format!("--initial-cluster=etcd={peer}"))
            .arg("--unsafe-no-fsync");
        self.session = Some(Session::start(&mut command, &self.folder.join("etcd.log"))?);
        within(20, "etcd answers", || {
            let health = Command::new("curl")
                .args(["--silent", "--max-time", "2", &format!("{client}/readyz")])
                .output()
                .map_err(|error| error.to_string())?;
            if String::from_utf8_lossy(&health.stdout).starts_with("ok") {
                Ok(())
            } else {
                Err("not ready".to_owned())
            }
        })
    }

    fn note(&self, step: &str) {
        crate::log::note(&self.folder, step, None);
    }

    /// Ends it at once.
    pub fn cut(&mut self) {
        self.session = None;
        self.note("etcd_down");
    }

    /// Throws its data away; it must not run.
    pub fn lose_data(&mut self) -> Result<(), CaseError> {
        fs::remove_dir_all(self.folder.join("data")).map_err(crate::system("lose etcd's data"))?;
        self.note("etcd_lost");
        Ok(())
    }
}
