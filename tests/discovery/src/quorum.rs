//! Three machines, each with a member of etcd and a replica of the database, and who of them is in a majority.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::cluster::case_folder;
use crate::etcd::{self, Server};
use crate::member::{Member, Shared};
use crate::network::{Network, PREFIX, address};
use crate::session::Session;
use crate::{CaseError, Parts, system, within};

/// Shorter in other cases; left out, they are what the bundle has: a lease of 20 seconds, a look every two.
const TIMES: [&str; 2] = ["PRESSWRIGHT_LEASE_SECONDS", "PRESSWRIGHT_INTERVAL"];

/// Who is in a majority, by number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// The members of etcd that answer a read which a majority has to confirm.
    pub etcd: BTreeSet<usize>,
    /// The replicas that are in a primary component.
    pub primary: BTreeSet<usize>,
    /// The replicas that clients are sent to.
    pub serving: BTreeSet<usize>,
}

/// What runs on one machine.
#[derive(Debug)]
struct Machine {
    powered: bool,
    etcd: Option<Session>,
    /// Whether its pods are to run.
    etcd_wanted: bool,
    replica_wanted: bool,
}

/// The machines of a case.
#[derive(Debug)]
pub struct Quorum {
    parts: Parts,
    network: Network,
    machines: Vec<Machine>,
    members: Vec<Member>,
    folder: Option<TempDir>,
}

impl Quorum {
    /// All run and serve.
    pub fn serving(parts: &Parts, size: usize) -> Result<Self, CaseError> {
        let folder = case_folder(parts)?;
        let network = Network::new(size, folder.path())?;
        let etcd: Vec<String> =
            (0..size).map(|number| format!("http://{}:2379", address(number))).collect();
        let etcd = etcd.join(" ");
        let shared = Shared { folder: folder.path(), etcd: &etcd, network: PREFIX };
        let mut members = Vec::new();
        let mut machines = Vec::new();
        for number in 0..size {
            let mut member = Member::new(parts, &shared, number)?;
            member.on = network.on(number);
            // The bundle's own times.
            member.environment.retain(|(name, _)| !TIMES.contains(&name.as_str()));
            members.push(member);
            machines.push(Machine {
                powered: true,
                etcd: None,
                etcd_wanted: true,
                replica_wanted: true,
            });
        }
        let mut quorum =
            Self { parts: parts.clone(), network, machines, members, folder: Some(folder) };
        for number in 0..size {
            quorum.start_etcd(number)?;
        }
        let all: BTreeSet<usize> = (0..size).collect();
        within(60, "etcd has its majority", || {
            let answer: BTreeSet<usize> =
                (0..size).filter(|number| quorum.etcd_answers(*number)).collect();
            if answer == all { Ok(()) } else { Err(format!("{answer:?} answer")) }
        })?;
        quorum.members.iter_mut().try_for_each(Member::start)?;
        let (done, text) =
            quorum.members[0].run("percona-roster.sh", &["found", &size.to_string()])?;
        if !done {
            return Err(CaseError::Wrong(format!("percona-roster.sh found: {text}")));
        }
        within(120, "all serve", || {
            quorum.keep().map_err(|error| error.to_string())?;
            let seen = quorum.seen();
            if seen.serving == all { Ok(()) } else { Err(format!("{seen:?}")) }
        })
        .map_err(|error| quorum.with_story(&error))?;
        Ok(quorum)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.as_ref().map(|folder| folder.path().join(name)).unwrap_or_default()
    }

    fn start_etcd(&mut self, number: usize) -> Result<(), CaseError> {
        let folder = self.at(&format!("etcd-{number}"));
        fs::create_dir_all(&folder).map_err(system("make etcd's folder"))?;
        let all: Vec<String> = (0..self.machines.len())
            .map(|other| format!("etcd-{other}=http://{}:2380", address(other)))
            .collect();
        let mut command = etcd::server(&Server {
            on: &self.network.on(number),
            program: &self.parts.etcd,
            name: &format!("etcd-{number}"),
            data: &folder.join("data"),
            address: &address(number),
            cluster: &all.join(","),
        });
        self.machines[number].etcd = Some(Session::start(&mut command, &folder.join("etcd.log"))?);
        Ok(())
    }

    /// A machine loses its power.
    pub fn power_off(&mut self, number: usize) -> Result<(), CaseError> {
        self.network.plug(number, false)?;
        self.machines[number].powered = false;
        self.machines[number].etcd = None;
        self.members[number].cut();
        Ok(())
    }

    /// A machine is switched on, or its cable is plugged in again.
    pub fn bring_back(&mut self, number: usize) -> Result<(), CaseError> {
        self.network.plug(number, true)?;
        if self.machines[number].powered {
            return Ok(());
        }
        self.machines[number].powered = true;
        if self.machines[number].replica_wanted {
            self.members[number].start()?;
        }
        self.keep()
    }

    /// A machine's cable is pulled out.
    pub fn cut_off(&self, number: usize) -> Result<(), CaseError> {
        self.network.plug(number, false)
    }

    /// The way between two machines is cut, or there again.
    pub fn part(&self, one: usize, other: usize, apart: bool) -> Result<(), CaseError> {
        self.network.part(one, other, apart)
    }

    /// A member of etcd ends without a word; it is started again where `again` says so.
    pub fn end_etcd(&mut self, number: usize, again: bool) {
        self.machines[number].etcd = None;
        self.machines[number].etcd_wanted &= again;
    }

    /// A replica's pod is stopped in order and stays away.
    pub fn stop_replica(&mut self, number: usize) -> Result<(), CaseError> {
        self.machines[number].replica_wanted = false;
        if self.members[number].has_pod() { self.members[number].stop() } else { Ok(()) }
    }

    /// A replica's container ends without a word; kubelet starts it again.
    pub fn crash_replica(&mut self, number: usize) -> Result<(), CaseError> {
        if self.members[number].has_pod() {
            self.members[number].cut_container();
            self.members[number].start_container(&[])?;
        }
        Ok(())
    }

    /// What kubelet does: ended containers are started again, on machines with power.
    pub fn keep(&mut self) -> Result<(), CaseError> {
        for number in 0..self.machines.len() {
            let machine = &mut self.machines[number];
            if !machine.powered {
                continue;
            }
            let ended = machine.etcd.as_mut().is_none_or(|etcd| etcd.ended().is_some());
            let (start_etcd, replica) = (machine.etcd_wanted && ended, machine.replica_wanted);
            if start_etcd {
                self.start_etcd(number)?;
            }
            if replica && self.members[number].has_pod() {
                self.members[number].keep()?;
            }
        }
        Ok(())
    }

    fn etcd_answers(&self, number: usize) -> bool {
        if self.machines[number].etcd.is_none() {
            return false;
        }
        let onto = self.network.on(number);
        let output = Command::new(&onto[0])
            .args(&onto[1..])
            .args(["curl", "--silent", "--max-time", "2", "--data", r#"{"key":"YQ=="}"#])
            .arg(format!("http://{}:2379/v3/kv/range", address(number)))
            .output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("revision"))
    }

    fn is_primary(&self, number: usize) -> bool {
        let status = "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_status'";
        self.members[number].has_pod()
            && self.members[number].as_root(status).is_ok_and(|said| said.contains("\tPrimary"))
    }

    /// Who is in a majority now, each asked on its own machine.
    pub fn seen(&self) -> Seen {
        let on = |asked: &dyn Fn(usize) -> bool| {
            (0..self.machines.len())
                .filter(|number| self.machines[*number].powered && asked(*number))
                .collect()
        };
        Seen {
            etcd: on(&|number| self.etcd_answers(number)),
            primary: on(&|number| self.is_primary(number)),
            serving: on(&|number| {
                self.members[number].has_pod()
                    && self.members[number].probe("readiness").unwrap_or(false)
            }),
        }
    }

    /// Adds what the replicas logged.
    pub fn with_story(&self, error: &CaseError) -> CaseError {
        let stories: Vec<String> = self.members.iter().map(Member::story).collect();
        CaseError::Wrong(format!("{error}\n{}", stories.join("\n")))
    }
}

impl Drop for Quorum {
    fn drop(&mut self) {
        for member in &mut self.members {
            member.cut();
        }
        if let Some(folder) = self.folder.take()
            && std::env::var_os("PRESSWRIGHT_KEEP").is_some()
        {
            eprintln!("kept: {}", folder.keep().display());
        }
    }
}
