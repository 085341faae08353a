//! The sentences in which a failure is told. Each says on what it rests; a test looks that none does without.

use super::damage::Site;
use super::database::{Database, Stop};
use super::etcd::Etcd;
use super::failure::{Course, Matter};
use super::fate::Fate;
use super::fault::{Fault, in_words, list, name_of_host};
use super::placement::{BETWEEN_MACHINES, EVICTED_AFTER, Evictions, State};
use super::serving::{Cause, Doubt, Level};
use crate::design::{Access, Discovery, Share};
use crate::topology::{Topology, majority};

/// Replicas by name. Source: `src/topology/pod.rs`, `pods`; DOMAIN §6.2, names of a StatefulSet's pods.
pub(super) fn replicas(ordinals: &[usize]) -> String {
    let names: Vec<String> = ordinals.iter().map(|ordinal| format!("percona-{ordinal}")).collect();
    list(&names)
}

/// Seconds in words. Source: none needed, it counts nothing.
pub fn span(seconds: u32) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// Why the database stops. Source: DOMAIN §2.7, "Quorum = more than half of the weight of the last
/// primary component" and `have_quorum` in percona/galera `gcomm/src/pc_proto.cpp`; for the gate
/// docs/discovery.md, "The gate"; for files that do not answer DOMAIN §5.3, `hard`.
fn stop(site: &Site<'_>, stop: &Stop) -> String {
    match stop {
        Stop::Lost => "the data of every replica of the database are lost".to_owned(),
        Stop::Hung => match site.export.map(|host| name_of_host(site.topology, host)) {
            Some(server) => format!("the database's files lie on the NFS export of {server}"),
            None => "the database's files do not answer".to_owned(),
        },
        Stop::NoQuorum { left, of } => format!(
            "{left} of {of} replicas of the database are no majority: none of them answers queries"
        ),
        Stop::GateShut { missing } => format!(
            "etcd has no majority to say that the database may go on without {}: its gate is shut",
            replicas(missing)
        ),
        Stop::NoneRuns => "no replica of the database runs".to_owned(),
    }
}

/// Why something does not go on. Source: DOMAIN §4.3 (the volume holds the site or the uploads) and
/// §5.3 (`hard` mounts wait); kubernetes pkg/scheduler/framework/types.go, `FitError.Error`, for why a
/// pod is Pending; `src/provision/files/percona/haproxy.cfg` for what stands before the database.
pub(super) fn cause(site: &Site<'_>, cause: &Cause) -> String {
    let pending = |what: &str, why: &Option<String>| match why {
        Some(why) => {
            format!("no {what} runs, and none can be placed ({})", why.trim_end_matches('.'))
        }
        None => format!("no {what} runs"),
    };
    match cause {
        Cause::Database(why) => stop(site, why),
        Cause::NoWordpress(why) => pending("replica of WordPress", why),
        Cause::NoHaproxy(why) => pending("HAProxy", why),
        Cause::FilesAway => match site.export.map(|host| name_of_host(site.topology, host)) {
            Some(server) => format!("WordPress' files lie on the NFS export of {server}"),
            None => "WordPress' files do not answer".to_owned(),
        },
        Cause::FilesLost => "WordPress' files are lost".to_owned(),
        Cause::NoWay => "what runs does not reach what it needs".to_owned(),
    }
}

/// Why requests fail though others are answered. Source: kubernetes
/// `pkg/controller/nodelifecycle/node_lifecycle_controller.go`, `MarkPodsNotReady` (only then does a pod
/// leave its Services); DOMAIN §2.10 (two writers: error 1213; `gcs.fc_limit`: a group waits for its
/// slowest) and §5.3 (`hard`).
pub(super) fn doubt(doubt: Doubt) -> String {
    match doubt {
        Doubt::DeadEndpoints(tier, dead, all) => format!(
            "{dead} of {all} pods behind the Service of {} are dead, and what is sent there fails",
            tier.component()
        ),
        Doubt::SomeWays => "some pods do not reach others that they are sent to".to_owned(),
        Doubt::Uploads => {
            "pages lack their uploaded files, and each request for one holds a process of Apache".to_owned()
        }
        Doubt::TwoWriters => {
            "HAProxies reach different first replicas: two are written to, and commits may collide (1213)"
                .to_owned()
        }
        Doubt::Hung(count) => format!(
            "{count} of the database's replicas hang on their files, and the group may wait for them: delete \
             their pods if it does"
        ),
    }
}

/// For how long requests fail before the site goes on, where they do. Source: docs/proof.md, `real` (the machine
/// of a writer, a HAProxy and a WordPress without power: the last request failed after 54 s, and once there was
/// no answer for 67 s); docs/discovery.md, `the_writer_moves` (6.3 s).
fn failing(site: &Site<'_>, course: &Course<'_>) -> Option<&'static str> {
    let (first, then) = (&course.at_once, &course.settled);
    let worse = first.serving.reading > then.serving.reading
        || first.serving.writing > then.serving.writing;
    // Nobody asks a replica beside the writer where HAProxy stands before them.
    let before = &course.before.database;
    let left = match site.design.percona.access {
        Access::Haproxy => before.writer() != first.database.writer(),
        Access::Service => before.serving != first.database.serving,
    };
    match (worse || left, course.silent.is_empty()) {
        (false, _) => None,
        (true, true) => Some("some seconds"),
        (true, false) => Some("up to about a minute"),
    }
}

/// The sentence that sums up. Source: DOMAIN §2.7 (the database), §4.3 (files), §4.5 (logins are signed
/// cookies, the account is in the database), §5.4 (the NFS server is a single point of failure).
pub fn summary(site: &Site<'_>, course: &Course<'_>) -> String {
    let what = in_words(&course.faults, site.topology);
    let what = if what.is_empty() { "Nothing has failed".to_owned() } else { first_upper(&what) };
    let serving = &course.settled.serving;
    let causes: Vec<String> = serving.causes.iter().map(|one| cause(site, one)).collect();
    let because = list(&causes);
    let mut text = match (serving.reading, serving.writing, serving.uploading) {
        (Level::Stops, Level::Stops, _) => format!("{what}: the site stops, as {because}."),
        (_, _, Level::Stops) => format!(
            "{what}: pages are read and people log in and write, but no file can be uploaded, as {because}."
        ),
        _ if course.pauses() => {
            let causes: Vec<String> =
                course.at_once.serving.causes.iter().map(|one| cause(site, one)).collect();
            format!("{what}: the site pauses, as {}, and goes on by itself.", list(&causes))
        }
        _ => {
            let after =
                failing(site, course).map(|span| format!(" after {span} of failing requests"));
            let after = after.unwrap_or_default();
            format!("{what}: the site goes on{after}. People read, log in, write and upload.")
        }
    };
    if let (Level::Works | Level::Partly, Level::Stops, Some(span)) =
        (serving.reading, serving.uploading, failing(site, course))
    {
        text.extend([" For ", span, " before, requests fail."]);
    }
    if serving.reading != Level::Stops {
        let mut doubts: Vec<String> = serving.doubts.iter().map(|one| doubt(*one)).collect();
        doubts.sort();
        for one in doubts {
            text.extend([" ", &first_upper(&one), "."]);
        }
    }
    if course.tasks.iter().any(|task| task.what == Matter::Database) {
        text.push_str(" The database is lost but for a backup.");
    }
    if course.tasks.iter().any(|task| task.what == Matter::Files) {
        text.push_str(" WordPress' files are lost but for a backup.");
    }
    text
}

/// What goes at once. Source: DOMAIN §5.3 (`hard` mounts wait), §3.6 (each member counts), §6.1.
pub(super) fn begins(site: &Site<'_>, faults: &[Fault]) -> String {
    let mut text = format!("{}.", first_upper(&in_words(faults, site.topology)));
    let away = |fault: &Fault| match fault {
        Fault::ExportDown => true,
        Fault::MachineDown(host) | Fault::MachineUnreachable(host) => site.export == Some(*host),
        _ => false,
    };
    if faults.iter().any(away) {
        text.push_str(" Whoever asks for files of the export waits.");
    }
    text
}

/// How etcd stands. Source: etcd-io/website `content/en/docs/v3.7/faq.md` (majority), DOMAIN §3.3
/// (`--election-timeout` 1000 ms); docs/discovery.md, step 9: without etcd nobody starts.
pub(super) fn etcd(etcd: &Etcd) -> String {
    let (there, all) = (etcd.together.len(), etcd.members);
    if etcd.has_quorum() {
        format!("etcd goes on with {there} of {all} members; {} are a majority.", majority(all))
    } else {
        format!(
            "etcd has no majority ({} of {all} members, {} needed): no replica of the database can start anew; \
             those that run go on.",
            etcd.running.len(),
            majority(all)
        )
    }
}

/// Who the primary component is. Source: DOMAIN §2.7, `evs.suspect_timeout` PT5S and
/// `evs.inactive_timeout` PT15S; percona/galera `gcomm/src/pc_proto.cpp`, `have_quorum`.
pub(super) fn primary(site: &Site<'_>, before: &Database, after: &Database) -> String {
    if after.primary.is_empty() {
        return match &after.stop {
            Some(why) => format!("{}.", first_upper(&stop(site, why))),
            None => String::new(),
        };
    }
    let (now, base) = (after.primary.len(), before.group.base.len());
    let stays = if now == 1 { "stays" } else { "stay" };
    format!("{} {stays} the primary component ({now} of {base}).", replicas(&after.primary))
}

/// The next writer. Source: `src/provision/files/percona/haproxy.cfg` (`balance first`), and
/// docs/discovery.md, `the_writer_moves`: writes failed for 6.3 s.
pub(super) fn writer(ordinal: usize) -> String {
    format!(
        "HAProxy sends everything to percona-{ordinal}; until then, for about 6 s, writes fail."
    )
}

/// A gate that shuts. Source: docs/discovery.md, "The gate"; `percona-etcd.sh`,
/// `PRESSWRIGHT_LEASE_SECONDS` 20.
pub(super) fn gate(site: &Site<'_>, why: &Stop) -> String {
    format!("A lease time has gone by: {}.", stop(site, why))
}

/// Containers that start again. Source: kubernetes pkg/kubelet: `restartPolicy: Always`, back-off from
/// 10 s; docs/discovery.md, `one_member_restarts`.
pub(super) fn restarts(pods: &[String]) -> String {
    format!("kubelet has started {} again in place.", list(pods))
}

/// A bare pod that ends. Source: DOMAIN §1.7, `restartPolicy: Never`.
pub(super) fn stays_dead(pods: &[String]) -> String {
    format!("{}: nobody starts a bare Pod again.", list(pods))
}

/// Machines that are marked. Source: kubernetes pkg/controller/nodelifecycle/config/v1alpha1/defaults.go,
/// `--node-monitor-grace-period` 50 s (40 s before 1.32).
pub(super) fn marked(topology: &Topology, silent: &[usize]) -> String {
    let names: Vec<&str> = silent.iter().map(|host| name_of_host(topology, *host)).collect();
    let (is, pods) = if names.len() == 1 { ("is", "its") } else { ("are", "their") };
    format!("{} {is} marked NotReady; {pods} pods leave the Services.", list(&names))
}

/// A control plane that is away. Source: kubernetes
/// `pkg/controller/nodelifecycle/node_lifecycle_controller.go`: nobody else marks or evicts; kube-proxy
/// keeps the endpoints that it read last.
pub(super) fn nobody_acts() -> String {
    "The control plane is away: what runs elsewhere runs on, nothing is made anew or moved, and Services keep \
     naming the dead until it is back."
        .to_owned()
}

/// What becomes of pods on silent machines. Source: kubernetes `DefaultTolerationSeconds`, 300 s;
/// `handleDisruption` in `node_lifecycle_controller.go` for too many at once; `--node-eviction-rate`.
pub(super) fn evicted(evictions: Evictions, silent: usize) -> String {
    let last = u32::try_from(silent.saturating_sub(1)).unwrap_or(u32::MAX);
    match evictions {
        Evictions::NoControlPlane => String::new(),
        Evictions::Halted => {
            "So many machines at once Kubernetes takes for a failure of the network: it evicts no \
             pod, save from one machine that it may have marked before it saw the others."
                .to_owned()
        }
        Evictions::Happen if last == 0 => format!(
            "Its pods are evicted, {} after that: those of StatefulSets are held until it is back, the others \
             are made anew where they fit.",
            span(EVICTED_AFTER)
        ),
        Evictions::Happen => format!(
            "Their pods are evicted, {} after that and one machine each {BETWEEN_MACHINES} s: those of \
             StatefulSets are held until they are back, the others are made anew where they fit.",
            span(EVICTED_AFTER)
        ),
    }
}

/// Members that begin anew together. Source: docs/discovery.md, steps 5 and 8, and its case
/// `power_cut_during_writes`.
pub(super) fn elected(primary: &[usize]) -> String {
    format!("The one with the newest data begins, the others join: {} serve.", replicas(primary))
}

/// What comes back by itself. Source: docs/discovery.md, "What must hold" (all back with their volumes:
/// by itself); DOMAIN §5.3 (`hard` mounts go on), §3.3 (a member with its data and its name rejoins); the
/// StatefulSet controller makes a pod anew once its old one is gone (DOMAIN §6.2).
pub(super) fn returns(site: &Site<'_>, course: &Course<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let (then, now) = (&course.returned, &course.settled);
    let more = |all: &[usize], before: &[usize]| -> Vec<usize> {
        all.iter().copied().filter(|one| !before.contains(one)).collect()
    };
    let joined = more(&then.etcd.running, &now.etcd.running);
    if !joined.is_empty() {
        let names: Vec<String> = joined.iter().map(|one| format!("etcd-{one}")).collect();
        said.push(format!("{} again.", verb(&names, "joins", "join")));
    }
    let joined = more(&then.database.primary, &now.database.primary);
    let hung = more(&then.database.serving, &now.database.serving);
    if now.database.primary.is_empty() && !then.database.primary.is_empty() {
        said.push(match site.design.percona.discovery {
            Discovery::Etcd => elected(&then.database.primary),
            Discovery::Image => {
                format!("{} meet again and serve.", replicas(&then.database.primary))
            }
        });
    } else if !joined.is_empty() {
        let names: Vec<String> = joined.iter().map(|one| format!("percona-{one}")).collect();
        said.push(format!("{} and catches up with the others.", verb(&names, "joins", "join")));
    } else if !hung.is_empty() {
        said.push(format!("The files answer, and {} serve again.", replicas(&hung)));
    }
    let (was, is) = (&now.serving, &then.serving);
    let stopped = |level: Level| level == Level::Stops;
    if stopped(was.reading) && !stopped(is.reading) {
        said.push("The site is there again.".to_owned());
    } else if stopped(was.uploading) && !stopped(is.uploading) {
        said.push("Files can be uploaded again.".to_owned());
    }
    said
}

/// What a person is needed for. Source: the runbook's section that goes with it
/// (`src/simulate/runbook.rs`); DOMAIN §3.3 for etcd (a member that lost its data must be removed and
/// added again), docs/discovery.md, step 10, for the database.
pub fn matter(site: &Site<'_>, matter: &Matter) -> String {
    let host = |host: usize| name_of_host(site.topology, host);
    match matter {
        Matter::Machine(at) => format!("If {} does not come back: put another in its place", host(*at)),
        Matter::Disk(at) => format!("{} is lost: put another in its place", host(*at)),
        Matter::EtcdMember(one) => format!("etcd-{one} has no data of use: take it out and add it anew"),
        Matter::Etcd => "etcd has no majority any more, and none comes back: restore it".to_owned(),
        Matter::Replica(one) => format!("percona-{one} has lost its volume: give it an empty one"),
        Matter::NobodyBegins => {
            "Replicas wait for a person: one that is missing may hold the newest commits. Decide who begins"
                .to_owned()
        }
        Matter::Database => "The data of all replicas are lost: found anew, and restore a backup".to_owned(),
        Matter::Files => match site.design.wordpress.share {
            Share::Site => "WordPress' files are lost: restore a backup of them".to_owned(),
            Share::Uploads => "The uploaded files are lost: restore a backup of them".to_owned(),
        },
        Matter::Stopped(pod) => format!(
            "{} was stopped: scale its tier up again",
            site.topology.pods.get(*pod).map_or("", |pod| pod.name.as_str())
        ),
    }
}

/// What became of a pod. Source: `src/simulate/placement.rs`, `State`.
pub fn fate(topology: &Topology, fate: &Fate) -> String {
    let host = |host: usize| name_of_host(topology, host);
    match fate.after {
        State::Runs(at) => {
            let others = fate.fits.iter().filter(|other| **other != at);
            let others: Vec<&str> = others.map(|other| host(*other)).collect();
            if others.is_empty() {
                format!("moves to {}", host(at))
            } else {
                format!("moves to {} (or {})", host(at), others.join(", "))
            }
        }
        State::Lost(at) => format!("not ready on {}, and not evicted", host(at)),
        State::Held(at) => {
            format!("held on {}: made anew when the machine is back, or its Node deleted", host(at))
        }
        State::Pending => format!("stays Pending: {}", fate.why.as_deref().unwrap_or_default()),
        State::Unmade => "not made anew before those with lower numbers are ready".to_owned(),
    }
}

/// A subject with its verb. Source: none needed, it is grammar.
fn verb(names: &[String], one: &str, more: &str) -> String {
    format!("{} {}", list(names), if names.len() == 1 { one } else { more })
}

/// The first letter as at a sentence's begin; names of machines and pods stay as they are. Source: none
/// needed, it is grammar.
fn first_upper(text: &str) -> String {
    for (lower, upper) in
        [("the ", "The "), ("no ", "No "), ("some ", "Some "), ("pages ", "Pages ")]
    {
        if let Some(rest) = text.strip_prefix(lower) {
            return format!("{upper}{rest}");
        }
    }
    text.to_owned()
}
