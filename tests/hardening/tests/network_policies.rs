//! What the NetworkPolicies let through is what is drawn, for each pair of pods and everybody else.

use std::sync::LazyLock;

use hardening_tests::case::{Case, cases};
use hardening_tests::network::{Comparison, compare};
use presswright::rules::Approved;
use serde_json::{Value, json};

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| cases().unwrap());

fn one(case: &Case, change: &dyn Fn(&mut Vec<Value>)) -> Comparison {
    compare(&[&case.approved], change).unwrap().remove(0)
}

fn lab() -> &'static Case {
    CASES.iter().find(|case| case.name == "lab").unwrap()
}

#[test]
fn policies_allow_what_is_drawn_and_nothing_else() {
    // Without policies everything is allowed, and a rule says so.
    let with: Vec<&Case> =
        CASES.iter().filter(|case| case.approved.design().cluster.network_policies).collect();
    let designs: Vec<&Approved> = with.iter().map(|case| &case.approved).collect();
    let compared = compare(&designs, &|_| {}).unwrap();
    let mut wrong = Vec::new();
    for (case, comparison) in with.iter().zip(&compared) {
        wrong.extend(comparison.differences.iter().map(|one| format!("{}: {one}", case.name)));
    }
    let asked: usize = compared.iter().map(|one| one.asked).sum();
    println!("{} designs, {asked} connections asked about", with.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ports of percona/pxc-docs (secure-network), etcd's documentation (2379, 2380) and the WordPress image
/// (80); 9200 is where a replica tells HAProxy whether it may be written to.
const LAB: [(&str, &str, &[u16]); 14] = [
    ("StatefulSet/percona", "StatefulSet/percona", &[3306, 4444, 4567, 4568]),
    ("StatefulSet/percona", "StatefulSet/etcd-1", &[2379]),
    ("StatefulSet/etcd-0", "StatefulSet/etcd-2", &[2379, 2380]),
    ("StatefulSet/etcd-0", "StatefulSet/percona", &[]),
    ("Deployment/haproxy", "StatefulSet/percona", &[3306, 9200]),
    ("Deployment/wordpress", "Deployment/haproxy", &[3306]),
    ("Deployment/wordpress", "StatefulSet/percona", &[]),
    ("Deployment/wordpress", "StatefulSet/etcd-0", &[]),
    ("CronJob/wordpress-cron", "Deployment/haproxy", &[3306]),
    ("CronJob/backup-etcd", "StatefulSet/etcd-0", &[2379]),
    ("CronJob/backup-database", "Deployment/haproxy", &[3306]),
    ("CronJob/backup-database", "StatefulSet/percona", &[]),
    ("the internet", "Deployment/wordpress", &[80]),
    ("the internet", "StatefulSet/percona", &[]),
];

#[test]
fn the_lab_has_the_ports_of_the_programs_own_documents() {
    let comparison = one(lab(), &|_| {});
    for (from, to, ports) in LAB {
        let allowed: Vec<u16> = comparison
            .allowed
            .iter()
            .filter(|one| (one.from.as_str(), one.to.as_str()) == (from, to))
            .map(|one| one.port)
            .collect();
        assert_eq!(allowed, ports, "{from} -> {to}");
    }
}

#[test]
fn a_rule_more_or_less_is_found() {
    let found = |change: &dyn Fn(&mut Vec<Value>)| one(lab(), change).differences.join("\n");
    let policy = |policies: &mut Vec<Value>, name: &str, change: &dyn Fn(&mut Value)| {
        let policy = policies.iter_mut().find(|one| one["metadata"]["name"] == name).unwrap();
        change(policy);
    };
    let less = found(&|policies| {
        policy(policies, "percona", &|policy| {
            policy["spec"]["ingress"].as_array_mut().unwrap().remove(0);
        });
    });
    assert!(
        less.contains("drawn, not allowed: Deployment/haproxy -> StatefulSet/percona 9200/TCP")
    );
    let more = found(&|policies| {
        policy(policies, "etcd", &|policy| {
            policy["spec"]["ingress"].as_array_mut().unwrap().push(json!({}));
        });
    });
    assert!(more.contains("allowed, not drawn: the internet -> StatefulSet/etcd-0 2379/TCP"));
    let gone = found(&|policies| policies.retain(|one| one["metadata"]["name"] != "deny-all"));
    assert!(
        gone.contains("allowed, not drawn: a neighbour -> Deployment/wordpress 80/TCP"),
        "{gone}"
    );
}
