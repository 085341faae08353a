//! Faults, and what becomes of the site: at once, when it has come to rest, and when what failed is back.

use super::damage::{Damage, Site, Store};
use super::database::{Database, Stop};
use super::etcd::Etcd;
use super::eviction::Budget;
use super::fate::{Fate, fates};
use super::fault::Fault;
use super::harm::{Harm, Harms, loses_data, toll_of};
use super::placement::{Cluster, Evictions};
use super::runbook::Section;
use super::serving::{Level, Running, Serving, placed};
use crate::design::EtcdWorkload;
use crate::topology::Tier;

/// How everything stands at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The etcd that the database's replicas find each other by.
    pub etcd: Etcd,
    /// The database.
    pub database: Database,
    /// What visitors and authors can do.
    pub serving: Serving,
}

/// Something that does not mend itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What is the matter.
    pub what: Matter,
    /// Where the runbook says what to do.
    pub section: Section,
}

/// What a person is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A machine is away; only if it does not come back.
    Machine(usize),
    /// A machine is lost with its disk.
    Disk(usize),
    /// A member of etcd has no data that are worth anything, or nothing makes it anew.
    EtcdMember(usize),
    /// So many members of etcd are lost that the rest is no majority.
    Etcd,
    /// A replica of the database has lost its volume.
    Replica(usize),
    /// All replicas have to begin anew, and nobody may.
    NobodyBegins,
    /// The data of all replicas are lost.
    Database,
    /// WordPress' files are lost.
    Files,
    /// A pod was stopped, and stays so.
    Stopped(usize),
}

/// What faults lead to.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    /// The faults, in the order in which they happened.
    pub faults: Vec<Fault>,
    /// Whether each had settled before the next.
    pub one_by_one: bool,
    /// Before.
    pub before: Standing,
    /// In the first seconds.
    pub at_once: Standing,
    /// When nothing changes any more until somebody acts or what failed is back.
    pub settled: Standing,
    /// When machines, links and servers are back.
    pub returned: Standing,
    /// What is done for good.
    pub harms: Harms,
    /// The nodes of which the control plane hears nothing.
    pub silent: Vec<usize>,
    /// What Kubernetes makes of them.
    pub evictions: Evictions,
    /// The cluster, settled.
    pub cluster: Cluster<'a>,
    /// What became of the pods that it moved, or could not.
    pub fates: Vec<Fate>,
    /// The disruption budgets then: one that allows none stops every drain.
    pub budgets: Vec<Budget>,
    /// What a person is needed for.
    pub tasks: Vec<Task>,
}

impl Course<'_> {
    /// Whether the site pauses and goes on by itself.
    pub fn pauses(&self) -> bool {
        self.at_once.serving.reading == Level::Stops && self.settled.serving.reading != Level::Stops
    }

    /// Whether it is as before once what failed is back.
    pub fn is_restored(&self) -> bool {
        self.returned.serving == self.before.serving && !self.harms.has(Harm::Data)
    }
}

/// What faults lead to, all at once or one by one, each settled before the next.
pub fn course<'a>(site: &Site<'a>, faults: &[Fault], one_by_one: bool) -> Course<'a> {
    let mut damage = Damage::none(site);
    // The same with everything that ended without a word and has not been in the group again since.
    let mut ended = Damage::none(site);
    let whole = Database::whole(site);
    let etcd = Etcd::of(site, &damage, true);
    let before = standing(site, &damage, etcd, whole.clone(), &Running::struck(site, &damage));
    let mut database = whole;
    let (earlier, last) = match faults.split_last() {
        Some((last, earlier)) if one_by_one => (earlier, std::slice::from_ref(last)),
        _ => (&[][..], faults),
    };
    for fault in earlier {
        damage.add(site, *fault);
        ended.add(site, *fault);
        database = database.struck(site, &damage, &Etcd::of(site, &damage, false));
        damage = damage.restarted(site);
        database = database.recovered(site, &damage, &Etcd::of(site, &damage, true));
        ended.forget_crashes(site, &database.primary);
    }
    for fault in last {
        damage.add(site, *fault);
        ended.add(site, *fault);
    }
    let etcd = Etcd::of(site, &damage, false);
    let struck = database.struck(site, &damage, &etcd);
    let at_once = standing(site, &damage, etcd, struck.clone(), &Running::struck(site, &damage));

    let settled_damage = damage.restarted(site);
    let etcd = Etcd::of(site, &settled_damage, true);
    let recovered = struck.recovered(site, &settled_damage, &etcd);
    let harms = toll_of(site, &settled_damage, &recovered).settled;
    let (cluster, evictions) = placed(site, &settled_damage);
    let running = Running::moved(site, &settled_damage, &cluster);
    let settled = standing(site, &settled_damage, etcd, recovered.clone(), &running);

    ended.forget_crashes(site, &recovered.primary);
    let returned = back(site, (&settled_damage, &ended), faults, &recovered);
    let fates = fates(&site.drawn, &cluster);
    let budgets = [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress]
        .into_iter()
        .filter_map(|tier| Budget::of(&cluster, tier))
        .collect();
    Course {
        tasks: tasks(site, faults, &settled_damage, &returned),
        faults: faults.to_vec(),
        one_by_one,
        before,
        at_once,
        settled,
        returned,
        harms,
        silent: settled_damage.silent(site),
        evictions,
        cluster,
        fates,
        budgets,
    }
}

fn standing(
    site: &Site<'_>,
    damage: &Damage,
    etcd: Etcd,
    database: Database,
    running: &Running,
) -> Standing {
    let serving = Serving::of(site, damage, &database, running);
    Standing { etcd, database, serving }
}

/// When machines, links and servers are back: those that never ended meet again, the others start.
fn back(
    site: &Site<'_>,
    (damage, ended): (&Damage, &Damage),
    faults: &[Fault],
    database: &Database,
) -> Standing {
    // Who ended is no member that was merely out of reach, though it may run again by now.
    let joined = ended.joined(site);
    let met = database.merged(site, &joined, &Etcd::of(site, &joined, true));
    let damage = damage.returned(site, faults);
    let etcd = Etcd::of(site, &damage, true);
    let database = met.recovered(site, &damage, &etcd);
    // Machines that stay away are marked by now, and their pods were made anew elsewhere.
    let (cluster, _) = placed(site, &damage);
    let running = Running::moved(site, &damage, &cluster);
    standing(site, &damage, etcd, database, &running)
}

fn tasks(site: &Site<'_>, faults: &[Fault], damage: &Damage, returned: &Standing) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut add = |what: Matter, section: Section| {
        if tasks.iter().all(|task| task.what != what) {
            tasks.push(Task { what, section });
        }
    };
    let left = damage.returned(site, faults);
    for fault in faults {
        match fault {
            Fault::MachineDown(host) => add(Matter::Machine(*host), Section::dead_machine()),
            Fault::DiskLost(host) => add(Matter::Disk(*host), Section::dead_machine()),
            Fault::PodStopped(pod) => {
                let held = site.etcd.iter().chain(&site.percona).any(|member| member.pod == *pod);
                if held {
                    add(Matter::Stopped(*pod), Section::scale());
                }
            }
            _ => {}
        }
    }
    let gone = |volume: Option<usize>| volume.is_some_and(|volume| damage.is_gone(volume));
    if !returned.etcd.has_quorum() && returned.etcd.members > 0 {
        add(Matter::Etcd, Section::etcd());
    }
    for member in &site.etcd {
        let forgotten = left.is_corrupt(member.ordinal) || gone(member.volume);
        let dead = site.design.etcd.workload == EtcdWorkload::Pod && left.is_crashed(member.pod);
        if returned.etcd.has_quorum() && (forgotten || dead) {
            add(Matter::EtcdMember(member.ordinal), Section::etcd_member());
        }
    }
    let lost = returned.database.stop == Some(Stop::Lost);
    if lost {
        add(Matter::Database, Section::backup());
    }
    for replica in site.percona.iter().filter(|replica| !lost && gone(replica.volume)) {
        add(Matter::Replica(replica.ordinal), Section::replica(replica.ordinal));
    }
    // Everybody who can be back is, and nobody is primary: it waits for a word.
    let can_run = |host: usize| left.answers(host) && returned.etcd.answers(site, &left, host);
    let there = site.percona.iter().any(|replica| {
        replica.host.is_some_and(|host| {
            can_run(host) && left.store(site, replica.volume, host) == Store::There
        })
    });
    if returned.database.primary.is_empty() && there && !lost {
        add(Matter::NobodyBegins, Section::all_crashed());
    }
    if loses_data(site, damage) && gone(site.content) {
        add(Matter::Files, Section::backup());
    }
    tasks
}
