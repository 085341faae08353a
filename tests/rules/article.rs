//! The article's files of 2017: each of their faults is a finding.

use crate::{finds, read, report};
use presswright::design::{Document, preset};
use presswright::rules::Approved;

/// What was wrong with the files, and the rules that say so.
const DEFECTS: [(&str, &[&str]); 14] = [
    ("the server makes /opt/data/content, the pods mount /mnt/data/web", &["PW-S02"]),
    ("which claim gets which volume is not fixed", &["PW-N12"]),
    ("the reclaim policy Recycle wipes the data", &["PW-N11"]),
    ("etcd is bare Pods that are never restarted", &["PW-E11"]),
    ("etcd has no volume: a member comes back empty with state `new`", &["PW-E10"]),
    ("etcd's image is `latest`, which has no v2 API today", &["PW-K01", "PW-P08"]),
    ("ports 4001 and 7001, where nothing listens", &["PW-E16"]),
    ("replicas 3 below the autoscaler's least of 5", &["PW-A03"]),
    ("nobody makes the database", &["PW-W02"]),
    ("WordPress is the database's root", &["PW-W01"]),
    ("passwords in clear", &["PW-X01"]),
    ("ten seconds for the database to stop", &["PW-P12"]),
    ("no probes", &["PW-P13"]),
    ("both NodePorts are reachable from outside", &["PW-E17", "PW-P14"]),
];

/// What the article does otherwise that does not run, or not well, today.
const BESIDES: [(&str, &[&str]); 13] = [
    ("Kubernetes 1.5", &["PW-C01"]),
    ("addresses that VirtualBox does not allow", &["PW-M06"]),
    ("the control plane has 1 GiB", &["PW-M03"]),
    ("no metrics-server for the autoscaler", &["PW-A02"]),
    ("Percona 5.6", &["PW-P09"]),
    ("the image's own discovery", &["PW-P07"]),
    ("WordPress' image without a tag", &["PW-K01"]),
    ("a ReplicaSet", &["PW-W05"]),
    ("replicas that talk in clear", &["PW-P15"]),
    ("writes to any replica", &["PW-P11"]),
    ("the database on NFS", &["PW-S04"]),
    ("node ports that Kubernetes hands out by itself", &["PW-K05"]),
    ("no backups, no NetworkPolicies, a privileged namespace", &["PW-S07", "PW-X05", "PW-X03"]),
];

#[test]
fn every_fault_of_the_article_is_found() {
    let report = report(&read(preset("article-2017").unwrap().text));
    let missing: Vec<(&str, &str)> = DEFECTS
        .iter()
        .chain(&BESIDES)
        .flat_map(|(defect, codes)| codes.iter().map(move |code| (*defect, *code)))
        .filter(|(_, code)| !finds(&report, code))
        .collect();
    assert_eq!(missing, []);
}

#[test]
fn the_article_is_not_approved() {
    let document = Document::read(preset("article-2017").unwrap().text).unwrap();
    let report = Approved::of(document).unwrap_err();
    assert!(report.has_errors());
}
