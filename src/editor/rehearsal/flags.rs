//! A rehearsal in a link: each fault as the command line is asked for it, behind the word of the design.

use super::Failing;
use super::deploy::carries_start;
use super::load::carries_load;

/// So many faults of a link are read: it comes from a stranger.
const MOST: usize = 100;
/// One by one, each settled before the next.
const ONE_BY_ONE: &str = "one-by-one";

/// What stands behind the design's word: `&kill=node-1&export-down`; nothing where nothing fails.
pub fn to_link(failing: &[Failing], one_by_one: bool) -> String {
    let mut flags: String = failing.iter().flat_map(|one| ["&".to_owned(), flag(one)]).collect();
    if one_by_one && !flags.is_empty() {
        flags.push('&');
        flags.push_str(ONE_BY_ONE);
    }
    flags
}

/// A fault as a flag: `kill=node-1`.
pub(super) fn flag(one: &Failing) -> String {
    match one {
        Failing::Down(name) => format!("kill={name}"),
        Failing::CutOff(name) => format!("cut-off={name}"),
        Failing::DiskLost(name) => format!("destroy={name}"),
        Failing::Crashed(name) => format!("crash={name}"),
        Failing::Stopped(name) => format!("stop={name}"),
        Failing::VolumeLost(name) => format!("lose-volume={name}"),
        Failing::ExportDown => "export-down".to_owned(),
        Failing::LinkCut(a, b) => format!("cut-link={a}:{b}"),
        Failing::EtcdCorrupt(member) => format!("corrupt-etcd=etcd-{member}"),
        Failing::ControlPlaneDown => "control-plane-down".to_owned(),
    }
}

/// What of a rehearsal goes along with a design, in words; nothing where there is no rehearsal behind it.
pub fn goes_along(link: &str) -> Option<&'static str> {
    let (load, start) = (carries_load(link), carries_start(link));
    // A load or a start is one flag, and its settings after it; what fails stands before.
    let fails = !link.is_empty() && !link.starts_with("&load=") && !link.starts_with("&deploy=");
    match (fails, load, start) {
        (true, true, _) => Some("What fails in the rehearsal and its load go along."),
        (true, _, true) => Some("What fails in the rehearsal and its start go along."),
        (true, ..) => Some("What fails in the rehearsal goes along."),
        (false, true, _) => Some("The load of the rehearsal goes along."),
        (false, _, true) => Some("The start of the rehearsal goes along."),
        (false, ..) => None,
    }
}

/// What of a link fails, and whether one by one. What means nothing is left out.
pub fn from_link(link: &str) -> (Vec<Failing>, bool) {
    let mut failing: Vec<Failing> = Vec::new();
    let mut one_by_one = false;
    for flag in link.split('&').skip(1).take(MOST) {
        if flag == ONE_BY_ONE {
            one_by_one = true;
        }
        failing.extend(read(flag).filter(|one| !failing.contains(one)));
    }
    (failing, one_by_one)
}

/// The fault of a flag; nothing where it means none.
pub(super) fn read(flag: &str) -> Option<Failing> {
    match flag {
        "export-down" => return Some(Failing::ExportDown),
        "control-plane-down" => return Some(Failing::ControlPlaneDown),
        _ => {}
    }
    let (kind, name) = flag.split_once('=')?;
    let own = || name.to_owned();
    match kind {
        "kill" => Some(Failing::Down(own())),
        "cut-off" => Some(Failing::CutOff(own())),
        "destroy" => Some(Failing::DiskLost(own())),
        "crash" => Some(Failing::Crashed(own())),
        "stop" => Some(Failing::Stopped(own())),
        "lose-volume" => Some(Failing::VolumeLost(own())),
        "cut-link" => {
            let (a, b) = name.split_once(':')?;
            Some(Failing::LinkCut(a.to_owned(), b.to_owned()))
        }
        "corrupt-etcd" => name.strip_prefix("etcd-")?.parse().ok().map(Failing::EtcdCorrupt),
        _ => None,
    }
}
