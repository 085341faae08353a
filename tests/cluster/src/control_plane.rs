//! A control plane of its own for a test, started and ended with it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, ApiError};
use crate::kubectl::{Kubectl, KubectlError};
use crate::machine::{Machine, SYSTEM};
use crate::process::{Folder, Process, ProcessError};
use crate::programs::{Programs, ProgramsError};
use crate::provisioner::Provisioner;
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
    /// The cluster-wide objects that a new control plane has, by their paths.
    own: BTreeSet<String>,
    cluster_wide: Vec<String>,
    folder: Folder,
}

impl ControlPlane {
    /// Starts one with the programs of [`Programs::built`] and waits until it does its work.
    pub fn start() -> Result<Self, ControlPlaneError> {
        Self::start_with(&Programs::built(None)?)
    }

    /// Starts one with these programs.
    pub fn start_with(programs: &Programs) -> Result<Self, ControlPlaneError> {
        let folder = Folder::new().map_err(system("make a temporary folder"))?;
        let ports = Ports::free()?;
        let setup = Setup { programs, folder: folder.path(), ports: &ports };
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
        let cluster_wide = cluster_wide_resources(&api)?;
        let mut plane = Self {
            _provisioner: Provisioner::start(api.clone()),
            processes,
            api,
            kubectl,
            version: programs.version().to_owned(),
            etcd: setup.etcd_client(),
            own: BTreeSet::new(),
            cluster_wide,
            folder,
        };
        plane.own = plane.objects()?;
        Ok(plane)
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
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SYSTEM}});
        match self.api.create("/api/v1/namespaces", &namespace) {
            // There from machines that were added before.
            Ok(_) | Err(ApiError::Refused { code: 409, .. }) => {}
            Err(error) => return Err(error.into()),
        }
        until("the service account of the cluster's own pods", BOUND, || {
            self.api.get(&format!("/api/v1/namespaces/{SYSTEM}/serviceaccounts/default"))
        })?;
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
        let mut last = Vec::new();
        until("nothing left of what was applied", BOUND, || {
            last = self.objects()?.difference(&self.own).cloned().collect();
            let namespaces: Vec<&String> =
                last.iter().filter(|path| path.starts_with("/api/v1/namespaces/")).collect();
            for namespace in &namespaces {
                self.empty(namespace)?;
            }
            // Machines go after the namespaces: the pods on them are ended by kwok, which serves
            // machines that are there. Volumes too: a claim holds them.
            let now = if namespaces.is_empty() { last.iter().collect() } else { namespaces };
            for path in now {
                self.api.delete(path)?;
            }
            if last.is_empty() { Ok(()) } else { Err(Unclean(last.join(", "))) }
        })?;
        Ok(())
    }

    /// Ends the pods of a namespace at once: their graceful end would hold the namespace up for
    /// as long as their grace period says.
    fn empty(&self, namespace: &str) -> Result<(), ApiError> {
        for kind in ["deployments", "statefulsets", "replicasets", "daemonsets"] {
            let list = format!("{}/{kind}", namespace.replace("/api/v1/", "/apis/apps/v1/"));
            self.api.delete(&list)?;
        }
        for kind in ["cronjobs", "jobs"] {
            let list = namespace.replace("/api/v1/", "/apis/batch/v1/");
            self.api.delete(&format!("{list}/{kind}?propagationPolicy=Background"))?;
        }
        self.api.delete(&format!("{namespace}/pods?gracePeriodSeconds=0"))
    }

    /// The paths of all cluster-wide objects.
    fn objects(&self) -> Result<BTreeSet<String>, ApiError> {
        let mut paths = BTreeSet::new();
        for resource in &self.cluster_wide {
            for object in self.api.list(resource)? {
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                paths.insert(format!("{resource}/{name}"));
            }
        }
        Ok(paths)
    }
}

/// Long enough for a machine that is busy compiling, short enough to notice.
const BOUND: Duration = Duration::from_secs(90);

#[derive(Debug, thiserror::Error)]
#[error("left: {0}")]
struct Unclean(String);

impl From<ApiError> for Unclean {
    fn from(error: ApiError) -> Self {
        Self(error.to_string())
    }
}

fn is_ready(node: &Value) -> bool {
    let ready = node["status"]["conditions"].as_array().is_some_and(|conditions| {
        conditions.iter().any(|one| one["type"] == "Ready" && one["status"] == "True")
    });
    let held = node["spec"]["taints"].as_array().is_some_and(|taints| {
        taints.iter().any(|taint| taint["key"] == "node.kubernetes.io/not-ready")
    });
    ready && !held
}

/// The list paths of everything that belongs to no namespace and can be listed and deleted.
fn cluster_wide_resources(api: &Api) -> Result<Vec<String>, ApiError> {
    let mut versions = vec!["/api/v1".to_owned()];
    let groups = api.get("/apis")?;
    for group in groups["groups"].as_array().into_iter().flatten() {
        let version = group["preferredVersion"]["groupVersion"].as_str().unwrap_or_default();
        versions.push(format!("/apis/{version}"));
    }
    let mut paths = Vec::new();
    for version in versions {
        let list = api.get(&version)?;
        for resource in list["resources"].as_array().into_iter().flatten() {
            let name = resource["name"].as_str().unwrap_or_default();
            let can = |verb: &str| {
                resource["verbs"].as_array().is_some_and(|verbs| verbs.contains(&json!(verb)))
            };
            if resource["namespaced"] == false
                && !name.contains('/')
                && can("list")
                && can("delete")
            {
                paths.push(format!("{version}/{name}"));
            }
        }
    }
    Ok(paths)
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

/// The ports of one control plane, free when they were asked for.
struct Ports {
    etcd_client: u16,
    etcd_peer: u16,
    apiserver: u16,
    controller_manager: u16,
    scheduler: u16,
    proxy: u16,
}

impl Ports {
    fn free() -> Result<Self, ControlPlaneError> {
        // All are held until all are known, so that none is given twice.
        let mut held = Vec::new();
        let mut next = || -> Result<u16, ControlPlaneError> {
            let fail = || system("find a free port on 127.0.0.1");
            let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(fail())?;
            let port = listener.local_addr().map_err(fail())?.port();
            held.push(listener);
            Ok(port)
        };
        Ok(Self {
            etcd_client: next()?,
            etcd_peer: next()?,
            apiserver: next()?,
            controller_manager: next()?,
            scheduler: next()?,
            proxy: next()?,
        })
    }
}

struct Setup<'a> {
    programs: &'a Programs,
    folder: &'a Path,
    ports: &'a Ports,
}

/// Bearer of the administrator's rights on a server that listens on loopback for one test.
const TOKEN: &str = "test-administrator";

impl Setup<'_> {
    fn write_files(&self) -> Result<(), ControlPlaneError> {
        let server = format!("https://127.0.0.1:{}", self.ports.apiserver);
        let kubeconfig = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "administrator"}}],
            "clusters": [{"name": "test", "cluster": {
                "server": server,
                "certificate-authority": self.folder.join("certificates/apiserver.crt"),
            }}],
            "users": [{"name": "administrator", "user": {"token": TOKEN}}],
        });
        self.write("kubeconfig", &kubeconfig.to_string())?;
        self.write("tokens.csv", &format!("{TOKEN},administrator,administrator,system:masters\n"))?;
        self.write("admission.json", &admission().to_string())?;
        let scheduler = json!({
            "apiVersion": "kubescheduler.config.k8s.io/v1",
            "kind": "KubeSchedulerConfiguration",
            "leaderElection": {"leaderElect": false},
            "clientConnection": {"kubeconfig": self.file("kubeconfig"), "qps": 500, "burst": 1000},
            // A pod that had to wait for its volume is tried again sooner; where it goes is not touched.
            "podInitialBackoffSeconds": 1,
            "podMaxBackoffSeconds": 1,
        });
        self.write("scheduler.json", &scheduler.to_string())?;
        let key = self.file("service-accounts.key");
        let made = Command::new("openssl")
            .args(["genrsa", "-out"])
            .arg(&key)
            .arg("2048")
            .output()
            .map_err(system("run openssl, which makes the key of service accounts"))?;
        if made.status.success() {
            return Ok(());
        }
        let message = String::from_utf8_lossy(&made.stderr).into_owned();
        Err(system("make the key of service accounts")(io::Error::other(message)))
    }

    fn etcd(&self) -> Result<Process, ControlPlaneError> {
        let client = self.etcd_client();
        let peer = format!("http://127.0.0.1:{}", self.ports.etcd_peer);
        let mut command = Command::new(self.programs.path("etcd"));
        command
            .arg(format!("--data-dir={}", self.file("etcd").display()))
            .arg(format!("--listen-client-urls={client}"))
            .arg(format!("--advertise-client-urls={client}"))
            .arg(format!("--listen-peer-urls={peer}"))
            .arg(format!("--initial-advertise-peer-urls={peer}"))
            .arg(format!("--initial-cluster=default={peer}"))
            // What it holds is worth nothing after the test.
            .arg("--unsafe-no-fsync=true")
            .arg("--log-level=warn");
        self.start("etcd", command)
    }

    fn apiserver(&self) -> Result<Process, ControlPlaneError> {
        let key = self.file("service-accounts.key");
        let mut command = Command::new(self.programs.path("kube-apiserver"));
        command
            .arg(format!("--etcd-servers={}", self.etcd_client()))
            .arg("--bind-address=127.0.0.1")
            .arg(format!("--secure-port={}", self.ports.apiserver))
            .arg(format!("--cert-dir={}", self.file("certificates").display()))
            .arg(format!("--service-account-key-file={}", key.display()))
            .arg(format!("--service-account-signing-key-file={}", key.display()))
            .arg("--service-account-issuer=https://kubernetes.default.svc")
            .arg("--service-cluster-ip-range=10.96.0.0/12")
            .arg(format!("--token-auth-file={}", self.file("tokens.csv").display()))
            .arg("--authorization-mode=RBAC")
            .arg(format!(
                "--admission-control-config-file={}",
                self.file("admission.json").display()
            ))
            .arg("--allow-privileged=true");
        self.start("kube-apiserver", command)
    }

    fn proxy(&self, kubectl: &Kubectl) -> Result<Process, ControlPlaneError> {
        let mut command = kubectl.command(self.programs.path("kubectl"));
        command.args(["proxy", "--address=127.0.0.1", "--reject-methods=^$"]);
        command.arg(format!("--port={}", self.ports.proxy));
        self.start("kubectl-proxy", command)
    }

    fn controller_manager(&self) -> Result<Process, ControlPlaneError> {
        let kubeconfig = self.file("kubeconfig");
        let mut command = Command::new(self.programs.path("kube-controller-manager"));
        command
            .arg(format!("--kubeconfig={}", kubeconfig.display()))
            .arg("--bind-address=127.0.0.1")
            .arg(format!("--secure-port={}", self.ports.controller_manager))
            .arg(format!(
                "--cert-dir={}",
                self.file("certificates-of-the-controller-manager").display()
            ))
            .arg(format!(
                "--service-account-private-key-file={}",
                self.file("service-accounts.key").display()
            ))
            .arg(format!("--root-ca-file={}", self.file("certificates/apiserver.crt").display()))
            .arg("--leader-elect=false")
            // Looks more often than by default (15 s each); decides nothing differently.
            .arg("--pvclaimbinder-sync-period=1s")
            .arg("--horizontal-pod-autoscaler-sync-period=1s")
            .arg("--kube-api-qps=500")
            .arg("--kube-api-burst=1000");
        self.start("kube-controller-manager", command)
    }

    fn scheduler(&self) -> Result<Process, ControlPlaneError> {
        let mut command = Command::new(self.programs.path("kube-scheduler"));
        command
            .arg(format!("--config={}", self.file("scheduler.json").display()))
            .arg("--bind-address=127.0.0.1")
            .arg(format!("--secure-port={}", self.ports.scheduler))
            .arg(format!("--cert-dir={}", self.file("certificates-of-the-scheduler").display()));
        self.start("kube-scheduler", command)
    }

    fn kwok(&self) -> Result<Process, ControlPlaneError> {
        let mut command = Command::new(self.programs.path("kwok"));
        command
            .arg(format!("--kubeconfig={}", self.file("kubeconfig").display()))
            .arg("--manage-all-nodes=true")
            .arg("--node-lease-duration-seconds=40")
            .arg("--cidr=10.244.0.0/16");
        for stage in self.programs.stages() {
            command.arg(format!("--config={}", stage.display()));
        }
        self.start("kwok", command)
    }

    fn start(&self, name: &str, mut command: Command) -> Result<Process, ControlPlaneError> {
        // kwok keeps a folder below HOME; nothing may read or write the person's own.
        command.env("HOME", self.folder).current_dir(self.folder);
        Ok(Process::start(name, command, self.folder)?)
    }

    fn etcd_client(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.etcd_client)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), ControlPlaneError> {
        fs::write(self.file(name), text).map_err(system(&format!("write {name}")))
    }
}

/// Pod Security `restricted` for every namespace that says nothing else, refused and warned of.
fn admission() -> Value {
    json!({
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "AdmissionConfiguration",
        "plugins": [{
            "name": "PodSecurity",
            "configuration": {
                "apiVersion": "pod-security.admission.config.k8s.io/v1",
                "kind": "PodSecurityConfiguration",
                "defaults": {
                    "enforce": "restricted", "enforce-version": "latest",
                    "warn": "restricted", "warn-version": "latest",
                    "audit": "restricted", "audit-version": "latest",
                },
                "exemptions": {"namespaces": ["kube-system"]},
            },
        }],
    })
}

fn system(what: &str) -> impl FnOnce(io::Error) -> ControlPlaneError {
    let what = what.to_owned();
    move |source| ControlPlaneError::System { what, source }
}
