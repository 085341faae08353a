//! A member whose image finds the others by its own means, and its way over to etcd.

use std::fs;
use std::process::Command;

use crate::session::Session;
use crate::{CaseError, Member, system, within};

impl Member {
    /// As a bundle with `discovery: image` starts it: no script of ours, the volume is the datadir.
    pub fn start_by_image(&mut self) -> Result<(), CaseError> {
        let volume = self.folder.join("volume");
        fs::create_dir_all(&volume).map_err(system("make a volume"))?;
        let data = self.folder.join("data").display().to_string();
        let configuration = self.configuration().replace(&data, &volume.display().to_string());
        let configuration = configuration.replace(
            "[mysqld]\n",
            &format!(
                "[mysqld]\nwsrep_provider_options=gmcast.listen_addr=tcp://{0}:4567;ist.recv_addr={0}:4568\n",
                self.address
            ),
        );
        fs::write(self.folder.join("node.cnf"), configuration).map_err(system("write node.cnf"))?;
        self.own()?;
        let (network, own) = self.address.rsplit_once('.').unwrap_or_default();
        let others = (10..10 + self.ordinal).map(|other| format!("{network}.{other}"));
        let others: Vec<String> = others.filter(|other| !other.ends_with(own)).collect();
        let script = self.script("percona-image.sh");
        let defaults = format!("--defaults-file={}", self.folder.join("node.cnf").display());
        let mut command = self.command(&["bash", &script, "mysqld", &defaults]);
        command.env("CLUSTER_JOIN", others.join(",")).env("CLUSTER_NAME", "blog");
        self.server = Some(Session::start(&mut command, &self.folder.join("image.log"))?);
        Ok(())
    }

    /// The pod ends in peace, and the init container of the next one moves the database.
    pub fn stop_by_image(&mut self) -> Result<(), CaseError> {
        if let Some(server) = &mut self.server {
            server.ask_to_end();
            within(60, "the container ends after TERM", || {
                server.ended().map(|_| ()).ok_or_else(|| "it runs".to_owned())
            })?;
        }
        self.server = None;
        let volume = self.folder.join("volume");
        let configuration = self.folder.join("etc");
        fs::create_dir_all(&configuration).map_err(system("make a folder"))?;
        let script = self.script("percona-prepare.sh");
        let output = Command::new("bash")
            .arg(script)
            .args([&configuration, &volume])
            .output()
            .map_err(system("run percona-prepare.sh"))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(CaseError::Wrong(format!("percona-prepare.sh: {text}")));
        }
        for name in ["data", "state"] {
            let folder = self.folder.join(name);
            fs::remove_dir_all(&folder).map_err(system("make room"))?;
            fs::rename(volume.join(name), folder).map_err(system("take the volume"))?;
        }
        self.note("brought");
        self.own()
    }
}
