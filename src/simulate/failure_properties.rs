//! What must hold of any design and any faults.

use super::Site;
use super::failure::course;
use super::failure_tests::{compare_sets, with};
use super::fault::Fault;
use super::harm::{harms, toll};
use super::serving::Level;
use proptest::prelude::*;
use std::fmt::Write as _;

prop_compose! {
    /// A design of some machines with any sizes and settings, as far as failures depend on them.
    pub(super) fn designs()(
        machines in prop::collection::vec((0..4usize, 1..5u32, 1..9u32), 1..7),
        export in 0..7usize,
        members in prop::collection::vec(0..9usize, 1..6),
        replicas in 1..6u32,
        storage in 0..3usize,
        discovery in prop::bool::ANY,
        proxied in prop::bool::ANY,
        uploads in prop::bool::ANY,
        wordpress in 1..5u32,
        bare in prop::bool::weighted(0.2),
        apart in prop::bool::ANY,
    ) -> String {
        let role = ["worker", "worker", "control-plane", "storage"];
        let mut text = "presswright: 1\nname: any\nmachines:\n".to_owned();
        for (at, (kind, cpu, memory)) in machines.iter().enumerate() {
            writeln!(text, "  - {{name: m{at}, role: {}, cpu: {cpu}, memory: {memory}Gi}}", role[*kind]).unwrap();
        }
        let count = machines.len();
        writeln!(text, "nfs: {{machine: m{}}}", export % count).unwrap();
        let members: Vec<String> = members
            .iter()
            .map(|at| if *at < count { format!("{{machine: m{at}}}") } else { "{}".to_owned() })
            .collect();
        writeln!(text, "etcd:\n  members: [{}]", members.join(", ")).unwrap();
        if bare {
            text += "  workload: pod\n  storage: none\n";
        }
        let storage = ["nfs", "local", "{class: fast}"][storage];
        writeln!(text, "percona:\n  replicas: {replicas}\n  storage: {storage}").unwrap();
        writeln!(text, "  discovery: {}", if discovery { "etcd" } else { "image" }).unwrap();
        writeln!(text, "  access: {}", if proxied { "haproxy" } else { "service" }).unwrap();
        writeln!(text, "  spread: {}", if apart { "required" } else { "preferred" }).unwrap();
        writeln!(text, "wordpress:\n  replicas: {wordpress}").unwrap();
        writeln!(text, "  share: {}", if uploads { "uploads" } else { "site" }).unwrap();
        text
    }
}

/// Faults by numbers: whatever the design has.
pub(super) fn drawn(site: &Site<'_>, numbers: &[prop::sample::Index]) -> Vec<Fault> {
    let all = Fault::all(site.topology);
    let mut faults: Vec<Fault> = numbers.iter().map(|number| *number.get(&all)).collect();
    // What a person stops changes what a majority is: that is no failure.
    faults.retain(|fault| !matches!(fault, Fault::PodStopped(_)));
    faults.sort();
    faults.dedup();
    faults
}

/// Whether that fault can mend what cut links broke: a pod whose machine cannot reach another stays where it is as
/// long as the control plane sees the machine; once it does not, the pod is moved to where it can.
fn gives_pods_away(fault: Fault, others: &[Fault]) -> bool {
    let ends: Vec<usize> = match fault {
        Fault::MachineDown(host) | Fault::MachineUnreachable(host) => vec![host],
        Fault::LinkCut(one, other) => vec![one, other],
        _ => Vec::new(),
    };
    others
        .iter()
        .any(|other| matches!(other, Fault::LinkCut(a, b) if ends.contains(a) || ends.contains(b)))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn more_failures_never_make_more_work(
        text in designs(),
        numbers in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        with(&text, |site| {
            let faults = drawn(site, &numbers);
            let all = harms(site, &faults);
            for out in 0..faults.len() {
                let mut less = faults.clone();
                let more = less.remove(out);
                if gives_pods_away(more, &less) {
                    continue;
                }
                for harm in harms(site, &less).iter() {
                    assert!(all.has(harm), "{harm:?} by {less:?} and not by {faults:?} of\n{text}");
                }
            }
        });
    }

    #[test]
    fn more_failures_never_do_less_where_no_pod_moves(
        text in designs(),
        numbers in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        with(&text, |site| {
            let faults = drawn(site, &numbers);
            let all = toll(site, &faults);
            assert!(all.settled.without(all.in_place).is_empty(), "{faults:?} of\n{text}");
            for out in 0..faults.len() {
                let mut less = faults.clone();
                less.remove(out);
                let part = toll(site, &less).in_place.without(all.in_place);
                assert!(part.is_empty(), "{part:?} by {less:?} and not by {faults:?} of\n{text}");
                // What a cut link does the loss of either of its machines does.
                if let Fault::LinkCut(a, b) = faults[out] {
                    // Without the control plane no machine is marked, so its loss can do less.
                    for end in [a, b].into_iter().filter(|end| !site.planes.contains(end)) {
                        less.insert(out, Fault::MachineDown(end));
                        let more = all.in_place.without(toll(site, &less).in_place);
                        assert!(more.is_empty(), "{more:?} by {faults:?} and not by {less:?} of\n{text}");
                        less.remove(out);
                    }
                }
            }
        });
    }

    #[test]
    fn a_machine_that_is_cut_off_does_what_one_does_that_is_down(
        text in designs(),
        numbers in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        with(&text, |site| {
            let down = drawn(site, &numbers);
            let cut_off = down.iter().map(|fault| match fault {
                Fault::MachineDown(host) => Fault::MachineUnreachable(*host),
                other => *other,
            });
            assert_eq!(harms(site, &cut_off.collect::<Vec<_>>()), harms(site, &down), "{down:?}");
        });
    }

    #[test]
    fn what_comes_back_with_its_data_restores(
        text in designs(),
        numbers in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        with(&text, |site| {
            let mut faults = drawn(site, &numbers);
            faults.retain(|fault| !matches!(
                fault, Fault::DiskLost(_) | Fault::VolumeLost(_) | Fault::EtcdCorrupt(_)
            ));
            // A member of the roster that never ran keeps the others waiting.
            let complete = site.percona.iter().all(|replica| replica.host.is_some());
            let by_itself = complete
                && text.contains("discovery: etcd")
                && !text.contains("workload: pod");
            let course = course(site, &faults, false);
            if by_itself && course.before.serving.reading != Level::Stops {
                let before = &course.before;
                assert_eq!(course.returned.serving, before.serving, "{faults:?} of\n{text}");
                assert_eq!(course.returned.database.primary, before.database.primary);
                assert!(course.is_restored(), "{faults:?} of\n{text}");
            }
        });
    }

    #[test]
    fn the_sets_of_any_design_are_those_that_looking_at_each_finds(text in designs()) {
        with(&text, |site| compare_sets(site, 2, &text));
    }
}
