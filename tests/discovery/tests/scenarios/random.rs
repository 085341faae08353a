//! Faults at random, each sequence repeatable by its seed. Not yet seen to pass: only when asked for.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use discovery_tests::{CaseError, Cluster, Parts, within};

use crate::tools::{done, enough, rows};

/// How many sequences a run tries, and from which seed on.
pub fn seeds() -> impl Iterator<Item = u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let count = number("PRESSWRIGHT_RANDOM_FAULTS").unwrap_or(0);
    let first = number("PRESSWRIGHT_SEED").unwrap_or_else(|| fastrand::u64(0..1_000_000_000));
    first..first + count
}

/// Four faults, with writes going on; then everything is mended, and all must be well again.
pub fn faults(parts: &Parts, seed: u64) -> Result<Cluster, CaseError> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut cluster = Cluster::new(parts, 3)?;
    let endpoint = cluster.etcd.endpoint();
    for member in &mut cluster.members {
        member.relay(&endpoint)?;
    }
    cluster.comes_to_serve()?;
    let writer = cluster.writer(1);
    enough(&writer, 10)?;
    let mut told = Vec::new();
    let mut cut = [false; 3];
    let mut still = [false; 3];
    let mut etcd = true;
    for _ in 0..4 {
        let i = random.usize(0..3);
        let fault = random.usize(0..11);
        let name = match fault {
            0 if cluster.members[i].has_pod() => {
                cluster.members[i].cut_container();
                cluster.members[i].start_container(&[])?;
                "container"
            }
            1 if cluster.members[i].has_pod() => {
                cluster.members[i].cut();
                "pod"
            }
            2 if cluster.members[i].has_pod() && !still[i] => {
                cluster.members[i].stop()?;
                "stop"
            }
            3 => {
                cluster.cut_all();
                "all"
            }
            4 if cluster.members[i].has_pod() => {
                cluster.members[i].hold(true);
                still[i] = true;
                "hold"
            }
            5 if etcd => {
                cluster.etcd.cut();
                etcd = false;
                "etcd"
            }
            6 if !cut[i] => {
                cluster.members[i].cut_from_etcd(true)?;
                cut[i] = true;
                "cut from etcd"
            }
            7 if cluster.members[i].has_pod() && !still[i] => {
                // A server that does not answer cannot be asked.
                if cluster.members[i].isolate(true).is_ok() { "isolate" } else { "nothing" }
            }
            8 if etcd => {
                cluster.etcd.cut();
                cluster.etcd.lose_data()?;
                cluster.etcd.start()?;
                "etcd's data"
            }
            9 => {
                cluster.members[i].cut();
                cluster.members[i].make_volume()?;
                "volume"
            }
            // A rest, in which what is down comes back.
            _ => {
                mend(&mut cluster, &mut cut, &mut still, &mut etcd)?;
                "mend"
            }
        };
        told.push(format!("{name} {i}"));
        sleep(Duration::from_millis(random.u64(0..9_000)));
    }
    eprintln!("seed {seed}: {}", told.join(", "));
    mend(&mut cluster, &mut cut, &mut still, &mut etcd)?;
    let lossy = told.iter().any(|fault| fault.starts_with("volume") || fault.starts_with("etcd's"));
    let decided = if lossy { help(&mut cluster)? } else { false };
    cluster.all_serve(180)?;
    let mut acknowledged = writer.finish();
    if decided {
        let kept = rows(&cluster, 0)?;
        acknowledged = acknowledged.intersection(&kept).copied().collect::<BTreeSet<u64>>();
    }
    cluster.agrees(&acknowledged)?;
    cluster.one_component_serves()?;
    Ok(cluster)
}

/// All that a fault took away is there again but what was lost.
fn mend(
    cluster: &mut Cluster,
    cut: &mut [bool; 3],
    still: &mut [bool; 3],
    etcd: &mut bool,
) -> Result<(), CaseError> {
    if !*etcd {
        cluster.etcd.start()?;
        *etcd = true;
    }
    for i in 0..3 {
        if cut[i] {
            cluster.members[i].cut_from_etcd(false)?;
            cut[i] = false;
        }
        if still[i] && cluster.members[i].has_pod() {
            cluster.members[i].hold(false);
        }
        still[i] = false;
        if cluster.members[i].has_pod() {
            // One that does not answer has no connections to lose either.
            let _ = cluster.members[i].isolate(false);
        } else {
            cluster.members[i].start()?;
        }
    }
    Ok(())
}

/// Where a volume or etcd's data was lost a person may have to decide: here for the first that is not refused.
fn help(cluster: &mut Cluster) -> Result<bool, CaseError> {
    let mut decided = false;
    within(90, "all serve, or a person is asked", || {
        let members = &mut cluster.members;
        for member in members.iter_mut() {
            member.keep().map_err(|error| error.to_string())?;
        }
        if members.iter().all(discovery_tests::Member::serves) {
            return Ok(());
        }
        let words: Vec<String> = members
            .iter()
            .map(|member| {
                let steps = member.steps();
                let last = steps.iter().rev().find(|line| line["part"] == "start");
                last.map(|line| format!("{} {}", line["step"], line["why"])).unwrap_or_default()
            })
            .collect();
        let asks = |words: &String| words.contains("person");
        if let Some(i) = words.iter().position(|words| asks(words) && words.contains("later epoch"))
        {
            decided |= cluster.members[i]
                .run("percona-decide.sh", &["discard", &i.to_string(), "--yes"])
                .map_err(|error| error.to_string())?
                .0;
        } else if words.iter().any(|words| words.contains("no roster")) {
            // The runbook's words where etcd lost its data before anybody could write it again.
            cluster.etcd.write_roster().map_err(|error| error.to_string())?;
        } else if words.iter().filter(|words| asks(words)).count() > 0 {
            for i in 0..3 {
                let chosen = i.to_string();
                if done(cluster, i, "percona-decide.sh", &["bootstrap", &chosen, "--yes"]).is_ok() {
                    decided = true;
                    break;
                }
            }
        }
        Err(words.join("; "))
    })
    .map_err(|error| cluster.with_story(&error))?;
    Ok(decided)
}
