//! The two machines of a run, and how far they are.

use std::time::Instant;

use cluster_tests::process::Folder;

use crate::export::{Export, Volume};
use crate::fingerprint::fingerprint;
use crate::image::Image;
use crate::machine::{Machine, Said};
use crate::{CaseError, system};

/// The server and a client of an export.
#[derive(Debug)]
pub struct Stage {
    /// What is under test.
    pub export: Export,
    /// Serves it.
    pub server: Machine,
    /// Mounts it.
    pub client: Machine,
    /// Goes last: the machines' disks lie in it.
    folder: Folder,
    /// Or why it came to nothing: the cases that follow say so at once.
    first: Option<Result<First, String>>,
    /// A case has failed, and nobody knows what state it left the machines in.
    is_suspect: bool,
}

/// What the first run of the scripts did.
#[derive(Clone, Debug)]
pub struct First {
    /// What the server's script said.
    pub server: Said,
    /// The server after it.
    pub server_is: Vec<String>,
    /// What the client's script said.
    pub client: Said,
    /// The client after it.
    pub client_is: Vec<String>,
}

impl Stage {
    /// Two machines with nothing on them; they do not run yet.
    pub fn new(image: &Image, export: Export) -> Result<Self, CaseError> {
        let folder = Folder::new().map_err(system("make a folder for the machines"))?;
        let machine = |number, (name, address): &(String, String)| {
            Machine::new(image, folder.path(), number, name, address)
        };
        let (server, client) = (machine(1, &export.server)?, machine(2, &export.client)?);
        Ok(Self { export, server, client, folder, first: None, is_suspect: false })
    }

    /// Boots both and runs the bundle's scripts, once. After a case that failed both are switched off and on, so
    /// that one failure does not make others.
    pub fn prepared(&mut self) -> Result<First, CaseError> {
        if self.first.is_none() {
            self.first = Some(self.prepare().map_err(|error| error.to_string()));
        } else if std::mem::take(&mut self.is_suspect) {
            self.switch_on()?;
        }
        match &self.first {
            Some(Ok(first)) => Ok(first.clone()),
            Some(Err(error)) => {
                Err(CaseError::Wrong(format!("the machines are not ready: {error}")))
            }
            None => Err(CaseError::Wrong("the machines were not prepared".to_owned())),
        }
    }

    fn prepare(&mut self) -> Result<First, CaseError> {
        let start = Instant::now();
        self.switch_on()?;
        eprintln!("both machines are up: {} s", start.elapsed().as_secs());
        self.export.write("machines", self.folder.path())?;
        self.server.copy_in(self.folder.path(), "machines")?;
        self.client.copy_in(self.folder.path(), "machines")?;
        let start = Instant::now();
        let server = self.run_server_script()?;
        eprintln!("nfs-server.sh, the first time: {} s", start.elapsed().as_secs());
        let start = Instant::now();
        let client = self.run_client_script()?;
        eprintln!("nfs-client.sh, the first time: {} s", start.elapsed().as_secs());
        Ok(First {
            server,
            server_is: fingerprint(&self.server, &self.export.path)?,
            client,
            client_is: fingerprint(&self.client, &self.export.path)?,
        })
    }

    /// Both, also when they are on.
    fn switch_on(&mut self) -> Result<(), CaseError> {
        self.server.start()?;
        self.client.start()?;
        self.server.wait_until_up()?;
        self.client.wait_until_up()
    }

    /// To be said by a case that failed.
    pub fn suspect(&mut self) {
        self.is_suspect = true;
    }

    /// As the runbook has it.
    pub fn run_server_script(&self) -> Result<Said, CaseError> {
        self.server.run_for(120, "bash machines/nfs-server.sh")
    }

    /// As the runbook has it.
    pub fn run_client_script(&self) -> Result<Said, CaseError> {
        self.client.run_for(120, "bash machines/nfs-client.sh")
    }

    /// Mounts what is not mounted yet, each volume with the options of its manifest.
    pub fn mount_all(&self) -> Result<(), CaseError> {
        let script: String = self
            .export
            .volumes
            .iter()
            .map(|volume| {
                format!("mountpoint -q {} || {{ {}; }}\n", volume.folder(), volume.mount())
            })
            .collect();
        self.client.run(&script).map(drop)
    }

    /// The volume whose name begins so.
    pub fn volume(&self, begin: &str) -> Result<&Volume, CaseError> {
        self.export
            .volumes
            .iter()
            .find(|volume| volume.name.contains(begin))
            .ok_or_else(|| CaseError::Wrong(format!("no volume is called {begin}")))
    }
}
