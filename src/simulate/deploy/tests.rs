//! What must hold of every start.

use super::super::failure_properties::{designs, drawn};
use super::super::failure_tests::with;
use super::*;
use crate::design::{Document, preset};
use crate::rules::Approved;
use crate::simulate::Site;
use crate::simulate::fault::Fault;
use crate::topology::Tier;
use proptest::prelude::*;

/// Presets that can be exported.
const PRESETS: [&str; 4] = ["lab", "small", "large", "cloud"];

/// The article's cluster with what keeps it from being exported mended, and nothing else: the image's own
/// discovery, and no probes.
const ARTICLE: &str = include_str!("../../../tests/fixtures/image-discovery.yaml");

fn of(text: &str, asked: &Asked) -> History {
    with(text, |site| deploy(site, asked))
}

fn lab(asked: &Asked) -> History {
    of(preset("lab").unwrap().text, asked)
}

fn seed(seed: u64) -> Asked {
    Asked { seed, ..Asked::default() }
}

fn broken(at: u64, until: Option<u64>, fault: Fault) -> Asked {
    Asked { seed: 1, breaks: vec![Break { at, until, fault }], ..Asked::default() }
}

fn approved(text: &str) -> Approved {
    Approved::of(Document::read(text).unwrap()).unwrap()
}

/// When that was first said of that thing, in milliseconds.
#[track_caller]
fn first(history: &History, thing: &str, words: &str) -> u64 {
    let found = history
        .events
        .iter()
        .find(|event| event.thing.to_string() == thing && event.words.contains(words));
    found.unwrap_or_else(|| panic!("{thing} never says {words:?}: {history:#?}")).at
}

/// What must hold of any history.
fn is_whole(history: &History) {
    assert!(history.events.windows(2).all(|two| two[0].at <= two[1].at), "sorted by time");
    assert!(history.events.iter().all(|event| event.at <= history.end));
    let last = history.at(history.end);
    for (thing, standing) in &last {
        let told = history.events.iter().rev().find(|event| event.thing == **thing).unwrap();
        assert_eq!((told.phase, &told.waits), (standing.phase, &standing.waits));
    }
    assert!(history.at(0).keys().all(|thing| last.contains_key(thing)));
}

#[test]
fn one_seed_is_one_history_and_another_is_another() {
    assert_eq!(lab(&seed(7)), lab(&seed(7)));
    assert_ne!(lab(&seed(7)).events, lab(&seed(8)).events);
    is_whole(&lab(&seed(7)));
}

#[test]
fn without_faults_every_preset_is_deployed() {
    for name in PRESETS {
        with(preset(name).unwrap().text, |site| {
            for number in 0..200 {
                let history = deploy(site, &seed(number));
                assert!(history.is_deployed(), "{name}, seed {number}: {:?}", history.outcome);
                let ended = history.events.iter().find(|event| event.kind == Kind::Ended);
                assert_eq!(ended, None, "{name}, seed {number}");
            }
        });
    }
}

/// Three replicas, and as little else as there can be, so that many seeds can be looked at.
const LITTLE: &str = "presswright: 1
name: little
machines:
  - {name: one, role: single, address: 192.168.56.11, cpu: 8, memory: 16Gi}
  - {name: two, address: 192.168.56.12, cpu: 8, memory: 16Gi}
  - {name: three, address: 192.168.56.13, cpu: 8, memory: 16Gi}
nfs: {machine: one, path: /srv/presswright}
etcd: {members: [{machine: one}]}
percona: {access: service}
wordpress: {replicas: 1}
";

/// Each is deployed, with one bootstrap.
fn is_founded_once(text: &str, seeds: std::ops::Range<u64>) {
    with(text, |site| {
        for number in seeds {
            let history = deploy(site, &seed(number));
            let founded = history
                .events
                .iter()
                .filter(|event| event.words.ends_with("is the primary component"))
                .count();
            assert_eq!(founded, 1, "seed {number}");
            assert!(history.is_deployed(), "seed {number}: {:?}", history.outcome);
        }
    });
}

#[test]
fn with_our_discovery_no_seed_of_ten_thousand_ends_in_two_clusters() {
    approved(LITTLE);
    std::thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || is_founded_once(LITTLE, part * 2_500..(part + 1) * 2_500));
        }
    });
    is_founded_once(preset("lab").unwrap().text, 200..700);
}

#[test]
fn with_the_images_own_some_seeds_end_in_two_clusters_and_others_do_not() {
    approved(ARTICLE);
    with(ARTICLE, |site| {
        let all: Vec<History> = (0..200).map(|number| deploy(site, &seed(number))).collect();
        let two = |history: &&History| matches!(history.outcome, Outcome::TwoClusters { .. });
        let (apart, one): (Vec<&History>, Vec<&History>) = all.iter().partition(two);
        assert!(apart.len() >= 5 && one.len() >= 50, "{} of 200", apart.len());
        for history in apart {
            first(history, "database", "two clusters: one of percona-0");
            // Whoever bootstraps found nobody: both of them did.
            let alone = |event: &&Event| event.words.starts_with("finds nobody in etcd: it takes");
            assert!(history.events.iter().filter(alone).count() >= 2, "{history:#?}");
            let Outcome::TwoClusters { clusters, .. } = &history.outcome else { continue };
            assert!(clusters.len() >= 2, "{clusters:?}");
        }
        for history in one.iter().filter(|history| history.is_deployed()) {
            let alone = |event: &&Event| event.words.starts_with("finds nobody in etcd: it takes");
            assert_eq!(history.events.iter().filter(alone).count(), 1);
        }
    });
}

/// With probes the next replica is made when the one before is Synced, and stays on the list: that is why the
/// manifests have them (DOMAIN §2.7).
#[test]
fn probes_take_the_race_away() {
    let probed = ARTICLE.replace("probes: false, ", "");
    with(&probed, |site| {
        for number in 0..300 {
            let history = deploy(site, &seed(number));
            assert!(history.is_deployed(), "seed {number}: {:?}", history.outcome);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_breaks_it_ends_and_with_our_discovery_never_in_two_clusters(
        text in designs(),
        number in any::<u64>(),
        faults in prop::collection::vec((any::<prop::sample::Index>(), 0..400u64, 1..300u64), 0..4),
    ) {
        with(&text, |site| {
            let breaks: Vec<Break> = faults
                .iter()
                .filter_map(|(index, at, lasts)| {
                    let fault = *drawn(site, &[*index]).first()?;
                    let until = fault.can_end().then_some((at + lasts) * 1000);
                    Some(Break { at: at * 1000, until, fault })
                })
                .collect();
            let asked = Asked { seed: number, breaks, ..Asked::default() };
            let history = deploy(site, &asked);
            is_whole(&history);
            prop_assert!(!matches!(history.outcome, Outcome::Unfinished { .. }), "{text}\n{asked:?}");
            if site.design.percona.discovery == crate::design::Discovery::Etcd {
                prop_assert!(!matches!(history.outcome, Outcome::TwoClusters { .. }), "{text}\n{asked:?}");
            }
            prop_assert_eq!(&history, &deploy(site, &asked));
            Ok(())
        })?;
    }
}

#[test]
fn things_wait_for_what_they_need() {
    let history = lab(&seed(1));
    let ready = |pod: &str| {
        let is = |event: &&Event| event.thing.name == pod && event.kind == Kind::Ready;
        history.events.iter().find(is).unwrap().at
    };
    let majority = first(&history, "etcd", "elect a leader");
    let token = first(&history, "deploy.sh", "Founding token");
    let elected = first(&history, "pod/percona-0", "elects percona-0 for epoch 1");
    let open = first(&history, "pod/percona-0", "opens its gate");
    let installed = first(&history, "pod/wordpress-install", "the site is installed");
    assert!(ready("etcd-0-0") > majority && token > ready("etcd-2-0") && elected > token);
    for other in ["percona-1", "percona-2"] {
        assert!(first(&history, &format!("pod/{other}"), "may join epoch 1") > open);
    }
    assert!(ready("haproxy-0").min(ready("haproxy-1")) > open + site::RISE);
    assert!(installed > ready("haproxy-0").min(ready("haproxy-1")));
    assert!(first(&history, "pod/wordpress-0", "its container starts") > installed);
    // At each moment between, each says for whom it waits.
    let waits = |time: u64, thing: &str| {
        let stands = history.at(time);
        let standing = stands.iter().find(|(one, _)| one.to_string() == thing);
        standing.and_then(|(_, standing)| standing.waits.clone()).map(|wait| wait.on)
    };
    assert_eq!(waits(open - 1, "deploy.sh").as_deref(), Some("statefulset/percona"));
    assert_eq!(waits(open - 1, "pod/wordpress-install").as_deref(), Some("deployment/haproxy"));
    assert_eq!(waits(installed - 1, "pod/wordpress-0").as_deref(), Some("job/wordpress-install"));
    // A replica that is sooner than the founding token waits for it.
    let early = (0..20).map(|number| lab(&seed(number))).any(|history| {
        let told = |event: &&Event| event.waits.as_ref().is_some_and(|wait| wait.on == "deploy.sh");
        history.events.iter().any(|event| told(&event))
    });
    assert!(early);
}

/// Three replicas, one a machine, and two machines for them.
#[test]
fn a_pod_that_fits_nowhere_waits_in_the_schedulers_words() {
    let text = preset("lab").unwrap().text;
    let third = "  - {name: node-3, address: 192.168.56.13, cpu: 2, memory: 4Gi}\n";
    let text = text.replace(third, "").replace(", {machine: node-3}", "");
    let text = text.replace("cpu: 2, memory: 4Gi", "cpu: 8, memory: 16Gi");
    let history = of(&text, &seed(1));
    let Outcome::Stopped { says, .. } = &history.outcome else { panic!("{:?}", history.outcome) };
    assert_eq!(*says, script::stopped(Tier::Percona));
    let stands = history.at(history.end);
    let pending = stands.iter().filter(|(thing, _)| thing.name.starts_with("percona-"));
    let pending = pending.filter_map(|(_, standing)| standing.waits.clone());
    let words = "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match pod \
                 anti-affinity rules.";
    assert!(
        pending.clone().any(|wait| wait.on == "kube-scheduler" && wait.why == words),
        "{stands:?}"
    );
    // The others wait for it: nobody founds anything without the whole roster.
    assert!(pending.filter(|wait| wait.why.starts_with("all of the roster must")).count() == 2);
}

#[test]
fn claims_that_any_volume_may_bind_take_each_volume_once() {
    let mut orders = std::collections::BTreeSet::new();
    for number in 0..20 {
        let history = of(ARTICLE, &seed(number));
        let took: Vec<&str> = (0..3)
            .map(|at| {
                let claim = format!("data-percona-{at}");
                let bound = |event: &&Event| event.thing.name == claim && event.kind == Kind::Bound;
                history.events.iter().find(bound).unwrap().words.as_str()
            })
            .collect();
        let mut once = took.clone();
        once.sort_unstable();
        let all = [0, 1, 2].map(|at| format!("bound to article-percona-{at}"));
        assert_eq!(once, all);
        orders.insert(took.join(", "));
    }
    assert!(orders.len() > 1, "{orders:?}");
}

/// By the manifests' startup probe and kubelet's back-off.
#[test]
fn a_member_of_etcd_without_majority_is_started_again_and_deploy_sh_stops() {
    let down =
        |history: &History| history.events.iter().filter(|it| it.kind == Kind::Ended).count();
    let text = preset("lab").unwrap().text;
    let asked = |site: &Site<'_>| {
        let host = |name: &str| {
            site.topology.hosts.iter().position(|host| host.name.as_str() == name).unwrap()
        };
        let breaks = ["node-1", "node-2"].map(|name| Break {
            at: 2_000,
            until: None,
            fault: Fault::MachineDown(host(name)),
        });
        Asked { seed: 1, breaks: breaks.to_vec(), ..Asked::default() }
    };
    let (history, probes) =
        with(text, |site| (deploy(site, &asked(site)), Tier::Etcd.probes(site.design).unwrap()));
    let Outcome::Stopped { at, says } = &history.outcome else { panic!("{:?}", history.outcome) };
    assert_eq!(*says, script::stopped(Tier::Etcd));
    let waiting = first(&history, "deploy.sh", "waiting for etcd");
    let limit = u64::from(Tier::Etcd.longest_start()) * 1000;
    assert!((limit..limit + 8_000).contains(&(at - waiting)), "{at} after {waiting}");
    let started = first(&history, "pod/etcd-2-0", "its container starts");
    let ended = first(&history, "pod/etcd-2-0", "its startup probe failed 60 times");
    let lasts = u64::from(probes.startup.period) * u64::from(probes.startup.failures) * 1000;
    assert!((lasts - 5_000..=lasts).contains(&(ended - started)), "{}", ended - started);
    assert!(down(&history) >= 1);
}

#[test]
fn the_back_off_doubles_to_five_minutes() {
    let history =
        lab(&Asked { until: Some(3_000_000), ..broken(120_000, None, Fault::EtcdCorrupt(1)) });
    let of_member = |event: &&Event| event.thing.to_string() == "pod/etcd-1-0";
    let ends: Vec<u64> = history
        .events
        .iter()
        .filter(of_member)
        .filter(|event| event.kind == Kind::Ended)
        .map(|event| event.at)
        .collect();
    let between: Vec<u64> = ends.windows(2).map(|two| (two[1] - two[0]) / 1000).collect();
    assert_eq!(between[..8], [1, 10, 20, 40, 80, 160, 300, 300]);
}

#[test]
fn a_machine_that_comes_back_brings_its_pods_back() {
    let text = preset("lab").unwrap().text;
    let history = with(text, |site| {
        let host = site.topology.hosts.iter().position(|it| it.name.as_str() == "node-2").unwrap();
        deploy(site, &broken(240_000, Some(420_000), Fault::MachineDown(host)))
    });
    assert!(history.is_deployed(), "{:?}", history.outcome);
    first(&history, "machine/node-2", "is NotReady");
    first(&history, "machine/node-2", "is Ready again");
    is_whole(&history);
}

#[test]
fn a_founder_that_dies_while_it_initialises_needs_nobody() {
    let crashed = |site: &Site<'_>, at: u64| {
        let pod = site.topology.pods.iter().position(|pod| pod.name == "percona-0").unwrap();
        deploy(site, &broken(at, None, Fault::PodCrashed(pod)))
    };
    let text = preset("lab").unwrap().text;
    let begun = first(&lab(&seed(1)), "pod/percona-0", "makes an empty database");
    let history = with(text, |site| crashed(site, begun + 5_000));
    assert!(history.is_deployed(), "{:?}", history.outcome);
    first(&history, "pod/percona-0", "holds no data: an initialise was interrupted");
    // Whoever looks first elects.
    assert!(history.events.iter().any(|it| it.words.starts_with("elects percona-0 for epoch 2")));
}

#[test]
fn without_a_control_plane_deploy_sh_says_what_it_would() {
    let history = lab(&broken(500, None, Fault::ControlPlaneDown));
    assert!(
        matches!(&history.outcome, Outcome::Stopped { says, .. } if says.contains("create namespace"))
    );
    let history = lab(&broken(9_000, None, Fault::ControlPlaneDown));
    assert!(matches!(&history.outcome, Outcome::Stopped { says, .. } if says == script::REFUSED));
}
