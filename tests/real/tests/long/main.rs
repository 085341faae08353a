//! The long tier: everything that the runbook says is done, and everything that may fail fails, on one cluster.
//!
//! Runs where `PRESSWRIGHT_ALL` is set, or for the cases whose names hold one of the arguments. The cases follow each other,
//! so this has a main of its own: the first that fails is the last.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

mod backups;
mod chores;
mod failures;
mod load;

use std::error::Error;
use std::time::{Duration, Instant};

use presswright::design::{Document, preset};
use presswright::topology::Topology;
use real_cluster::Places;
use real_cluster::bundle::with_images_on_machines;
use real_cluster::cases::{Outcome, case, end, ensure};
use real_cluster::cluster::Cluster;
use real_cluster::observed::Observed;
use real_cluster::used::Used;

const NAMESPACE: &str = "blog";
/// How long the longest of the bundle's scripts may take.
const SCRIPT: Duration = Duration::from_mins(8);
/// When the pods of a silent machine leave the Services: 40 s without a word and a look every 5 s
/// (`presswright simulate failure` says 50 s), a time-out of one connection after it, and a look of ours.
const SILENCE: Duration = Duration::from_secs(50 + 10 + 5);

/// A design on its cluster, and what was drawn.
struct Lab<'a> {
    on: Observed<'a>,
    document: Document,
    topology: Topology,
}

/// Something that is done to the cluster, after which `verify.sh` must pass.
struct Case {
    name: &'static str,
    run: fn(&Lab<'_>) -> Outcome,
}

const CASES: [Case; 18] = [
    Case { name: "nothing_restarts_in_ten_quiet_minutes", run: chores::quiet },
    Case { name: "a_lost_member_of_etcd_is_replaced_by_the_runbook", run: chores::member_replaced },
    Case { name: "a_lost_replica_is_replaced_by_the_runbook", run: chores::replica_replaced },
    Case { name: "a_machine_is_drained_by_the_runbook", run: chores::drained },
    Case { name: "each_tier_is_rolled_under_visitors", run: chores::rolled },
    Case { name: "keys_of_wordpress_are_rotated_by_the_runbook", run: chores::keys_rotated },
    Case { name: "certificates_are_renewed_by_the_runbook", run: chores::certificates_renewed },
    Case { name: "a_backup_of_each_kind_is_made", run: backups::made },
    Case { name: "files_are_restored_from_their_backup", run: backups::files_restored },
    Case { name: "etcd_is_restored_from_its_snapshot", run: backups::etcd_restored },
    Case { name: "the_database_is_restored_after_all_is_deleted", run: backups::database_restored },
    Case { name: "node_1_loses_its_power", run: |lab| failures::loses_power(lab, "node-1") },
    Case { name: "node_2_loses_its_power", run: |lab| failures::loses_power(lab, "node-2") },
    Case { name: "node_3_loses_its_power", run: |lab| failures::loses_power(lab, "node-3") },
    Case { name: "node_3_is_cut_off", run: |lab| failures::is_cut_off(lab, "node-3") },
    Case { name: "master_loses_its_power", run: |lab| failures::loses_power(lab, "master") },
    Case { name: "all_machines_lose_their_power_at_once", run: failures::all_lose_power },
    Case { name: "the_autoscaler_follows_the_load", run: load::followed },
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&String> = arguments.iter().filter(|one| !one.starts_with('-')).collect();
    if arguments.iter().any(|one| one == "--list") {
        for case in &CASES {
            println!("{}: test", case.name);
        }
        return Ok(());
    }
    if std::env::var_os("PRESSWRIGHT_ALL").is_none() && wanted.is_empty() {
        println!("{} cases of the long tier are not asked for (PRESSWRIGHT_ALL)", CASES.len());
        return Ok(());
    }
    let chosen = |case: &&Case| {
        wanted.is_empty() || wanted.iter().any(|part| case.name.contains(part.as_str()))
    };
    let text = with_images_on_machines(preset("lab").ok_or("there is no preset lab")?.text)?;
    let document = Document::read(&text)?;
    let topology = Topology::of(document.design());
    let begin = Instant::now();
    let places = Places::usual()?;
    // One that was left up by a case that failed is gone on with.
    let kept = std::env::var_os("PRESSWRIGHT_KEEP").and_then(|_| Cluster::open(&places).ok());
    let cluster = kept.map_or_else(|| Cluster::up(&places, &text), Ok)?;
    println!("the machines are up ({} s)", begin.elapsed().as_secs());
    let on = Observed { cluster: &cluster, namespace: NAMESPACE };
    let lab = Lab { on, document, topology };
    let outcome = all(&lab, CASES.iter().filter(chosen));
    end(cluster, outcome)
}

fn all<'c>(lab: &Lab<'_>, cases: impl Iterator<Item = &'c Case>) -> Result<(), Box<dyn Error>> {
    case("comes_up_by_its_own_deploy_script", || {
        lab.on.script("deploy.sh", SCRIPT)?;
        lab.verified(Duration::from_mins(3))
    })?;
    for one in cases {
        case(one.name, || (one.run)(lab))?;
        case("verify_finds_nothing_wrong_afterwards", || lab.verified(Duration::from_mins(8)))?;
    }
    Ok(())
}

impl Lab<'_> {
    /// The site, asked at a machine's door.
    fn at(&self, machine: &str) -> Result<Door<'_>, Box<dyn Error>> {
        let place = self.on.cluster.machines().iter().find(|place| place.name == machine);
        let address = place.ok_or("there is no such machine")?.address;
        Ok(Door { on: self.on, site: format!("http://{address}:30080") })
    }

    fn verified(&self, bound: Duration) -> Outcome {
        let begin = Instant::now();
        self.on.until_verified(bound)?;
        Ok(format!("after {} s", begin.elapsed().as_secs()))
    }

    /// Nobody lacks an acknowledged post.
    fn has_all(&self, posts: &[u64]) -> Result<(), Box<dyn Error>> {
        let missing = self.at("node-1")?.used().missing(posts)?;
        ensure(missing.is_empty(), || format!("acknowledged and lost: {missing:?}"))
    }
}

/// The site as it is reached by one machine.
struct Door<'a> {
    on: Observed<'a>,
    site: String,
}

impl Door<'_> {
    fn used(&self) -> Used<'_> {
        Used { on: self.on, site: &self.site }
    }
}
