//! `deploy.sh`: its steps, what it waits for and for how long, and what it says.

use super::super::damage::Site;
use super::history::{Kind, Phase, Sort, Thing};
use super::objects::{Object, objects};
use super::pods::Stage;
use super::world::{Actor, NEVER, World};
use crate::design::{Access, Discovery, EtcdWorkload, Workload};
use crate::topology::Tier;
use serde_json::json;

/// Seconds between two looks at what is waited for (`PAUSE_SECONDS`).
pub(super) const PAUSE: u64 = 5;

/// The steps, by the functions and scripts of `deploy.sh`, in its order.
pub const STEPS: [&str; 7] = [
    "check_needs",
    "ensure_namespace",
    "release_volumes",
    "make-secrets.sh",
    "apply",
    "wait_for_tiers",
    "prune",
];

/// What `deploy.sh` waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Await {
    /// The tier.
    pub tier: Tier,
    /// What of it, as `data/tiers.list` has it; the Job without its hash.
    pub object: String,
    /// For how long at most, in milliseconds.
    pub limit: u64,
}

/// What it waits for, in its order: `data/tiers.list`.
pub fn awaited(site: &Site<'_>) -> Vec<Await> {
    let mut all = Vec::new();
    let mut add = |tier: Tier, object: String| {
        all.push(Await { tier, object, limit: u64::from(tier.longest_start()) * 1000 });
    };
    for pod in site.topology.pods_of(Tier::Etcd) {
        add(
            Tier::Etcd,
            match site.design.etcd.workload {
                EtcdWorkload::StatefulSet => format!("statefulset/etcd-{}", pod.ordinal),
                EtcdWorkload::Pod => format!("pod/{}", pod.name),
            },
        );
    }
    add(Tier::Percona, "statefulset/percona".to_owned());
    if site.design.percona.access == Access::Haproxy {
        add(Tier::Haproxy, "deployment/haproxy".to_owned());
    }
    add(Tier::Install, "job/wordpress-install".to_owned());
    let kind = match site.design.wordpress.workload {
        Workload::Deployment => "deployment",
        Workload::ReplicaSet => "replicaset",
    };
    add(Tier::Wordpress, format!("{kind}/wordpress"));
    all
}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Needs,
    Namespace,
    Release,
    Secrets,
    Apply,
    Object(usize),
    /// The tier is announced; before Percona's the founding token is written.
    Tier(usize),
    Wait(usize, u64),
    Prune,
    Over,
}

/// `deploy.sh` as it runs.
#[derive(Clone, Debug)]
pub(super) struct Script {
    at: At,
    objects: Vec<Object>,
    pub(super) waits: Vec<Await>,
    /// When it ended.
    pub(super) over: Option<u64>,
    /// Its last word, where it failed.
    pub(super) failed: Option<String>,
}

impl Script {
    pub(super) fn new(site: &Site<'_>) -> Self {
        Self {
            at: At::Needs,
            objects: objects(site.design, site.topology),
            waits: awaited(site),
            over: None,
            failed: None,
        }
    }

    /// What it is at, in words.
    pub(super) fn at_work(&self) -> String {
        match self.at {
            At::Needs | At::Namespace | At::Release | At::Secrets => {
                "namespace and Secrets".to_owned()
            }
            At::Apply | At::Object(_) => "kubectl apply -k .".to_owned(),
            At::Tier(place) | At::Wait(place, _) => {
                let object = self.waits.get(place).map_or("", |wait| wait.object.as_str());
                format!("waiting for {object}")
            }
            At::Prune | At::Over => "what the design no longer has".to_owned(),
        }
    }
}

impl World<'_> {
    fn script_says(&mut self, kind: Kind, words: impl Into<String>) {
        self.tell(Thing::only(Sort::Script), kind, Phase::Running, words, "");
    }

    fn script_fails(&mut self, words: impl Into<String>) -> u64 {
        let words = words.into();
        self.tell(Thing::only(Sort::Script), Kind::Says, Phase::Failed, words.clone(), "");
        self.script.failed = Some(words);
        self.script.over = Some(self.now);
        self.script.at = At::Over;
        NEVER
    }

    /// The next step; how long it takes.
    pub(super) fn script_step(&mut self) -> u64 {
        let call = self.around(|assumed| assumed.kubectl);
        match self.script.at {
            At::Needs => {
                self.script_says(Kind::Step, "what is needed");
                if !self.controlled() {
                    return self.script_fails(NO_CLUSTER);
                }
                self.script.at = At::Namespace;
                call * 3
            }
            At::Namespace => {
                self.script_says(Kind::Step, "namespace and Secrets");
                if !self.controlled() {
                    return self.script_fails("no answer to kubectl create namespace");
                }
                let name = self.site.design.namespace().to_owned();
                let thing = Thing::new(Sort::Object, format!("namespace/{name}"));
                self.tell(thing, Kind::Made, Phase::Made, "made", "");
                self.script.at = At::Release;
                call
            }
            At::Release => {
                let volumes = self.site.topology.volumes.iter();
                let ours = volumes.filter(|volume| volume.volume.is_some()).count();
                self.script.at = At::Secrets;
                call * u64::try_from(ours).unwrap_or(1)
            }
            At::Secrets => {
                if !self.controlled() {
                    return self.script_fails("no answer to kubectl create secret");
                }
                self.script_says(Kind::Says, "make-secrets.sh makes what is missing");
                self.script.at = At::Apply;
                self.around(|assumed| assumed.secrets)
            }
            At::Apply => {
                self.script_says(Kind::Step, "kubectl apply -k .");
                self.script.at = At::Object(0);
                call * 2
            }
            At::Object(place) => self.apply_object(place),
            At::Tier(place) => self.announce(place),
            At::Wait(place, since) => self.look(place, since),
            At::Prune => {
                if !self.controlled() {
                    return self.script_fails("cannot list statefulsets.apps");
                }
                self.script.over = Some(self.now);
                self.script.at = At::Over;
                let thing = Thing::only(Sort::Script);
                self.tell(thing, Kind::Says, Phase::Done, "Done.", "");
                NEVER
            }
            At::Over => NEVER,
        }
    }

    fn apply_object(&mut self, place: usize) -> u64 {
        let Some(object) = self.script.objects.get(place).cloned() else {
            self.script.at = At::Tier(0);
            return self.around(|assumed| assumed.kubectl);
        };
        if !self.controlled() {
            return self.script_fails(REFUSED);
        }
        self.script.at = At::Object(place + 1);
        if object.kind != "Namespace" {
            let thing = Thing::new(Sort::Object, object.word());
            self.tell(thing, Kind::Made, Phase::Made, "made", "");
        }
        match (object.kind, object.name.as_str()) {
            ("PersistentVolumeClaim", name) => {
                let volumes = &self.site.topology.volumes;
                if let Some(volume) = volumes.iter().position(|volume| volume.claim == name) {
                    self.make_claim(volume);
                }
            }
            ("Deployment", "haproxy") => self.workload_made(Tier::Haproxy, None),
            ("Deployment" | "ReplicaSet", _) => self.workload_made(Tier::Wordpress, None),
            ("StatefulSet", "percona") => self.workload_made(Tier::Percona, None),
            ("StatefulSet", name) => {
                let ordinal = name.strip_prefix("etcd-").and_then(|number| number.parse().ok());
                self.workload_made(Tier::Etcd, ordinal);
            }
            ("Job", _) => self.workload_made(Tier::Install, None),
            ("HorizontalPodAutoscaler", _) => {
                self.scaler.made = true;
                let first = self.random.below(super::site::SYNC) + 500;
                self.wake(Actor::Scaler, first);
            }
            _ => {}
        }
        self.around(|assumed| assumed.object)
    }

    fn announce(&mut self, place: usize) -> u64 {
        let Some(wait) = self.script.waits.get(place).cloned() else {
            self.script_says(Kind::Step, "what the design no longer has");
            self.script.at = At::Prune;
            return self.around(|assumed| assumed.kubectl) * 8;
        };
        let before = place.checked_sub(1).and_then(|before| self.script.waits.get(before));
        let first = before.is_none_or(|before| before.tier != wait.tier);
        if first {
            self.script_says(Kind::Step, format!("waiting for {}", wait.tier.component()));
        }
        self.script.at = At::Wait(place, self.now);
        if first
            && wait.tier == Tier::Percona
            && self.site.design.percona.discovery == Discovery::Etcd
        {
            return self.found();
        }
        0
    }

    /// `found_database`: the token and the roster in one transaction, by etcdctl in the first member's pod.
    fn found(&mut self) -> u64 {
        if !self.controlled() {
            return self.script_fails("cannot tell whether the database was founded.");
        }
        let at = self.pod_of(Tier::Etcd, 0).and_then(|pod| self.up(pod));
        if !at.is_some_and(|host| self.etcd_answers(host)) {
            return self.script_fails(NOT_TAKEN);
        }
        let ordinals: Vec<usize> = (0..self.servers.len()).collect();
        self.keys.roster = true;
        self.keys.founding = true;
        let revision = self.keys.next_revision();
        let log = json!({
            "part": "command", "step": "roster", "ordinal": 0, "incarnation": "", "revision": revision,
            "written": [
                {"name": "roster", "value": {"ordinals": ordinals, "version": 1}},
                {"name": "founding", "value": {"token": "drawn once"}},
            ],
        });
        self.log(
            Thing::only(Sort::Script),
            Kind::Says,
            Phase::Running,
            "Founding token and roster written to etcd.",
            "only where no cluster was ever there: discovery.md, step 4",
            Some(log),
        );
        self.around(|assumed| assumed.kubectl) * 3
    }

    /// `wait_for`: is it ready, or is the time up?
    fn look(&mut self, place: usize, since: u64) -> u64 {
        let Some(wait) = self.script.waits.get(place).cloned() else { return 0 };
        let answered = self.controlled();
        let (ready, desired) = self.readiness(&wait);
        let failed = wait.tier == Tier::Install
            && self.pods.iter().any(|pod| pod.tier == Tier::Install && pod.stage == Stage::Failed);
        let now = match (answered, wait.tier) {
            (false, _) => "not there yet".to_owned(),
            (true, Tier::Install) if failed => "conditions: Failed ".to_owned(),
            (true, Tier::Install) if ready == desired => "conditions: Complete ".to_owned(),
            (true, Tier::Install) => "conditions: none yet".to_owned(),
            (true, _) => format!("{ready} of {desired} ready"),
        };
        if answered && ready >= desired && desired > 0 {
            self.script_says(Kind::Says, format!("{}: ready ({now})", wait.object));
            self.script.at = At::Tier(place + 1);
            return 0;
        }
        let waited = self.now - since;
        if waited >= wait.limit || (answered && failed) {
            let says = format!("{} is not ready after {} s: {now}", wait.object, waited / 1000);
            self.script_says(Kind::Says, says);
            return self.script_fails(stopped(wait.tier));
        }
        let on = Thing::new(Sort::Object, wait.object.clone()).to_string();
        self.waits(Thing::only(Sort::Script), on, now);
        PAUSE * 1000 + self.around(|assumed| assumed.kubectl)
    }

    /// How many pods of it are ready, of how many.
    fn readiness(&self, wait: &Await) -> (usize, usize) {
        let ordinal = wait.object.strip_prefix("statefulset/etcd-").and_then(|it| it.parse().ok());
        let ordinal = ordinal.or_else(|| {
            let bare = wait.object.strip_prefix("pod/")?;
            let pod = self.site.topology.pods.iter().find(|pod| pod.name == bare)?;
            Some(pod.ordinal)
        });
        let of_it = self.pods.iter().filter(|pod| {
            // One that was stopped in order: its workload was made smaller.
            pod.wanted
                && pod.tier == wait.tier
                && ordinal.is_none_or(|ordinal| pod.ordinal == ordinal)
        });
        let is_ready = |pod: &super::pods::Pod| match wait.tier {
            Tier::Install => pod.stage == Stage::Done,
            _ => pod.ready,
        };
        let ready = of_it.clone().filter(|pod| is_ready(pod)).count();
        let desired = match wait.tier {
            Tier::Wordpress => self.replicas,
            _ => of_it.count(),
        };
        (ready, desired)
    }

    /// Its pods may be made.
    fn workload_made(&mut self, tier: Tier, ordinal: Option<usize>) {
        let due: Vec<usize> = self
            .pods
            .iter_mut()
            .filter(|pod| pod.tier == tier && ordinal.is_none_or(|one| pod.ordinal == one))
            .map(|pod| {
                pod.wanted = true;
                pod.index
            })
            .collect();
        for pod in due {
            let delay = self.around(|assumed| assumed.controller);
            self.wake(Actor::Pod(pod), delay);
        }
    }
}

/// What `deploy.sh` says of a cluster that does not answer.
pub(super) const NO_CLUSTER: &str = "no cluster answers. Is it up (vagrant status), and does kubectl know it (kubectl config current-context)?";
/// And of an `apply` that failed.
pub(super) const REFUSED: &str = "the cluster refused a part.";
/// And of an etcd that does not answer.
pub(super) const NOT_TAKEN: &str =
    "etcd did not take the founding token. Run this again: it goes on where it stopped.";

/// Its last word when the time is up.
pub(super) fn stopped(tier: Tier) -> String {
    format!(
        "stopped at {}. Nothing is lost: mend what is said above and run this again.",
        tier.component()
    )
}
