//! What can be broken, as a list to choose from, and the times that are typed.

use super::starting::{LATEST, Starting};
use crate::editor::rehearsal::Failing;
use crate::editor::rehearsal::load::read_time;
use crate::simulate::deploy::words::span;
use crate::simulate::fault::Fault;
use crate::topology::Topology;

/// On more machines than so, links are not among what is listed, but among a machine's settings.
const LINKS_LISTED: usize = 12;

/// Every fault that the design has something for, by what it is of.
pub fn breakable(topology: &Topology) -> Vec<(&'static str, Vec<(Failing, String)>)> {
    let group = |fault: &Fault| match fault {
        Fault::MachineDown(_) | Fault::MachineUnreachable(_) | Fault::DiskLost(_) => "Machines",
        Fault::PodStopped(_) | Fault::PodCrashed(_) => "Pods",
        Fault::VolumeLost(_) => "Volumes",
        Fault::EtcdCorrupt(_) => "etcd",
        Fault::ExportDown | Fault::ControlPlaneDown => "Services",
        Fault::LinkCut(..) => "Links",
    };
    let links = topology.hosts.len() <= LINKS_LISTED;
    let mut groups: Vec<(&'static str, Vec<(Failing, String)>)> = Vec::new();
    for fault in Fault::all(topology) {
        let name = group(&fault);
        let listed = (links || name != "Links")
            && (fault != Fault::ExportDown || !topology.folders.is_empty());
        let Some(failing) = Failing::of(fault, topology).filter(|_| listed) else { continue };
        let one = (failing, fault.words(topology));
        match groups.last_mut().filter(|(last, _)| *last == name) {
            Some((_, all)) => all.push(one),
            None => groups.push((name, vec![one])),
        }
    }
    groups
}

/// Which time of a break is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// When it breaks.
    At,
    /// When it is mended; nothing typed is never.
    Until,
}

/// With what was typed of a break; else what is wrong, and what is wanted.
pub fn typed(
    starting: &Starting,
    index: usize,
    times: Times,
    text: &str,
) -> Result<Starting, String> {
    let gone = || "It does not break any more.".to_owned();
    let mut next = starting.clone();
    if index >= next.breaks.len() {
        return Err(gone());
    }
    let mut one = next.breaks.remove(index);
    let never = times == Times::Until && text.trim().is_empty();
    let time = if never { None } else { Some(read(text)?) };
    match (times, time) {
        (Times::At, Some(at)) => one.at = at,
        (_, until) => one.until = until,
    }
    if one.until.is_some_and(|until| until <= one.at) {
        return Err(
            "It is mended after it breaks, so that time has to be the later one.".to_owned()
        );
    }
    next.put(one);
    Ok(next)
}

/// Milliseconds of a time as it is typed.
fn read(text: &str) -> Result<u64, String> {
    let found: String = text.trim().chars().take(40).collect();
    let time = read_time(text).map(|seconds| u64::from(seconds) * 1000).ok_or_else(|| {
        format!("{found:?} is no time; write seconds, as 90, or a time, as 1:30.")
    })?;
    if time > LATEST {
        return Err(format!("At most {}.", span(LATEST)));
    }
    Ok(time)
}
