//! ## What it does
//! Finds an export, local volumes or host path in a folder that belongs to the operating system or
//! to Kubernetes.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files, path: /tmp/data}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files, path: /srv/presswright}
//! ```
//!
//! ## How to mend it
//! Use a folder of its own, below /srv or /var/lib/presswright. The fix takes the default; it is
//! not safe, since files do not move by themselves.
//!
//! ## Source
//! Filesystem Hierarchy Standard 3.0; Kubernetes documentation, "kubelet", --root-dir.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{EtcdStorage, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-N09", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Data are to lie in a folder of the system",
    why: "Such a folder is emptied at a start (/tmp, /run), replaced at an upgrade (/usr) or owned by a program that removes what it does not know (/var/lib/kubelet). The scripts would also change its owner.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    let mut paths: Vec<(&str, &str, Place)> = Vec::new();
    if let Some(nfs) = &design.nfs {
        paths.push(("The export", nfs.path.as_str(), Place::field("nfs", "path")));
    }
    if design.etcd.storage == EtcdStorage::Local {
        let place = Place::field("etcd", "local-path");
        paths.push(("etcd's data", design.etcd.local_path.as_str(), place));
    }
    if design.percona.storage == PerconaStorage::Local {
        let place = Place::field("percona", "local-path");
        paths.push(("The database's files", design.percona.local_path.as_str(), place));
    }
    for (what, path, place) in paths {
        if let Some(system) = system_folder_of(path) {
            let edit = reset(&place);
            let message = format!("{what} would lie in {path}; {system} belongs to the system.");
            findings.add_with_fix(place, message, "Use the usual folder", edit);
        }
    }
}

/// The folder of the system that a path is or lies in.
pub(super) fn system_folder_of(path: &str) -> Option<&'static str> {
    const SYSTEM: [&str; 18] = [
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/lib",
        "/lib64",
        "/proc",
        "/root",
        "/run",
        "/sbin",
        "/sys",
        "/tmp",
        "/usr",
        "/var/lib/containerd",
        "/var/lib/etcd",
        "/var/lib/kubelet",
        "/var/run",
        "/var/tmp",
    ];
    SYSTEM.into_iter().find(|system| {
        path.strip_prefix(system).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
