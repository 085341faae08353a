//! The cluster: all machines with the control plane, up and down, and what may happen to one of them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use cluster_tests::wait::until;
use serde::{Deserialize, Serialize};

use crate::bundle::Exported;
use crate::certificates::Authority;
use crate::command::run;
use crate::layout::{Layout, Place};
use crate::machine::Machine;
use crate::network;
use crate::places::source;
use crate::store::{give, store_of};
use crate::{ClusterError, Places, programs, settings};

/// A cluster that is up. It lives on when this is dropped: [`Cluster::down`] ends it.
#[derive(Debug)]
pub struct Cluster {
    places: Places,
    state: State,
}

/// What has to be known of a cluster by whoever comes later.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    layout: Layout,
    /// The machine that exports files, and the folder.
    files: Option<(String, String)>,
    bundle: PathBuf,
}

/// How long a start may take on a machine that is busy with much else.
const BOUND: Duration = Duration::from_mins(5);

impl Cluster {
    /// Builds what is missing and starts the machines of a design, with its folders and without its bundle
    /// deployed.
    pub fn up(places: &Places, text: &str) -> Result<Self, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Err(ClusterError::NotRoot);
        }
        if network::is_there() || places.state().join("cluster.json").is_file() {
            return Err(ClusterError::IsUp);
        }
        programs::build(places)?;
        let folder = places.state();
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(ClusterError::file(&folder))?;
        }
        let exported = Exported::write(text, &folder.join("bundle"))?;
        let store = store_of(places, &exported.images()?)?;
        let layout = Layout::of(&exported.topology)?;
        let state =
            State { layout, files: exported.files.clone(), bundle: exported.folder.clone() };
        let cluster = Self { places: places.clone(), state };
        let file = folder.join("cluster.json");
        let text = serde_json::to_string(&cluster.state)
            .map_err(|error| ClusterError::Wrong(error.to_string()))?;
        fs::write(&file, text).map_err(ClusterError::file(&file))?;
        let started = cluster.start(&exported, &store);
        if started.is_err() && std::env::var_os("PRESSWRIGHT_KEEP").is_none() {
            cluster.end()?;
        }
        started.map(|()| cluster)
    }

    fn start(&self, exported: &Exported, store: &std::path::Path) -> Result<(), ClusterError> {
        let begin = Instant::now();
        let layout = &self.state.layout;
        let control_plane = layout.control_plane()?;
        let server = format!("https://{}:6443", control_plane.address);
        let authority = Authority::new(&self.places.state().join("pki"))?;
        authority.admit("admin", "/O=system:masters/CN=admin", &server)?;
        let proxy = authority.admit("kube-proxy", "/CN=system:kube-proxy", &server)?;
        let policies = authority.admit(
            "network-policies",
            "/O=system:masters/CN=network-policies",
            &server,
        )?;
        for name in ["kube-controller-manager", "kube-scheduler"] {
            authority.admit(name, &format!("/CN=system:{name}"), &server)?;
        }
        authority.certify("front-proxy-client", "/CN=front-proxy-client", &[])?;
        authority.certify(
            "apiserver-kubelet-client",
            "/O=system:masters/CN=apiserver-kubelet-client",
            &[],
        )?;
        let names = [
            format!("IP:{}", control_plane.address),
            "IP:127.0.0.1,IP:10.96.0.1,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc".to_owned(),
            "DNS:kubernetes.default.svc.cluster.local".to_owned(),
        ];
        authority.certify("apiserver", "/CN=kube-apiserver", &names)?;
        network::make_switch(layout)?;
        self.equip_person()?;
        for place in &layout.machines {
            let machine = self.of(place);
            self.equip(&machine, &authority, &server, (&proxy, &policies))?;
            give(store, &machine.folder().join("containerd"))?;
            network::connect(layout, place)?;
        }
        self.make_folders(exported)?;
        for place in &layout.machines {
            self.of(place).start()?;
        }
        println!("machines switched on after {} s", begin.elapsed().as_secs());
        until("the API server is ready", BOUND, || self.kubectl(&["get", "--raw", "/readyz"]))?;
        self.kubectl(&[
            "create",
            "clusterrolebinding",
            "kube-proxy",
            "--clusterrole=system:node-proxier",
            "--user=system:kube-proxy",
        ])?;
        self.until_machines_ready(BOUND)?;
        let label = "node-role.kubernetes.io/control-plane=";
        self.kubectl(&["label", "node", &control_plane.name, label])?;
        println!("machines ready after {} s", begin.elapsed().as_secs());
        for file in ["cluster/names.yaml", "cluster/metrics.yaml"] {
            let file = source(file);
            self.kubectl(&["apply", "--filename", &file.to_string_lossy()])?;
        }
        for name in ["coredns", "metrics-server"] {
            let of = format!("deployment/{name}");
            self.kubectl(&["--namespace=kube-system", "rollout", "status", &of, "--timeout=300s"])?;
        }
        println!("cluster up after {} s", begin.elapsed().as_secs());
        Ok(())
    }

    /// What a person has beside kubectl: the way onto a machine.
    fn equip_person(&self) -> Result<(), ClusterError> {
        let folder = self.places.state().join("person");
        fs::create_dir_all(&folder).map_err(ClusterError::file(&folder))?;
        let place = folder.join("vagrant");
        std::os::unix::fs::symlink(source("machine/vagrant.sh"), &place)
            .map_err(ClusterError::file(&place))
    }

    fn equip(
        &self,
        machine: &Machine,
        authority: &Authority,
        server: &str,
        (proxy, policies): (&PathBuf, &PathBuf),
    ) -> Result<(), ClusterError> {
        let folder = machine.folder();
        fs::create_dir_all(folder).map_err(ClusterError::file(folder))?;
        let name = &machine.place.name;
        let subject = format!("/O=system:nodes/CN=system:node:{name}");
        let client = authority.admit(&format!("node-{name}"), &subject, server)?;
        let names = [format!("IP:{},DNS:{name}", machine.place.address)];
        authority.certify(&format!("kubelet-{name}"), &subject, &names)?;
        let copy = |from: PathBuf, to: &str| {
            fs::copy(&from, folder.join(to)).map(|_| ()).map_err(ClusterError::file(from))
        };
        copy(client, "kubelet.kubeconfig")?;
        copy(proxy.clone(), "proxy.kubeconfig")?;
        copy(policies.clone(), "policies.kubeconfig")?;
        copy(authority.file("ca.crt"), "ca.crt")?;
        for ending in ["crt", "key"] {
            copy(
                authority.file(&format!("kubelet-{name}.{ending}")),
                &format!("kubelet.{ending}"),
            )?;
        }
        if machine.place.control_plane {
            run(Command::new("cp")
                .arg("--archive")
                .arg(authority.file("."))
                .arg(folder.join("pki")))?;
        }
        let write = |file: &str, text: String| {
            fs::write(folder.join(file), text).map_err(ClusterError::file(folder.join(file)))
        };
        let kept = "/var/lib/containerd".as_ref();
        let socket = "/run/containerd/containerd.sock".as_ref();
        write("containerd.toml", settings::containerd(kept, "/run/containerd".as_ref(), socket))?;
        write("network.conflist", settings::network(&machine.place).to_string())?;
        write("kubelet.json", settings::kubelet(&machine.place, folder).to_string())?;
        write(
            "proxy.json",
            settings::proxy(&machine.place, &folder.join("proxy.kubeconfig")).to_string(),
        )?;
        if let Some((_, path)) = self.state.files.as_ref().filter(|(of, _)| of == name) {
            write("ganesha.conf", settings::files(path, &folder.join("ganesha")))?;
        }
        Ok(())
    }

    /// The folders of the design's volumes: on a person's machines the bundle's provisioning makes them.
    fn make_folders(&self, exported: &Exported) -> Result<(), ClusterError> {
        let make = |machine: &str, path: &str, owner: u32, mode: &str| {
            let outside = self.machine(machine)?.outside(path);
            fs::create_dir_all(&outside).map_err(ClusterError::file(&outside))?;
            run(Command::new("chown").arg(format!("{owner}:{owner}")).arg(&outside))?;
            run(Command::new("chmod").arg(mode).arg(&outside)).map(|_| ())
        };
        if let Some((machine, path)) = &self.state.files {
            make(machine, path, 0, "0755")?;
            for folder in &exported.topology.folders {
                make(machine, &folder.path, folder.owner, folder.mode)?;
            }
        }
        for folder in &exported.topology.local_folders {
            if let Some(host) = exported.topology.hosts.get(folder.host) {
                make(host.name.as_ref(), &folder.path, folder.owner, folder.mode)?;
            }
        }
        Ok(())
    }

    /// The cluster that was started before.
    pub fn open(places: &Places) -> Result<Self, ClusterError> {
        let file = places.state().join("cluster.json");
        let text = fs::read_to_string(&file).map_err(|_| ClusterError::IsDown)?;
        let state =
            serde_json::from_str(&text).map_err(|error| ClusterError::Wrong(error.to_string()))?;
        Ok(Self { places: places.clone(), state })
    }

    /// Where the bundle lies that the cluster was made for.
    pub fn bundle(&self) -> &std::path::Path {
        &self.state.bundle
    }

    /// The machines.
    pub fn machines(&self) -> &[Place] {
        &self.state.layout.machines
    }

    /// A machine by its name.
    pub fn machine(&self, name: &str) -> Result<Machine, ClusterError> {
        Ok(self.of(self.state.layout.machine(name)?))
    }

    fn of(&self, place: &Place) -> Machine {
        let files = self.state.files.as_ref().filter(|(machine, _)| *machine == place.name);
        Machine::new(&self.places, place, files.map(|(_, path)| path.clone()))
    }

    /// A machine loses its power, and its network with it.
    pub fn kill(&self, name: &str) -> Result<(), ClusterError> {
        let machine = self.machine(name)?;
        if machine.pid().is_none() {
            return Ok(());
        }
        machine.kill()?;
        network::disconnect(&machine.place)
    }

    /// A machine is switched on.
    pub fn boot(&self, name: &str) -> Result<(), ClusterError> {
        let machine = self.machine(name)?;
        if machine.pid().is_some() {
            return Ok(());
        }
        network::connect(&self.state.layout, &machine.place)?;
        machine.start()
    }

    /// A machine's cable is pulled out.
    pub fn cut(&self, name: &str) -> Result<(), ClusterError> {
        network::plug(&self.machine(name)?.place, false)
    }

    /// A machine's cable is plugged in again.
    pub fn heal(&self, name: &str) -> Result<(), ClusterError> {
        network::plug(&self.machine(name)?.place, true)
    }

    /// Whether a machine has power, and whether its cable is plugged in.
    pub fn condition(&self, name: &str) -> Result<(bool, bool), ClusterError> {
        let machine = self.machine(name)?;
        Ok((machine.pid().is_some(), network::is_plugged(&machine.place)))
    }

    /// A program as the person runs it who has the machines before them: with kubectl and the cluster's
    /// credentials, in the machines' network.
    pub fn person(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = network::inside(network::SWITCH);
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let own = [self.places.state().join("person"), self.places.bin()];
        let folders = own.into_iter().chain(std::env::split_paths(&rest));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.arg(program).env("KUBECONFIG", self.kubeconfig()).env("KUBERC", "off");
        command.env("MACHINES", self.places.state().join("machines"));
        if let Some((machine, _)) = &self.state.files {
            command.env("EXPORT", machine);
        }
        command
    }

    /// An administrator's credentials.
    pub fn kubeconfig(&self) -> PathBuf {
        self.places.state().join("pki/admin.kubeconfig")
    }

    /// What kubectl says.
    pub fn kubectl(&self, words: &[&str]) -> Result<String, ClusterError> {
        run(self.person("kubectl").args(words))
    }

    /// Waits until every machine that has power is Ready.
    pub fn until_machines_ready(&self, bound: Duration) -> Result<(), ClusterError> {
        let wanted = self.machines().iter().filter(|place| self.of(place).pid().is_some()).count();
        let form = r#"jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}"#;
        until("every machine is Ready", bound, || {
            let said =
                self.kubectl(&["get", "nodes", "-o", form]).map_err(|error| error.to_string())?;
            let ready = said.lines().filter(|line| *line == "True").count();
            if ready >= wanted { Ok(()) } else { Err(format!("{ready} of {wanted}")) }
        })?;
        Ok(())
    }

    /// Ends every process of the cluster and takes all of it away.
    pub fn down(self) -> Result<(), ClusterError> {
        self.end()
    }

    fn end(&self) -> Result<(), ClusterError> {
        for place in self.machines() {
            self.of(place).kill()?;
        }
        network::remove()?;
        let folder = self.places.state();
        // A mount that has just lost its last process may be a moment in going.
        let gone = until("the cluster's folder goes", Duration::from_secs(30), || {
            fs::remove_dir_all(&folder)
        });
        gone.map_err(ClusterError::from)
    }
}
