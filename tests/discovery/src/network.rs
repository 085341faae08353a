//! Machines that are nothing but a network each, with cables to one switch: what runs on one reaches another by these alone.

use std::path::Path;
use std::process::Command;

use crate::session::Session;
use crate::{CaseError, system, within};

/// The first three numbers of their addresses; no two cases see each other's.
pub(crate) const PREFIX: &str = "10.99.0";

/// Some machines and their switch. With their last processes they are gone.
#[derive(Debug)]
pub(crate) struct Network {
    switch: Session,
    machines: Vec<Session>,
}

impl Network {
    /// Makes them. Only root may.
    pub(crate) fn new(count: usize, folder: &Path) -> Result<Self, CaseError> {
        let switch = place(folder)?;
        run(&switch, "link add switch type bridge")?;
        run(&switch, "link set switch up")?;
        let mut machines = Vec::new();
        for number in 0..count {
            let machine = place(folder)?;
            let (cable, process) = (cable(number), machine.id());
            run(&switch, &format!("link add {cable} type veth peer name eth0 netns {process}"))?;
            run(&switch, &format!("link set {cable} master switch up"))?;
            run(&machine, "link set lo up")?;
            run(&machine, &format!("addr add {}/24 dev eth0", address(number)))?;
            run(&machine, "link set eth0 up")?;
            machines.push(machine);
        }
        Ok(Self { switch, machines })
    }

    /// What a program on that machine is run by.
    pub(crate) fn on(&self, number: usize) -> Vec<String> {
        onto(&self.machines[number])
    }

    /// Plugs a machine's cable in or pulls it out.
    pub(crate) fn plug(&self, number: usize, connected: bool) -> Result<(), CaseError> {
        let state = if connected { "up" } else { "down" };
        run(&self.switch, &format!("link set {} {state}", cable(number)))
    }

    /// Two machines do not hear each other any more, without a word of why; or do again.
    pub(crate) fn part(&self, one: usize, other: usize, apart: bool) -> Result<(), CaseError> {
        for (from, to) in [(one, other), (other, one)] {
            let to = address(to);
            let words = if apart {
                // An address that no card has: what is sent there is lost.
                format!("neigh replace {to} lladdr 02:00:00:00:00:99 dev eth0 nud permanent")
            } else {
                format!("neigh del {to} dev eth0")
            };
            run(&self.machines[from], &words)?;
        }
        Ok(())
    }
}

/// The address of a machine: that of the member with the same number.
pub(crate) fn address(number: usize) -> String {
    format!("{PREFIX}.1{number}")
}

fn cable(number: usize) -> String {
    format!("cable{number}")
}

/// A network namespace, which lives as long as the process in it.
fn place(folder: &Path) -> Result<Session, CaseError> {
    let mut command = Command::new("unshare");
    command.args(["--net", "sleep", "infinity"]).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let session = Session::start(&mut command, &folder.join("network.log"))?;
    let of = |process: &str| std::fs::read_link(format!("/proc/{process}/ns/net"));
    let own = of("self").map_err(system("read this process' network"))?;
    let process = session.id().to_string();
    within(10, "a network of its own", || match of(&process) {
        Ok(network) if network != own => Ok(()),
        Ok(_) => Err("not yet".to_owned()),
        Err(error) => Err(error.to_string()),
    })?;
    Ok(session)
}

fn onto(place: &Session) -> Vec<String> {
    vec!["nsenter".to_owned(), format!("--net=/proc/{}/ns/net", place.id())]
}

fn run(place: &Session, words: &str) -> Result<(), CaseError> {
    let onto = onto(place);
    let output = Command::new(&onto[0])
        .args(&onto[1..])
        .arg("ip")
        .args(words.split_whitespace())
        .output()
        .map_err(system("run ip"))?;
    if output.status.success() {
        Ok(())
    } else {
        let text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(CaseError::Wrong(format!("ip {words}: {text}")))
    }
}
