//! A bundle brought to a control plane as a person does it: by its own scripts.
//!
//! One thing is put in between. `deploy.sh` and `verify.sh` run `etcdctl` in a pod of etcd, and
//! pods here run nothing: so a `kubectl` of ours, first in the path, hands such a command to a real
//! etcdctl and a real etcd of the test, and everything else to the real kubectl. So it does with
//! `percona-roster.sh` in a pod of the database: the script itself runs, beside the cluster, with the
//! replicas that run written to etcd as their sidecars would have done it. A `vagrant` that does nothing
//! stands beside it, for the commands of the runbook.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use presswright::design::{Design, Secrets, WayIn};
use presswright::file::File;
use presswright::topology::{Access, Backing, Topology};
use serde_json::{Value, json};

use crate::api::ApiError;
use crate::control_plane::ControlPlane;
use crate::kubectl::KubectlError;
use crate::process::{Folder, Process, ProcessError};
use crate::provisioner::storage_class;

/// Why a bundle could not be brought to the control plane.
#[derive(Debug, thiserror::Error)]
pub enum DeploymentError {
    /// A file of the bundle could not be written or read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A script did not run, or not in time.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A script ended with an error.
    #[error("{script} failed ({status}). It wrote:\n{output}")]
    Failed {
        /// The script with its arguments.
        script: String,
        /// Its status.
        status: String,
        /// What it wrote.
        output: String,
    },
    /// A script did its work and passed on warnings of the API server.
    #[error("{script} passed on warnings:\n{warnings}")]
    Warned {
        /// The script with its arguments.
        script: String,
        /// The warnings.
        warnings: String,
    },
    /// The API server refused what the cluster must have before the bundle comes.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// kubectl was refused the same.
    #[error(transparent)]
    Kubectl(#[from] KubectlError),
}

/// A bundle in a folder, and the control plane that it is for.
#[derive(Debug)]
pub struct Deployment<'a> {
    plane: &'a ControlPlane,
    folder: Folder,
    bundle: PathBuf,
}

/// More than any script of a bundle needs where pods run as soon as they are placed.
const BOUND: Duration = Duration::from_mins(5);

impl<'a> Deployment<'a> {
    /// Writes the files of a bundle to a folder.
    pub fn new(plane: &'a ControlPlane, files: &[File]) -> Result<Self, DeploymentError> {
        let fail = |source| DeploymentError::File { path: std::env::temp_dir(), source };
        let folder = Folder::new().map_err(fail)?;
        let bundle = folder.path().join("bundle");
        for file in files {
            write(&bundle.join(&file.path), &file.bytes, file.executable)?;
        }
        let stand_in = STAND_IN
            .replace("@BIN@", &plane.kubectl().bin().to_string_lossy())
            .replace("@SCRIPTS@", SCRIPTS)
            .replace("@ETCD@", plane.etcd());
        write(&folder.path().join("bin/kubectl"), stand_in.as_bytes(), true)?;
        // Machines are simulated: nothing is there that Vagrant could make.
        write(&folder.path().join("bin/vagrant"), b"#!/bin/sh\n", true)?;
        Ok(Self { plane, folder, bundle })
    }

    /// The folder of the bundle.
    pub fn bundle(&self) -> &Path {
        &self.bundle
    }

    /// Makes what the cluster of a person has before the bundle comes: the storage classes and the
    /// Ingress class that the design names, and Secrets if the design says that they are there.
    pub fn prepare(&self, design: &Design, topology: &Topology) -> Result<(), DeploymentError> {
        let api = self.plane.api();
        let mut objects = Vec::new();
        for class in classes(topology) {
            objects.push(("/apis/storage.k8s.io/v1/storageclasses".to_owned(), class));
        }
        if let WayIn::Ingress(ingress) = &design.wordpress.way_in {
            objects.push((
                "/apis/networking.k8s.io/v1/ingressclasses".to_owned(),
                json!({
                    "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
                    "metadata": {"name": ingress.class.as_str()},
                    "spec": {"controller": "test.presswright.example/none"},
                }),
            ));
        }
        let supplied = self.supplied_secrets()?;
        if design.secrets == Secrets::Existing || !supplied.is_empty() {
            // With the note of what was applied, or the manifests' labels would join it with a warning.
            let name = design.namespace();
            if api
                .get(&format!("/api/v1/namespaces/{name}"))
                .is_err_and(|error| error.is_not_found())
            {
                self.plane.kubectl().run(["create", "namespace", name, "--save-config"])?;
            }
            let path = format!("/api/v1/namespaces/{}/secrets", design.namespace());
            objects.extend(supplied.into_iter().map(|secret| (path.clone(), secret)));
        }
        for (path, object) in objects {
            match api.create(&path, &object) {
                // A second deployment finds them.
                Ok(_) | Err(ApiError::Refused { code: 409, .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The Secrets that secrets.list leaves to the person.
    fn supplied_secrets(&self) -> Result<Vec<Value>, DeploymentError> {
        let path = self.bundle.join("secrets/secrets.list");
        let list =
            fs::read_to_string(&path).map_err(|source| DeploymentError::File { path, source })?;
        let mut secrets: Vec<(String, serde_json::Map<String, Value>)> = Vec::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            if let (Some(secret), Some(key), Some("supplied")) =
                (words.next(), words.next(), words.next())
            {
                if secrets.last().is_none_or(|(last, _)| last != secret) {
                    secrets.push((secret.to_owned(), serde_json::Map::new()));
                }
                if let Some((_, data)) = secrets.last_mut() {
                    data.insert(key.to_owned(), json!("made by the person"));
                }
            }
        }
        Ok(secrets
            .into_iter()
            .map(|(name, data)| {
                json!({
                    "apiVersion": "v1", "kind": "Secret", "metadata": {"name": name},
                    "stringData": data,
                })
            })
            .collect())
    }

    /// Runs a script of the bundle, such as `deploy.sh`, and gives what it wrote.
    pub fn run(&self, script: &str, arguments: &[&str]) -> Result<String, DeploymentError> {
        let mut command = self.plane.kubectl().command(self.bundle.join(script));
        command.args(arguments);
        self.wait_for(&[&[script], arguments].concat().join(" "), command)
    }

    /// Runs commands of the runbook in the bundle's folder, as a person would; the first that
    /// fails ends them.
    pub fn run_commands(&self, commands: &str) -> Result<String, DeploymentError> {
        let mut command = self.plane.kubectl().command("bash");
        command.args(["-euo", "pipefail", "-c", commands]);
        self.wait_for(commands, command)
    }

    fn wait_for(&self, called: &str, mut command: Command) -> Result<String, DeploymentError> {
        self.put_stand_in_first(&mut command);
        // The scripts look again after a pause; nothing here takes as long as theirs by default.
        command.env("PAUSE_SECONDS", "0.2").current_dir(&self.bundle);
        let mut process = Process::start("commands", command, self.folder.path())?;
        let (status, output) = process.wait_for_end(BOUND)?;
        let script = called.to_owned();
        if !status.success() {
            return Err(DeploymentError::Failed { script, status: status.to_string(), output });
        }
        let warnings: Vec<&str> =
            output.lines().filter(|line| line.to_lowercase().contains("warning:")).collect();
        if warnings.is_empty() {
            return Ok(output);
        }
        Err(DeploymentError::Warned { script, warnings: warnings.join("\n") })
    }

    fn put_stand_in_first(&self, command: &mut Command) {
        let path: Option<OsString> = command
            .get_envs()
            .find(|(key, _)| *key == "PATH")
            .and_then(|(_, value)| value.map(OsString::from));
        let mut first = self.folder.path().join("bin").into_os_string();
        first.push(":");
        first.push(path.unwrap_or_default());
        command.env("PATH", first);
    }
}

/// The scripts of the database, as every bundle has them.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/provision/files/percona");

/// Stands for the inside of pods, see the head of this file.
const STAND_IN: &str = r#"#!/usr/bin/env bash
roster() {
  local namespace=$1 etcdctl=("@BIN@/etcdctl" --endpoints=@ETCD@) kubectl=("@BIN@/kubectl" -n "$1") pod
  shift
  PRESSWRIGHT_CLUSTER=$("${kubectl[@]}" get statefulset/percona -o 'jsonpath={.metadata.labels.app\.kubernetes\.io/instance}')
  local prefix=/presswright/$PRESSWRIGHT_CLUSTER
  "${etcdctl[@]}" del --prefix "$prefix/members/" >/dev/null
  for pod in $("${kubectl[@]}" get pods -l app.kubernetes.io/component=percona -o 'jsonpath={.items[*].metadata.name}'); do
    "${etcdctl[@]}" put "$prefix/members/${pod##*-}" "{\"state\":\"primary\",\"epoch\":1,\"volume\":\"$pod\"}" >/dev/null
  done
  "${etcdctl[@]}" put "$prefix/established" '{"epoch":1}' >/dev/null
  export PRESSWRIGHT_CLUSTER PRESSWRIGHT_ETCD=@ETCD@ PRESSWRIGHT_SCRIPTS='@SCRIPTS@' PRESSWRIGHT_POD=percona-0
  exec bash "$PRESSWRIGHT_SCRIPTS/percona-roster.sh" "$@"
}
arguments=("$@")
namespace=default
for at in "${!arguments[@]}"; do
  if [ "${arguments[at]}" = -n ]; then
    namespace=${arguments[at + 1]}
  fi
  if [ "${arguments[at]}" = -- ] && [[ ${arguments[at + 2]:-} = */percona-roster.sh ]]; then
    roster "$namespace" "${arguments[@]:at + 3}"
  fi
  if [ "${arguments[at]}" = -- ] && [ "${arguments[at + 1]:-}" = etcdctl ]; then
    rest=()
    for argument in "${arguments[@]:at + 2}"; do
      case $argument in
        --endpoints=*) ;;
        *) rest+=("$argument") ;;
      esac
    done
    exec "@BIN@/etcdctl" --endpoints=@ETCD@ "${rest[@]}"
  fi
done
exec "@BIN@/kubectl" "$@"
"#;

/// The storage classes that a topology names. One that many machines share is bound at once, as a
/// network file system's is; one for a single machine waits for its pod, as a disk's does.
fn classes(topology: &Topology) -> Vec<Value> {
    let mut classes: Vec<(&str, bool)> = Vec::new();
    for volume in &topology.volumes {
        let Backing::Class(class) = &volume.backing else { continue };
        let waits = volume.access == Access::OneNode;
        match classes.iter_mut().find(|(name, _)| *name == class.as_str()) {
            Some((_, all_wait)) => *all_wait = *all_wait && waits,
            None => classes.push((class.as_str(), waits)),
        }
    }
    classes.into_iter().map(|(name, waits)| storage_class(name, waits)).collect()
}

fn write(path: &Path, bytes: &[u8], executable: bool) -> Result<(), DeploymentError> {
    let fail = |source| DeploymentError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::write(path, bytes).map_err(fail)?;
    let mode = if executable { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(fail)
}
