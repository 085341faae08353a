//! What visitors and authors can still do.

use super::damage::{Damage, Member, Site, Store};
use super::database::{Database, Stop};
use super::placement::{Cluster, Evictions, State};
use crate::design::{Access, Share};
use crate::topology::Tier;

/// How much of something goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// All of it.
    Works,
    /// Some of it: other requests fail or wait.
    Partly,
    /// None.
    Stops,
}

/// Why something does not go on as before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The database does not serve.
    Database(Stop),
    /// No replica of WordPress runs; why none can be placed, in the scheduler's words, where it tried.
    NoWordpress(Option<String>),
    /// No `HAProxy` runs; why none can be placed.
    NoHaproxy(Option<String>),
    /// WordPress' files cannot be reached.
    FilesAway,
    /// WordPress' files are lost.
    FilesLost,
    /// What runs does not reach what it needs.
    NoWay,
}

/// Why requests fail or wait though others are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Services still name so many pods that are dead, of so many.
    DeadEndpoints(Tier, usize, usize),
    /// Some pods do not reach others that they are sent to.
    SomeWays,
    /// Uploaded files hang; pages without them are shown.
    Uploads,
    /// Several replicas are written to: `HAProxy`s reach different ones.
    TwoWriters,
    /// So many replicas hang on their disks in a group that waits for them.
    Hung(usize),
}

/// What can still be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Visitors read pages.
    pub reading: Level,
    /// People log in, write posts and comments: all that writes to the database.
    pub writing: Level,
    /// Authors upload files.
    pub uploading: Level,
    /// Why something stops; first what weighs most.
    pub causes: Vec<Cause>,
    /// Why something goes on only in part.
    pub doubts: Vec<Doubt>,
}

/// Where the pods of Deployments run, and how many dead ones Services still name.
#[derive(Clone, Debug, Default)]
pub(super) struct Running {
    wordpress: Vec<usize>,
    haproxy: Vec<usize>,
    dead_wordpress: usize,
    dead_haproxy: usize,
    no_wordpress: Option<String>,
    no_haproxy: Option<String>,
}

/// Whether the control plane acts: more than half of it is there (see `Cluster::lose`).
pub(super) fn controlled(site: &Site<'_>, damage: &Damage) -> bool {
    let lost = site.planes.iter().filter(|plane| !damage.answers(**plane)).count();
    !damage.control_plane_down && (lost == 0 || lost * 2 < site.planes.len())
}

/// Where Kubernetes has the pods once it has done what it does.
pub(super) fn placed<'a>(site: &Site<'a>, damage: &Damage) -> (Cluster<'a>, Evictions) {
    let mut cluster = site.drawn.clone();
    if damage.control_plane_down {
        cluster.sever();
    }
    // With no control plane nobody hears of anything: silent is then who is off the network.
    let evictions = cluster.lose(&damage.silent(site));
    cluster.settle();
    (cluster, evictions)
}

impl Running {
    /// The moment after: what is dead is still in the Services.
    pub(super) fn struck(site: &Site<'_>, damage: &Damage) -> Running {
        let alive = |members: &[Member]| -> Vec<usize> {
            let runs = |one: &&Member| !damage.is_crashed(one.pod) && !damage.is_stopped(one.pod);
            let hosts = members.iter().filter(runs).filter_map(|one| one.host);
            hosts.filter(|host| damage.answers(*host)).collect()
        };
        let (wordpress, haproxy) = (alive(&site.wordpress), alive(&site.haproxy));
        Running {
            dead_wordpress: placed_at_first(&site.wordpress) - wordpress.len(),
            dead_haproxy: placed_at_first(&site.haproxy) - haproxy.len(),
            wordpress,
            haproxy,
            ..Running::default()
        }
    }

    /// Once containers have started again and silent machines are marked, in place.
    pub(super) fn marked(site: &Site<'_>, damage: &Damage) -> Running {
        let acts = controlled(site, damage);
        let stay = |members: &[Member]| -> Vec<usize> {
            let hosts = members.iter().filter_map(|one| one.host);
            // A machine that is cut from a control plane which went was marked before it did.
            let stays = |host: &usize| {
                if acts {
                    damage.heard(site, *host)
                } else {
                    damage.answers(*host) && damage.is_linked(site, *host)
                }
            };
            hosts.filter(stays).collect()
        };
        let (wordpress, haproxy) = (stay(&site.wordpress), stay(&site.haproxy));
        let dead = |members: &[Member], alive: usize| {
            if acts { 0 } else { placed_at_first(members) - alive }
        };
        Running {
            dead_wordpress: dead(&site.wordpress, wordpress.len()),
            dead_haproxy: dead(&site.haproxy, haproxy.len()),
            wordpress,
            haproxy,
            ..Running::default()
        }
    }

    /// And those that were made anew elsewhere.
    pub(super) fn moved(site: &Site<'_>, damage: &Damage, cluster: &Cluster<'_>) -> Running {
        let mut running = Self::marked(site, damage);
        let anew = |members: &[Member]| -> Vec<usize> {
            let moved = members.iter().filter_map(|one| match cluster.state(one.pod) {
                State::Runs(host) if one.host != Some(host) => Some(host),
                _ => None,
            });
            moved.collect()
        };
        let why = |members: &[Member]| {
            let mut pending = members.iter().filter(|one| cluster.state(one.pod) == State::Pending);
            pending.find_map(|one| cluster.why_pending(one.pod))
        };
        running.haproxy.extend(anew(&site.haproxy));
        // A pod starts only once its volumes are mounted.
        let mounts = |host: &usize| damage.store(site, site.content, *host) == Store::There;
        running.wordpress.extend(anew(&site.wordpress).into_iter().filter(mounts));
        running.no_wordpress = why(&site.wordpress);
        running.no_haproxy = why(&site.haproxy);
        running
    }
}

fn placed_at_first(members: &[Member]) -> usize {
    members.iter().filter(|one| one.host.is_some()).count()
}

impl Serving {
    pub(super) fn of(
        site: &Site<'_>,
        damage: &Damage,
        database: &Database,
        running: &Running,
    ) -> Serving {
        let with_proxy = site.design.percona.access == Access::Haproxy;
        let whole_site = site.design.wordpress.share == Share::Site;
        let replicas: Vec<usize> = site
            .percona
            .iter()
            .filter(|replica| database.serving.contains(&replica.ordinal))
            .filter_map(|replica| replica.host)
            .collect();
        let files = |host: usize| damage.store(site, site.content, host);
        let front: Vec<usize> = running
            .wordpress
            .iter()
            .copied()
            .filter(|host| !whole_site || files(*host) == Store::There)
            .collect();
        let proxy_works = |at: usize| replicas.iter().any(|to| damage.reaches(at, *to));
        let answered = |from: usize| -> (usize, usize) {
            let to: &[usize] = if with_proxy { &running.haproxy } else { &replicas };
            let good = to
                .iter()
                .filter(|at| damage.reaches(from, **at) && (!with_proxy || proxy_works(**at)));
            (good.count(), to.len())
        };
        let ways: Vec<(usize, usize)> = front.iter().map(|host| answered(*host)).collect();
        let reads = ways.iter().any(|(good, _)| *good > 0);
        let uploads = front
            .iter()
            .zip(&ways)
            .any(|(host, (good, _))| *good > 0 && files(*host) == Store::There);
        let mut doubts = Vec::new();
        let mut doubt = |when: bool, what: Doubt| {
            if when {
                doubts.push(what);
            }
        };
        let (dead, dead_proxies) = (running.dead_wordpress, running.dead_haproxy);
        let all = running.wordpress.len() + dead;
        doubt(reads && dead > 0, Doubt::DeadEndpoints(Tier::Wordpress, dead, all));
        let all = running.haproxy.len() + dead_proxies;
        doubt(reads && dead_proxies > 0, Doubt::DeadEndpoints(Tier::Haproxy, dead_proxies, all));
        doubt(reads && ways.iter().any(|(good, of)| good < of), Doubt::SomeWays);
        doubt(reads && !uploads, Doubt::Uploads);
        let writer = |at: &usize| replicas.iter().find(|to| damage.reaches(*at, **to));
        let mut writers: Vec<&usize> = running.haproxy.iter().filter_map(writer).collect();
        writers.dedup();
        doubt(reads && with_proxy && writers.len() > 1, Doubt::TwoWriters);
        doubt(reads && !database.hung.is_empty(), Doubt::Hung(database.hung.len()));
        let level = |goes: bool, whole: bool| match (goes, whole) {
            (false, _) => Level::Stops,
            (true, true) => Level::Works,
            (true, false) => Level::Partly,
        };
        let whole = doubts.is_empty();
        let on_the_way = doubts.iter().all(|doubt| *doubt == Doubt::Uploads);
        Serving {
            reading: level(reads, whole),
            writing: level(reads, on_the_way),
            uploading: level(uploads, whole),
            causes: if reads && uploads {
                Vec::new()
            } else {
                causes(site, damage, database, running, reads)
            },
            doubts,
        }
    }
}

fn causes(
    site: &Site<'_>,
    damage: &Damage,
    database: &Database,
    running: &Running,
    reads: bool,
) -> Vec<Cause> {
    let with_proxy = site.design.percona.access == Access::Haproxy;
    let whole_site = site.design.wordpress.share == Share::Site;
    let mut causes = Vec::new();
    causes.extend(database.stop.clone().map(Cause::Database));
    let stores = || running.wordpress.iter().map(|host| damage.store(site, site.content, *host));
    if site.content.is_some_and(|volume| damage.is_gone(volume)) {
        causes.push(Cause::FilesLost);
    } else if stores().any(|store| store == Store::Away)
        && (!reads || whole_site || stores().all(|store| store == Store::Away))
    {
        causes.push(Cause::FilesAway);
    }
    if running.wordpress.is_empty() {
        causes.push(Cause::NoWordpress(running.no_wordpress.clone()));
    }
    if with_proxy && running.haproxy.is_empty() {
        causes.push(Cause::NoHaproxy(running.no_haproxy.clone()));
    }
    if causes.is_empty() {
        causes.push(Cause::NoWay);
    }
    causes
}
