//! One etcd server for a case.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::session::Session;
use crate::{CaseError, Parts, within};

/// A member of etcd that is to run.
pub(crate) struct Server<'a> {
    /// What it is run by: the way onto its machine, where it has one of its own.
    pub on: &'a [String],
    pub program: &'a Path,
    pub name: &'a str,
    pub data: &'a Path,
    pub address: &'a str,
    /// `NAME=URL` of each member, with commas between.
    pub cluster: &'a str,
}

/// Its command.
pub(crate) fn server(server: &Server<'_>) -> Command {
    let Server { on, program, name, data, address, cluster } = server;
    let (client, peer) = (format!("http://{address}:2379"), format!("http://{address}:2380"));
    let mut command = Command::new(on.first().map_or(program.as_os_str(), |first| first.as_ref()));
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    if let Some((_, rest)) = on.split_first() {
        command.args(rest).arg(program);
    }
    command
        .arg(format!("--name={name}"))
        .arg(format!("--data-dir={}", data.display()))
        .arg(format!("--listen-client-urls={client}"))
        .arg(format!("--advertise-client-urls={client}"))
        .arg(format!("--listen-peer-urls={peer}"))
        .arg(format!("--initial-advertise-peer-urls={peer}"))
        .arg(format!("--initial-cluster={cluster}"));
    command
}

/// An etcd that can be stopped, started again and robbed of its data.
#[derive(Debug)]
pub struct Etcd {
    parts: Parts,
    program: PathBuf,
    folder: PathBuf,
    address: String,
    session: Option<Session>,
}

impl Etcd {
    /// Prepares it; nothing runs yet.
    pub fn new(parts: &Parts, folder: &Path, address: String) -> Self {
        let (parts, program) = (parts.clone(), parts.etcd.clone());
        Self { parts, program, folder: folder.to_owned(), address, session: None }
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
        let mut command = server(&Server {
            on: &[],
            program: &self.program,
            name: "etcd",
            data: &self.folder.join("data"),
            address: &self.address,
            cluster: &format!("etcd={peer}"),
        });
        command.arg("--unsafe-no-fsync");
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

    /// Runs etcdctl or etcdutl.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), CaseError> {
        let output = Command::new(self.parts.etcd_program(program)?)
            .args(arguments)
            .env("ETCDCTL_ENDPOINTS", self.endpoint())
            .output()
            .map_err(crate::system(format!("run {program}")))?;
        if output.status.success() {
            Ok(())
        } else {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(CaseError::Wrong(format!("{program} {arguments:?}: {text}")))
        }
    }

    /// What stands under a key of the cluster; empty when it is not there.
    pub fn value(&self, name: &str) -> Result<String, CaseError> {
        let key = format!("/presswright/blog/{name}");
        let output = Command::new(self.parts.etcd_program("etcdctl")?)
            .args(["get", "--print-value-only", &key])
            .env("ETCDCTL_ENDPOINTS", self.endpoint())
            .output()
            .map_err(crate::system("run etcdctl"))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// A snapshot, as the backup makes it.
    pub fn save_snapshot(&self) -> Result<(), CaseError> {
        let file = self.folder.join("snapshot.db");
        self.run("etcdctl", &["snapshot", "save", &file.display().to_string()])?;
        self.note("snapshot");
        Ok(())
    }

    /// Takes out of the snapshot what tells of the moment when it was made, by the runbook's words (its chapter
    /// "Restore etcd"): with an etcd that nobody else reaches.
    pub fn clean_snapshot(&self) -> Result<(), CaseError> {
        let snapshot = self.folder.join("snapshot.db").display().to_string();
        let folder = self.folder.join("cleaning");
        let data = format!("--data-dir={}", folder.join("data").display());
        fs::create_dir(&folder).map_err(crate::system("make a folder"))?;
        self.run("etcdutl", &["snapshot", "restore", &snapshot, &data])?;
        let (network, _) = self.address.rsplit_once('.').unwrap_or_default();
        let mut alone = Etcd::new(&self.parts, &folder, format!("{network}.4"));
        alone.start()?;
        for key in ["members", "election", "founding", "view"] {
            alone.run("etcdctl", &["del", "--prefix", &format!("/presswright/blog/{key}")])?;
        }
        let cleaned = self.folder.join("restore.db").display().to_string();
        alone.run("etcdctl", &["snapshot", "save", &cleaned])
    }

    /// Back to the snapshot by the runbook's words; it must not run.
    pub fn restore_snapshot(&mut self) -> Result<(), CaseError> {
        let data = self.folder.join("data");
        let aside = self.folder.join("data.before");
        fs::rename(&data, &aside).map_err(crate::system("put etcd's data aside"))?;
        let peer = format!("http://{}:2380", self.address);
        self.run(
            "etcdutl",
            &[
                "snapshot",
                "restore",
                &self.folder.join("restore.db").display().to_string(),
                &format!("--data-dir={}", data.display()),
                "--name=etcd",
                &format!("--initial-cluster=etcd={peer}"),
                "--initial-cluster-token=blog-etcd",
                &format!("--initial-advertise-peer-urls={peer}"),
                "--bump-revision=1000000000",
                "--mark-compacted",
            ],
        )?;
        self.start()?;
        self.note("etcd_restored");
        Ok(())
    }

    /// What the runbook says where etcd lost its data and nobody wrote it again.
    pub fn write_roster(&self) -> Result<(), CaseError> {
        let roster = r#"{"ordinals":[0,1,2],"version":1}"#;
        self.run("etcdctl", &["put", "/presswright/blog/roster", roster])?;
        self.note("roster");
        Ok(())
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
