//! Whom a member reaches, and who reaches it.

use std::process::Command;

use crate::session::Session;
use crate::{CaseError, Member, client, system};

impl Member {
    /// The member's group loses it and is lost to it: Galera's own switch for that.
    pub fn isolate(&self, apart: bool) -> Result<(), CaseError> {
        if !apart {
            self.note("meet");
        }
        let set = format!("gmcast.isolate={}", u8::from(apart));
        self.as_root(&format!("SET GLOBAL wsrep_provider_options='{set}'"))?;
        if apart {
            self.note("isolate");
        }
        Ok(())
    }

    /// From now on it reaches etcd by way of a relay, which can be taken away.
    pub fn relay(&mut self, etcd: &str) -> Result<(), CaseError> {
        let (network, _) = self.address.rsplit_once('.').unwrap_or_default();
        let address = format!("{network}.6{}", self.ordinal);
        for (name, value) in &mut self.environment {
            if name == "PRESSWRIGHT_ETCD" {
                *value = format!("http://{address}:2379");
            }
        }
        etcd.trim_start_matches("http://").clone_into(&mut self.etcd);
        self.relay_address = address;
        self.start_relay()
    }

    fn start_relay(&mut self) -> Result<(), CaseError> {
        let mut command = Command::new("socat");
        command
            .arg(format!("TCP-LISTEN:2379,bind={},reuseaddr,fork", self.relay_address))
            .arg(format!("TCP:{}", self.etcd))
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        self.relay = Some(Session::start(&mut command, &self.folder.join("relay.log"))?);
        Ok(())
    }

    /// Cuts it off from etcd alone, or lets it through again.
    pub fn cut_from_etcd(&mut self, cut: bool) -> Result<(), CaseError> {
        if cut {
            self.relay = None;
            self.note("cut_from_etcd");
            Ok(())
        } else {
            self.note("reach_etcd");
            self.start_relay()
        }
    }

    /// Asks the server as the site would.
    pub fn query(&self, statement: &str) -> Result<String, String> {
        client::query(&self.address, statement)
    }

    /// Runs a statement as root, inside the container: what only an operator may.
    pub fn as_root(&self, statement: &str) -> Result<String, CaseError> {
        let socket = format!("--socket={}", self.folder.join("tmp/mysql.sock").display());
        let execute = format!("--execute={statement}");
        let program =
            ["mariadb", "--no-defaults", "--user=root", "--password=zq2root", &socket, &execute];
        let output = self.command(&program).output().map_err(system("run mariadb"))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(CaseError::Wrong(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        }
    }

    /// A wsrep status value, empty when the server does not answer.
    pub fn status(&self, name: &str) -> String {
        self.query(&format!("SHOW GLOBAL STATUS LIKE '{name}'"))
            .ok()
            .and_then(|row| row.split_once('\t').map(|(_, value)| value.to_owned()))
            .unwrap_or_default()
    }

    /// A client reaches data. A statement without tables would be answered behind a shut gate too; a
    /// table that is not there yet (1146) is looked for only by a server that serves.
    pub fn serves(&self) -> bool {
        match self.query("SELECT COUNT(*) FROM wordpress.rows") {
            Ok(_) => true,
            Err(error) => error.contains("ERROR 1146"),
        }
    }
}
