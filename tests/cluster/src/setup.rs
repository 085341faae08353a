//! The programs of a control plane with their flags, files and ports.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::control_plane::{ControlPlaneError, system};
use crate::kubectl::Kubectl;
use crate::machine::POWER;
use crate::process::Process;
use crate::programs::Programs;

/// The ports of one control plane, free when they were asked for.
pub(crate) struct Ports {
    pub(crate) etcd_client: u16,
    pub(crate) etcd_peer: u16,
    pub(crate) apiserver: u16,
    pub(crate) controller_manager: u16,
    pub(crate) scheduler: u16,
    pub(crate) proxy: u16,
}

impl Ports {
    pub(crate) fn free() -> Result<Self, ControlPlaneError> {
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

/// How soon a machine that falls silent counts as lost, and what it ran is evicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Kubernetes' own: after 50 s, and 300 s later.
    Usual,
    /// After 8 s and one more: for tests that take machines away. What is decided is the same. The pause of
    /// 10 s from machine to machine is Kubernetes' own: in it, it sees how many have fallen silent.
    Short,
}

pub(crate) struct Setup<'a> {
    pub(crate) patience: Patience,
    /// Further flags of kube-controller-manager; the last of a name counts.
    pub(crate) flags: &'a [String],
    pub(crate) programs: &'a Programs,
    pub(crate) folder: &'a Path,
    pub(crate) ports: &'a Ports,
}

/// Bearer of the administrator's rights on a server that listens on loopback for one test.
const TOKEN: &str = "test-administrator";

impl Setup<'_> {
    pub(crate) fn write_files(&self) -> Result<(), ControlPlaneError> {
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

    pub(crate) fn etcd(&self) -> Result<Process, ControlPlaneError> {
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

    pub(crate) fn apiserver(&self) -> Result<Process, ControlPlaneError> {
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
        if self.patience == Patience::Short {
            command
                .arg("--default-not-ready-toleration-seconds=1")
                .arg("--default-unreachable-toleration-seconds=1");
        }
        self.start("kube-apiserver", command)
    }

    pub(crate) fn proxy(&self, kubectl: &Kubectl) -> Result<Process, ControlPlaneError> {
        let mut command = kubectl.command(self.programs.path("kubectl"));
        command.args(["proxy", "--address=127.0.0.1", "--reject-methods=^$"]);
        command.arg(format!("--port={}", self.ports.proxy));
        self.start("kubectl-proxy", command)
    }

    pub(crate) fn controller_manager(&self) -> Result<Process, ControlPlaneError> {
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
        if self.patience == Patience::Short {
            command.arg("--node-monitor-grace-period=8s").arg("--node-monitor-period=1s");
        }
        command.args(self.flags);
        self.start("kube-controller-manager", command)
    }

    pub(crate) fn scheduler(&self) -> Result<Process, ControlPlaneError> {
        let mut command = Command::new(self.programs.path("kube-scheduler"));
        command
            .arg(format!("--config={}", self.file("scheduler.json").display()))
            .arg("--bind-address=127.0.0.1")
            .arg(format!("--secure-port={}", self.ports.scheduler))
            .arg(format!("--cert-dir={}", self.file("certificates-of-the-scheduler").display()));
        self.start("kube-scheduler", command)
    }

    pub(crate) fn kwok(&self) -> Result<Process, ControlPlaneError> {
        let mut command = Command::new(self.programs.path("kwok"));
        command
            .arg(format!("--kubeconfig={}", self.file("kubeconfig").display()))
            .arg("--cidr=10.244.0.0/16");
        match self.patience {
            Patience::Usual => {
                command.arg("--manage-all-nodes=true").arg("--node-lease-duration-seconds=40");
            }
            // A machine without the label is one without power: nobody speaks for it.
            Patience::Short => {
                command
                    .arg(format!("--manage-nodes-with-label-selector={POWER}=on"))
                    .arg("--node-lease-duration-seconds=8");
            }
        }
        for stage in self.programs.stages() {
            command.arg(format!("--config={}", stage.display()));
        }
        self.start("kwok", command)
    }

    fn start(&self, name: &str, mut command: Command) -> Result<Process, ControlPlaneError> {
        // kwok keeps a folder below HOME; nothing may read or write the person's own.
        command.env("HOME", self.folder).current_dir(self.folder);
        // What stands before each line of its log.
        command.env("TZ", "UTC");
        Ok(Process::start(name, command, self.folder)?)
    }

    pub(crate) fn etcd_client(&self) -> String {
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
