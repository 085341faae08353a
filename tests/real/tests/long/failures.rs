//! Machines that lose their power or their cable, under people who read and write, against what the drawing says.

use std::thread::sleep;
use std::time::{Duration, Instant};

use presswright::simulate::Site;
use presswright::simulate::failure::course;
use presswright::simulate::fault::Fault;
use presswright::simulate::placement::ClassVolumes;
use presswright::simulate::serving::{Level, Serving};
use presswright::simulate::words::summary;
use real_cluster::ClusterError;
use real_cluster::account::Account;
use real_cluster::cases::{Outcome, ensure};
use real_cluster::cluster::Cluster;
use real_cluster::used::acknowledged;
use real_cluster::visitor::Visits;

use super::{Lab, SILENCE};

/// What the drawing says of a fault: what goes on once nothing changes any more, and the sentence.
fn foretold(
    lab: &Lab<'_>,
    machine: &str,
    fault: fn(usize) -> Fault,
) -> Result<(Serving, String), Box<dyn std::error::Error>> {
    let host = lab.topology.hosts.iter().position(|host| host.name.as_str() == machine);
    let site = Site::drawn(lab.document.design(), &lab.topology, ClassVolumes::Anywhere);
    let course = course(&site, &[fault(host.ok_or("there is no such machine")?)], false);
    Ok((course.settled.serving.clone(), summary(&site, &course)))
}

/// Another machine than the one that fails, to ask the site at.
fn door(machine: &str) -> &'static str {
    if machine == "node-1" { "node-2" } else { "node-1" }
}

pub fn loses_power(lab: &Lab<'_>, machine: &str) -> Outcome {
    under_visitors(lab, machine, Fault::MachineDown, [Cluster::kill, Cluster::boot])
}

pub fn is_cut_off(lab: &Lab<'_>, machine: &str) -> Outcome {
    under_visitors(lab, machine, Fault::MachineUnreachable, [Cluster::cut, Cluster::heal])
}

type Done = Result<(), Box<dyn std::error::Error>>;

/// What is done to a machine, by its name.
type Act = fn(&Cluster, &str) -> Result<(), ClusterError>;

/// Lets one machine fail under people, compares what they meet with what was foretold, and brings it back.
fn under_visitors(
    lab: &Lab<'_>,
    machine: &str,
    fault: fn(usize) -> Fault,
    [fail, mend]: [Act; 2],
) -> Outcome {
    let (serving, sentence) = foretold(lab, machine, fault)?;
    let at = lab.at(door(machine))?;
    let crowd = at.used().crowd()?;
    let begin = Instant::now();
    sleep(Duration::from_secs(10));
    let failed = begin.elapsed();
    fail(lab.on.cluster, machine)?;
    sleep(SILENCE + Duration::from_secs(25));
    let visits = crowd.leave()?;
    let until = begin.elapsed().saturating_sub(failed);
    let [reads, writes] = Account::of_both(&visits, failed);
    agree(&reads, serving.reading, until)?;
    agree(&writes, serving.writing, until)?;
    mend(lab.on.cluster, machine)?;
    let back = Instant::now();
    lab.on.until_verified(Duration::from_mins(8))?;
    let posts = acknowledged(&visits);
    lab.has_all(&posts)?;
    Ok(format!(
        "\"{sentence}\" {reads}; {writes}; {} posts acknowledged, none lost; verify.sh passes {} s after it is back",
        posts.len(),
        back.elapsed().as_secs()
    ))
}

/// How long before the end of the visits nothing may have succeeded where the drawing says that it stops.
const STILL: Duration = Duration::from_secs(30);

fn agree(account: &Account, foretold: Level, until: Duration) -> Done {
    ensure(account.failed_before == 0, || {
        format!("before anything had failed: {account}: {}", account.said)
    })?;
    match foretold {
        Level::Works => {
            ensure(account.last_failure <= SILENCE, || {
                format!("it was to go on: {account}: {}", account.said)
            })?;
            ensure(account.fine_after > 10, || {
                format!("only {} succeeded after it failed: {account}", account.fine_after)
            })
        }
        Level::Stops => ensure(account.last_success + STILL <= until, || {
            format!("it was to stop, and one succeeded {} s after", account.last_success.as_secs())
        }),
        Level::Partly => Ok(()),
    }
}

/// Everything goes dark under a writer; nobody does anything but switch it on again.
pub fn all_lose_power(lab: &Lab<'_>) -> Outcome {
    let at = lab.at("node-1")?;
    let crowd = at.used().crowd()?;
    sleep(Duration::from_secs(15));
    let names: Vec<String> =
        lab.on.cluster.machines().iter().map(|place| place.name.clone()).collect();
    for name in &names {
        lab.on.cluster.kill(name)?;
    }
    let visits: Visits = crowd.leave()?;
    for name in &names {
        lab.on.cluster.boot(name)?;
    }
    let begin = Instant::now();
    lab.on.until_verified(Duration::from_mins(10))?;
    let posts = acknowledged(&visits);
    ensure(posts.len() > 5, || format!("only {} posts were acknowledged", posts.len()))?;
    lab.has_all(&posts)?;
    Ok(format!(
        "{} posts acknowledged, none lost; verify.sh passes {} s after all were switched on",
        posts.len(),
        begin.elapsed().as_secs()
    ))
}
