//! The programs of the machines, built from Go modules whose `go.sum` pins every byte of source.
//!
//! Those of the control plane are the ones that the `cluster` suite builds too.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use cluster_tests::programs::Programs;
use sha2::{Digest, Sha256};

use crate::command::run;
use crate::places::source;
use crate::{ClusterError, Places};

/// A program of a module below `programs/`.
struct Program {
    name: &'static str,
    module: &'static str,
    package: &'static str,
}

const PROGRAMS: [Program; 8] = [
    Program { name: "kubelet", module: "node", package: "k8s.io/kubernetes/cmd/kubelet" },
    Program { name: "kube-proxy", module: "node", package: "k8s.io/kubernetes/cmd/kube-proxy" },
    Program { name: "first-process", module: "node", package: "./first-process" },
    Program { name: "network-policies", module: "node", package: "./network-policies" },
    Program { name: "mount.nfs", module: "files", package: "." },
    Program { name: "coredns", module: "dns", package: "github.com/coredns/coredns" },
    Program {
        name: "metrics-server",
        module: "metrics",
        package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
    },
    Program {
        name: "etcdutl",
        module: "../../cluster/programs/etcd",
        package: "go.etcd.io/etcd/etcdutl/v3",
    },
];

/// What the machines take from the control plane's programs.
const CONTROL_PLANE: [&str; 6] =
    ["etcd", "etcdctl", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"];

/// Builds what is missing or was built from other sources, and puts the control plane's programs beside it.
pub fn build(places: &Places) -> Result<(), ClusterError> {
    let control_plane = Programs::built(None)?;
    let bin = places.bin();
    fs::create_dir_all(&bin).map_err(ClusterError::file(&bin))?;
    for program in &PROGRAMS {
        program.build(&bin, control_plane.version())?;
    }
    for name in CONTROL_PLANE {
        link(&control_plane.path(name), &bin.join(name))?;
    }
    Ok(())
}

/// The same file at a second place; a copy where that cannot be.
fn link(from: &Path, to: &Path) -> Result<(), ClusterError> {
    if to.exists() {
        fs::remove_file(to).map_err(ClusterError::file(to))?;
    }
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).map_err(ClusterError::file(from))?;
    }
    Ok(())
}

impl Program {
    fn build(&self, bin: &Path, version: &str) -> Result<(), ClusterError> {
        let place = bin.join(self.name);
        let stamp = bin.join(format!(".{}.sources", self.name));
        let flags = self.linker_flags(version);
        let sources = fingerprint(&source("programs").join(self.module), &flags)?;
        if place.is_file() && fs::read_to_string(&stamp).is_ok_and(|before| before == sources) {
            return Ok(());
        }
        println!("{}: building ({})", self.name, self.package);
        let start = Instant::now();
        // Built beside its place and moved there whole, so that a build that was cut short is done again.
        let unfinished = bin.join(format!(".{}.{}", self.name, std::process::id()));
        run(Command::new("go")
            .args(["build", "-trimpath", "-ldflags", &flags, "-o"])
            .arg(&unfinished)
            .arg(self.package)
            .current_dir(source("programs").join(self.module))
            .env("CGO_ENABLED", "0"))?;
        fs::rename(&unfinished, &place).map_err(ClusterError::file(&place))?;
        fs::write(&stamp, sources).map_err(ClusterError::file(&stamp))?;
        println!("{}: built in {} s", self.name, start.elapsed().as_secs());
        Ok(())
    }

    /// Without a version a program of Kubernetes gives one that does not parse.
    fn linker_flags(&self, version: &str) -> String {
        let mut flags = "-s -w".to_owned();
        if self.package.starts_with("k8s.io/kubernetes/") {
            for package in ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"] {
                let _ = write!(flags, " -X {package}.gitVersion={version}");
            }
        }
        flags
    }
}

/// What the files of a folder, and of the folders in it, and a text come to.
fn fingerprint(folder: &Path, more: &str) -> Result<String, ClusterError> {
    let mut files = Vec::new();
    gather(folder, &mut files)?;
    files.sort();
    let mut all = more.to_owned();
    for file in files {
        all += &file.file_name().unwrap_or_default().to_string_lossy();
        all += &fs::read_to_string(&file).map_err(ClusterError::file(&file))?;
    }
    Ok(digits_of(&all))
}

/// What a text comes to, in sixteen digits.
pub(crate) fn digits_of(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ClusterError> {
    for entry in fs::read_dir(folder).map_err(ClusterError::file(folder))? {
        let path = entry.map_err(ClusterError::file(folder))?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// What says from which sources the programs were built.
pub(crate) fn built_from(places: &Places, names: &[&str]) -> String {
    names
        .iter()
        .map(|name| {
            let own = fs::read_to_string(places.bin().join(format!(".{name}.sources")));
            own.unwrap_or_else(|_| {
                // One of the control plane's: its length tells a new one well enough.
                let length = fs::metadata(places.bin().join(name)).map_or(0, |file| file.len());
                length.to_string()
            })
        })
        .collect()
}
