//! One member: a pod's two containers as two sessions, its volume as a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::session::Session;
use crate::{CaseError, Parts, system};

static PODS: AtomicU64 = AtomicU64::new(0);

/// A member of the database, with the processes of its pod while it has one.
#[derive(Debug)]
pub struct Member {
    parts: Parts,
    pub(crate) folder: PathBuf,
    /// The address of its server.
    pub address: String,
    pub(crate) ordinal: usize,
    pod: String,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) server: Option<Session>,
    pub(crate) sidecar: Option<Session>,
    pub(crate) relay: Option<Session>,
    pub(crate) relay_address: String,
    pub(crate) etcd: String,
    /// What its programs are run by: the way onto its machine, where it has one of its own.
    pub(crate) on: Vec<String>,
}

/// What is the same for all members of a case.
pub struct Shared<'a> {
    /// The case's folder.
    pub folder: &'a Path,
    /// etcd's address.
    pub etcd: &'a str,
    /// The first three numbers of the addresses.
    pub network: &'a str,
}

impl Member {
    /// Makes its folders and configuration; nothing runs yet.
    pub fn new(parts: &Parts, shared: &Shared<'_>, ordinal: usize) -> Result<Self, CaseError> {
        let folder = shared.folder.join(format!("member-{ordinal}"));
        let address = format!("{}.1{ordinal}", shared.network);
        let mut member = Self {
            parts: parts.clone(),
            address,
            ordinal,
            pod: String::new(),
            environment: Vec::new(),
            server: None,
            sidecar: None,
            relay: None,
            relay_address: String::new(),
            etcd: String::new(),
            on: Vec::new(),
            folder,
        };
        member.environment = member.environment(shared);
        member.make_volume()?;
        Ok(member)
    }

    /// An empty volume in the place of what was there.
    pub fn make_volume(&self) -> Result<(), CaseError> {
        if self.folder.join("state").exists() {
            self.note("lost_volume");
        }
        for name in ["data", "state"] {
            let folder = self.folder.join(name);
            if folder.exists() {
                fs::remove_dir_all(&folder).map_err(system("lose a volume"))?;
            }
            fs::create_dir_all(&folder).map_err(system("make a volume"))?;
        }
        self.own()
    }

    fn environment(&self, shared: &Shared<'_>) -> Vec<(String, String)> {
        let at = |name: &str| self.folder.join(name).display().to_string();
        let address = &self.address;
        let secrets = shared.folder.join("secrets");
        let secret = |name: &str| secrets.join(name).display().to_string();
        let options =
            format!("gmcast.listen_addr=tcp://{address}:4567;ist.recv_addr={address}:4568");
        let scripts = shared.folder.join("scripts");
        [
            ("PATH", "/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
            ("HOME", "/tmp".to_owned()),
            ("TMPDIR", at("tmp")),
            ("PRESSWRIGHT_CLUSTER", "blog".to_owned()),
            ("PRESSWRIGHT_ETCD", shared.etcd.to_owned()),
            ("PRESSWRIGHT_SCRIPTS", scripts.display().to_string()),
            ("PRESSWRIGHT_DATA", at("data")),
            ("PRESSWRIGHT_STATE", at("state")),
            ("PRESSWRIGHT_RUN", at("run")),
            ("PRESSWRIGHT_ORDINAL", self.ordinal.to_string()),
            ("PRESSWRIGHT_ENTRYPOINT", scripts.join("standin-entrypoint.sh").display().to_string()),
            ("PRESSWRIGHT_PEER", format!("{}.1{{ordinal}}", shared.network)),
            ("PRESSWRIGHT_PROVIDER_OPTIONS", options),
            // Percona's own option; MariaDB does not know it.
            ("PRESSWRIGHT_RECOVER_OPTIONS", String::new()),
            ("PRESSWRIGHT_DRAIN_SECONDS", "0".to_owned()),
            ("PRESSWRIGHT_INTERVAL", "1".to_owned()),
            ("PRESSWRIGHT_LEASE_SECONDS", crate::lease().to_string()),
            ("PRESSWRIGHT_SOCKET", at("tmp/mysql.sock")),
            ("PRESSWRIGHT_CHECK_ADDRESS", address.clone()),
            ("MONITOR_PASSWORD_FILE", secret("monitor")),
            ("MYSQL_ROOT_PASSWORD_FILE", secret("root")),
            ("MYSQL_DATABASE", "wordpress".to_owned()),
            ("MYSQL_USER", "wordpress".to_owned()),
            ("MYSQL_PASSWORD_FILE", secret("wordpress")),
            ("STANDIN_CONFIGURATION", at("node.cnf")),
            ("STANDIN_ADDRESS", address.clone()),
            ("STANDIN_PAUSED", at("run/paused")),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    pub(crate) fn configuration(&self) -> String {
        let at = |name: &str| self.folder.join(name).display().to_string();
        let address = &self.address;
        format!(
            "[mysqld]\ndatadir={}\nsocket={}\npid_file={}\nlog_error={}\nbind_address={address}\nport=3306\n\
             innodb_buffer_pool_size=32M\ninnodb_autoinc_lock_mode=2\nbinlog_format=ROW\nskip_name_resolve=ON\n\
             wsrep_on=ON\nwsrep_provider=/usr/lib/galera/libgalera_smm.so\nwsrep_cluster_address=gcomm://\n\
             wsrep_cluster_name=noname\nwsrep_node_address={address}\nwsrep_sst_method=rsync\n\
             wsrep_sst_receive_address={address}:4444\n",
            at("data"),
            at("tmp/mysql.sock"),
            at("tmp/mysqld.pid"),
            at("error.log"),
        )
    }

    pub(crate) fn own(&self) -> Result<(), CaseError> {
        for name in ["run", "tmp"] {
            fs::create_dir_all(self.folder.join(name)).map_err(system("make a folder"))?;
        }
        if self.parts.as_mysql {
            let status = Command::new("chown")
                .args(["-R", "mysql:mysql"])
                .arg(&self.folder)
                .status()
                .map_err(system("chown"))?;
            if !status.success() {
                return Err(CaseError::Wrong("chown to the user mysql failed".to_owned()));
            }
        }
        Ok(())
    }

    /// A command of the bundle in the member's container.
    pub(crate) fn command(&self, program: &[&str]) -> Command {
        let mut words: Vec<&str> = self.on.iter().map(String::as_str).collect();
        if self.parts.as_mysql {
            words.extend(["setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups", "--"]);
        }
        words.extend(program);
        let mut command = Command::new(words.first().copied().unwrap_or("true"));
        command.args(words.iter().skip(1));
        command.env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("PRESSWRIGHT_POD_UID", &self.pod);
        command
    }

    pub(crate) fn script(&self, name: &str) -> String {
        let scripts = self.environment.iter().find(|(key, _)| key == "PRESSWRIGHT_SCRIPTS");
        format!("{}/{name}", scripts.map_or("", |(_, value)| value))
    }

    /// A new pod on the member's volume.
    pub fn start(&mut self) -> Result<(), CaseError> {
        self.start_with(&[])
    }

    /// A new pod, with more variables for the stand-in.
    pub fn start_with(&mut self, more: &[(&str, &str)]) -> Result<(), CaseError> {
        self.pod = format!("pod-{}-{}", self.ordinal, PODS.fetch_add(1, Ordering::Relaxed));
        for name in ["run", "tmp"] {
            let _ = fs::remove_dir_all(self.folder.join(name));
        }
        fs::write(self.folder.join("node.cnf"), self.configuration())
            .map_err(system("write node.cnf"))?;
        self.own()?;
        self.note("pod");
        let script = self.script("percona-sidecar.sh");
        let log = self.folder.join("sidecar.log");
        self.sidecar = Some(Session::start(&mut self.command(&["bash", &script]), &log)?);
        self.start_container(more)
    }

    /// The server's container, in the pod that stands: what kubelet does after a crash.
    pub fn start_container(&mut self, more: &[(&str, &str)]) -> Result<(), CaseError> {
        let script = self.script("percona-start.sh");
        let defaults = format!("--defaults-file={}", self.folder.join("node.cnf").display());
        let mut command = self.command(&["bash", &script, "mysqld", &defaults]);
        command.envs(more.iter().copied());
        self.server = Some(Session::start(&mut command, &self.folder.join("start.log"))?);
        Ok(())
    }

    /// The power goes: nothing of the pod is left.
    pub fn cut(&mut self) {
        let ran = self.server.is_some() || self.sidecar.is_some();
        self.server = None;
        self.sidecar = None;
        if ran {
            self.note("cut");
        }
    }

    /// The container is killed; the pod and its sidecar stay.
    pub fn cut_container(&mut self) {
        self.server = None;
        self.note("cut_container");
    }

    /// Leaves what a sidecar leaves that wants that incarnation's server to end.
    pub fn ask_to_stop(&self, incarnation: &str) -> Result<(), CaseError> {
        let words = format!("{incarnation} the test says so\n");
        fs::write(self.folder.join("run/stop"), words).map_err(system("write a file"))
    }

    /// Whether it has a pod.
    pub fn has_pod(&self) -> bool {
        self.sidecar.is_some()
    }

    /// The server is asked to end, and ends.
    pub(crate) fn server_ends(&mut self) -> Result<(), CaseError> {
        self.note("term");
        let Some(server) = &mut self.server else { return Ok(()) };
        server.ask_to_end();
        crate::within(60, "the container ends after TERM", || {
            server.ended().map(|_| ()).ok_or_else(|| "it runs".to_owned())
        })
    }

    /// The pod is deleted in peace.
    pub fn stop(&mut self) -> Result<(), CaseError> {
        self.server_ends()?;
        if let Some(sidecar) = &mut self.sidecar {
            sidecar.ask_to_end();
            crate::within(20, "the sidecar ends after TERM", || {
                sidecar.ended().map(|_| ()).ok_or_else(|| "it runs".to_owned())
            })?;
        }
        self.server = None;
        self.sidecar = None;
        self.note("gone");
        Ok(())
    }

    /// Both containers stand still, or go on.
    pub fn hold(&self, still: bool) {
        if !still {
            self.note("release");
        }
        for session in [&self.server, &self.sidecar].into_iter().flatten() {
            session.hold(still);
        }
        if still {
            self.note("hold");
        }
    }

    /// After `hold`: the server alone goes on, and its sidecar still stands.
    pub fn release_server(&self) {
        self.note("release");
        if let Some(server) = &self.server {
            server.hold(false);
        }
    }

    /// After `release_server`.
    pub fn release_sidecar(&self) {
        if let Some(sidecar) = &self.sidecar {
            sidecar.hold(false);
        }
    }

    /// Restarts the container when it ended by itself, as kubelet does. Says whether it did.
    pub fn keep(&mut self) -> Result<bool, CaseError> {
        let ended = self.server.as_mut().and_then(Session::ended).is_some();
        if ended {
            self.server = None;
            self.start_container(&[])?;
        }
        Ok(ended)
    }

    /// Runs one of the bundle's commands in the container; its output with both streams.
    pub fn run(&self, script: &str, arguments: &[&str]) -> Result<(bool, String), CaseError> {
        self.run_with(&[], script, arguments)
    }

    fn run_with(
        &self,
        more: &[(&str, &str)],
        script: &str,
        arguments: &[&str],
    ) -> Result<(bool, String), CaseError> {
        let path = self.script(script);
        let mut program = vec!["bash", path.as_str()];
        program.extend(arguments);
        let mut command = self.command(&program);
        let output =
            command.envs(more.iter().copied()).output().map_err(system("run a command"))?;
        self.keep_lines(&output.stdout);
        let text = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
    }

    /// The same, ended after some seconds; what it printed until then.
    pub fn run_for(
        &self,
        seconds: u64,
        script: &str,
        arguments: &[&str],
    ) -> Result<(bool, String), CaseError> {
        let log = self.folder.join("second.log");
        let path = self.script(script);
        let mut program = vec!["bash", path.as_str()];
        program.extend(arguments);
        let run = self.folder.join("second");
        fs::create_dir_all(&run).map_err(system("make a folder"))?;
        self.own()?;
        let mut command = self.command(&program);
        // A pod of its own: only the volume is the same.
        command.env("PRESSWRIGHT_POD_UID", "another-pod").env("PRESSWRIGHT_RUN", &run);
        let mut session = Session::start(&mut command, &log)?;
        std::thread::sleep(Duration::from_secs(seconds));
        let done = session.ended().is_some();
        session.cut();
        Ok((done, fs::read_to_string(&log).unwrap_or_default()))
    }

    /// Everything that its containers printed.
    pub fn output(&self) -> String {
        ["start.log", "start.errors", "sidecar.log", "sidecar.errors"]
            .iter()
            .filter_map(|name| fs::read_to_string(self.folder.join(name)).ok())
            .collect()
    }

    /// Whether kubelet's question is answered with yes.
    pub fn probe(&self, which: &str) -> Result<bool, CaseError> {
        Ok(self.run("percona-probe.sh", &[which])?.0)
    }

    /// The same in a bundle whose members find each other by the image's own means.
    pub fn probe_by_image(&self, which: &str) -> Result<bool, CaseError> {
        let image = [("PRESSWRIGHT_DISCOVERY", "image")];
        Ok(self.run_with(&image, "percona-probe.sh", &[which])?.0)
    }

    /// The paused phase of the stand-in was reached.
    pub fn is_paused(&self) -> bool {
        self.folder.join("run/paused").exists()
    }

    /// A pod holds still for a moment.
    pub fn pause() {
        std::thread::sleep(Duration::from_millis(200));
    }
}
