//! A control plane of its own for a test, started and ended with it.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, ApiError};
use crate::inventory::Inventory;
use crate::kubectl::{Kubectl, KubectlError};
use crate::machine::{Machine, SYSTEM};
use crate::process::{Folder, Process, ProcessError};
use crate::programs::{Programs, ProgramsError};
use crate::provisioner::Provisioner;
use crate::setup::{Ports, Setup};

pub use crate::setup::Patience;
use crate::wait::{TimeIsUp, until};

/// Why a control plane does not stand or does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlPlaneError {
    /// The programs are not there.
    #[error(transparent)]
    Programs(#[from] ProgramsError),
    /// A program does not run.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The API server refused.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A command was refused or warned.
    #[error(transparent)]
    Kubectl(#[from] KubectlError),
    /// It took too long.
    #[error(transparent)]
    TimeIsUp(#[from] TimeIsUp),
    /// A file, a port or a key could not be made.
    #[error("{what}: {source}")]
    System {
        /// What was being done.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A running control plane. Dropping it ends every process and removes every file of it.
// Fields are dropped in this order: who asks goes before who answers.
#[derive(Debug)]
pub struct ControlPlane {
    _provisioner: Provisioner,
    processes: Vec<Process>,
    api: Api,
    kubectl: Kubectl,
    version: String,
    etcd: String,
    inventory: Inventory,
    folder: Folder,
}

impl ControlPlane {
    /// Starts one with the programs of [`Programs::built`] and waits until it does its work.
    pub fn start() -> Result<Self, ControlPlaneError> {
        Self::start_with(&Programs::built(None)?, Patience::Usual)
    }

    /// Starts one with these programs, and this much patience with machines that fall silent.
    pub fn start_with(programs: &Programs, patience: Patience) -> Result<Self, ControlPlaneError> {
        Self::start_with_flags(programs, patience, &[])
    }

    /// The same, with further flags of kube-controller-manager.
    pub fn start_with_flags(
        programs: &Programs,
        patience: Patience,
        flags: &[String],
    ) -> Result<Self, ControlPlaneError> {
        let folder = Folder::new().map_err(system("make a temporary folder"))?;
        let ports = Ports::free()?;
        let setup = Setup { patience, flags, programs, folder: folder.path(), ports: &ports };
        setup.write_files()?;
        let mut processes = vec![setup.etcd()?, setup.apiserver()?];
        let kubectl = Kubectl::new(programs.bin(), folder.path().to_owned());
        // Its certificate is in the credentials, so they are of use once it is there.
        let certificate = folder.path().join("certificates/apiserver.crt");
        until_ready(&mut processes, "the API server's certificate", || {
            certificate.is_file().then_some(()).ok_or("none yet")
        })?;
        processes.push(setup.proxy(&kubectl)?);
        let api = Api::on_port(ports.proxy);
        until_ready(&mut processes, "the API server", || api.text("/readyz"))?;
        processes.push(setup.controller_manager()?);
        processes.push(setup.scheduler()?);
        processes.push(setup.kwok()?);
        // The first thing of every controller's making that a pod needs.
        until_ready(&mut processes, "the controllers", || {
            api.get("/api/v1/namespaces/default/serviceaccounts/default")
        })?;
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SYSTEM}});
        api.create("/api/v1/namespaces", &namespace)?;
        until_ready(&mut processes, "the namespace of the cluster's own pods", || {
            api.get(&format!("/api/v1/namespaces/{SYSTEM}/serviceaccounts/default"))
        })?;
        Ok(Self {
            _provisioner: Provisioner::start(api.clone()),
            processes,
            kubectl,
            version: programs.version().to_owned(),
            etcd: setup.etcd_client(),
            inventory: Inventory::of(&api)?,
            api,
            folder,
        })
    }

    /// The API server, by HTTP.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// kubectl with an administrator's credentials.
    pub fn kubectl(&self) -> &Kubectl {
        &self.kubectl
    }

    /// The folder of its files, logs and credentials.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a program has written so far, for instance `kube-controller-manager`.
    pub fn log(&self, program: &str) -> io::Result<String> {
        let bytes = fs::read(self.folder.path().join(format!("{program}.log")))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Where its etcd listens. Tests may keep keys of their own in it, outside `/registry/`.
    pub fn etcd(&self) -> &str {
        &self.etcd
    }

    /// The version of Kubernetes, with its `v`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The ids of its processes.
    pub fn pids(&self) -> Vec<u32> {
        self.processes.iter().map(Process::pid).collect()
    }

    /// An error that holds the log if one of its programs has ended.
    pub fn check_running(&mut self) -> Result<(), ControlPlaneError> {
        self.processes.iter_mut().try_for_each(Process::check_running)?;
        Ok(())
    }

    /// Adds machines and waits until they are Ready.
    pub fn add_machines(&self, machines: &[Machine]) -> Result<(), ControlPlaneError> {
        for machine in machines {
            self.api.create("/api/v1/nodes", &machine.node(&self.version))?;
            let pods = format!("/api/v1/namespaces/{SYSTEM}/pods");
            self.api.create(&pods, &machine.system_pod())?;
        }
        until("every machine Ready and without the taint of one that is not", BOUND, || {
            let nodes = self.api.list("/api/v1/nodes").map_err(|error| error.to_string())?;
            let waiting = nodes.iter().filter(|node| !is_ready(node)).count();
            if waiting == 0 { Ok(()) } else { Err(format!("{waiting} are not")) }
        })?;
        Ok(())
    }

    /// Puts the control plane back to what it was when it started: no machines, no namespaces, no
    /// volumes, nothing cluster-wide that came later.
    pub fn clear(&self) -> Result<(), ControlPlaneError> {
        self.inventory.clear(&self.api)?;
        Ok(())
    }
}

/// Long enough for a machine that is busy with much else; only a start that fails takes as long.
pub(crate) const BOUND: Duration = Duration::from_mins(5);

fn is_ready(node: &Value) -> bool {
    let ready = node["status"]["conditions"].as_array().is_some_and(|conditions| {
        conditions.iter().any(|one| one["type"] == "Ready" && one["status"] == "True")
    });
    let held = node["spec"]["taints"].as_array().is_some_and(|taints| {
        taints.iter().any(|taint| taint["key"] == "node.kubernetes.io/not-ready")
    });
    ready && !held
}

fn until_ready<T, E: std::fmt::Display>(
    processes: &mut [Process],
    what: &str,
    mut state: impl FnMut() -> Result<T, E>,
) -> Result<T, ControlPlaneError> {
    let outcome =
        until(what, BOUND, || match processes.iter_mut().try_for_each(Process::check_running) {
            Ok(()) => state().map(Ok),
            // One that has ended will never be ready: no need to wait on.
            Err(ended) => Ok(Err(ended)),
        })?;
    Ok(outcome?)
}

pub(crate) fn system(what: &str) -> impl FnOnce(io::Error) -> ControlPlaneError {
    let what = what.to_owned();
    move |source| ControlPlaneError::System { what, source }
}
