//! One design before a control plane, from its text to the pods on its machines.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use presswright::bundle::Bundle;
use presswright::design::{Design, Document, Workload};
use presswright::file::File;
use presswright::rules::Approved;

use crate::control_plane::ControlPlane;
use crate::deployment::Deployment;
use crate::drawn::{Living, machines};
use crate::kubectl::Kubectl;
use crate::programs::Programs;
use crate::wait::until;

/// Anything that a rehearsal can stumble over; its message says all.
pub type Failure = Box<dyn Error + Send + Sync>;

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thoroughness {
    /// Secrets and objects are made, and compared with the drawing.
    Placement,
    /// The same, with objects that the API server puts together (`kubectl apply --server-side`).
    ServerSide,
    /// All of the bundle's scripts are run, deploy.sh twice.
    Scripts,
}

/// The time that the controllers and the scheduler have for a design, also on a machine that is busy with
/// much else: only a case that fails takes as long.
pub(crate) const BOUND: Duration = Duration::from_mins(5);

/// A fault stays: there is no need to wait for long.
const FAULT_BOUND: Duration = Duration::from_secs(15);

/// Brings a design to the control plane, compares, and leaves the control plane as it was.
pub fn rehearse(
    plane: &ControlPlane,
    text: &str,
    thoroughness: Thoroughness,
) -> Result<(), Failure> {
    and_clear(plane, &format!("The design:\n{text}"), || {
        play(plane, &approved(text)?, thoroughness)
    })
}

/// Runs a case and leaves the control plane as it was, whatever came of it; a failure says of which
/// designs it is.
pub(crate) fn and_clear(
    plane: &ControlPlane,
    designs: &str,
    case: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let outcome = case();
    let cleared = clear(plane);
    outcome.map_err(|failure| format!("{failure}\n\n{designs}"))?;
    cleared
}

/// The design of a text, which the rules have to let through.
pub(crate) fn approved(text: &str) -> Result<Approved, Failure> {
    Approved::of(Document::read(text)?)
        .map_err(|report| format!("the rules refuse it: {:?}", report.findings()).into())
}

/// Brings the preset `lab` to the control plane with one of its manifests changed by hand, and gives
/// what is found to be wrong with it. A check that finds nothing proves nothing.
pub fn find_fault(
    plane: &ControlPlane,
    text: &str,
    file: &str,
    from: &str,
    to: &str,
) -> Result<String, Failure> {
    let approved = approved(text)?;
    let mut files = Bundle::of(&approved)?.files;
    let path = format!("manifests/{file}");
    let manifest =
        files.iter_mut().find(|file| file.path == path).ok_or_else(|| format!("no {path}"))?;
    let text = String::from_utf8(manifest.bytes.clone())?;
    if !text.contains(from) {
        return Err(format!("{path} does not say {from}").into());
    }
    manifest.bytes = text.replacen(from, to, 1).into_bytes();
    let outcome = play_files(plane, &approved, &files, Thoroughness::Placement, FAULT_BOUND);
    clear(plane)?;
    match outcome {
        Ok(()) => Err(format!("{from} became {to} in {path}, and nothing was found").into()),
        Err(found) => Ok(found.to_string()),
    }
}

fn play(
    plane: &ControlPlane,
    approved: &Approved,
    thoroughness: Thoroughness,
) -> Result<(), Failure> {
    play_files(plane, approved, &Bundle::of(approved)?.files, thoroughness, BOUND)
}

fn play_files(
    plane: &ControlPlane,
    approved: &Approved,
    files: &[File],
    thoroughness: Thoroughness,
    bound: Duration,
) -> Result<(), Failure> {
    let (design, topology) = (approved.design(), approved.topology());
    plane.add_machines(&machines(topology))?;
    let deployment = Deployment::new(plane, files)?;
    deployment.prepare(design, topology)?;
    let kubectl = plane.kubectl();
    let bundle = deployment.bundle();
    if thoroughness == Thoroughness::Scripts {
        deployment.run("deploy.sh", &[])?;
    } else {
        make(plane, &deployment, thoroughness)?;
    }
    as_drawn(plane, approved, bound)?;
    deployment.run("verify.sh", &["--api-only"])?;
    let before = kubectl.versions(bundle)?;
    if thoroughness == Thoroughness::Scripts {
        nothing_changes(&kubectl.diff(bundle)?)?;
        deploy_again(&deployment)?;
    } else {
        apply(kubectl, bundle, thoroughness)?;
        nothing_changes(&match thoroughness {
            Thoroughness::ServerSide => kubectl.diff_server_side(bundle)?,
            _ => kubectl.diff(bundle)?,
        })?;
    }
    same("a second apply", &before, &kubectl.versions(bundle)?)?;
    if thoroughness == Thoroughness::Scripts {
        leave_what_is_stopped(&deployment, design)?;
        as_drawn(plane, approved, bound)?;
        change_to_server_side(kubectl, bundle)?;
    }
    Ok(())
}

/// Applies from the server what the scripts applied from the client. The first time the notes change of
/// who wrote what, and nothing else; the second time nothing at all.
fn change_to_server_side(kubectl: &Kubectl, bundle: &Path) -> Result<(), Failure> {
    let wanted = kubectl.contents(bundle)?;
    kubectl.apply_server_side(bundle)?;
    same("an apply from the server", &wanted, &kubectl.contents(bundle)?)?;
    let before = kubectl.versions(bundle)?;
    kubectl.apply_server_side(bundle)?;
    same("a second apply from the server", &before, &kubectl.versions(bundle)?)?;
    nothing_changes(&kubectl.diff_server_side(bundle)?)
}

/// Fails with the names of the objects that are not what they were.
fn same(
    what: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed: Vec<&str> = names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(String::as_str)
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(format!("{what} changed {}", changed.join(", ")).into())
}

/// Brings a design to the control plane without its scripts, and waits until it lives as it is drawn.
pub(crate) fn apply_as_drawn(plane: &ControlPlane, approved: &Approved) -> Result<(), Failure> {
    let (design, topology) = (approved.design(), approved.topology());
    plane.add_machines(&machines(topology))?;
    let deployment = Deployment::new(plane, &Bundle::of(approved)?.files)?;
    deployment.prepare(design, topology)?;
    make(plane, &deployment, Thoroughness::Placement)?;
    as_drawn(plane, approved, BOUND)
}

/// Makes the Secrets and all objects.
fn make(
    plane: &ControlPlane,
    deployment: &Deployment<'_>,
    how: Thoroughness,
) -> Result<(), Failure> {
    plane.kubectl().apply(&deployment.bundle().join("manifests/00-namespace.yaml"))?;
    deployment.run("secrets/make-secrets.sh", &[])?;
    apply(plane.kubectl(), deployment.bundle(), how)
}

fn apply(kubectl: &Kubectl, bundle: &Path, how: Thoroughness) -> Result<(), Failure> {
    match how {
        Thoroughness::ServerSide => kubectl.apply_server_side(bundle)?,
        _ => kubectl.apply(bundle)?,
    };
    Ok(())
}

fn nothing_changes(changes: &str) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    Err(format!("a second apply would change something:\n{changes}").into())
}

/// A second deployment is normal: it makes and deletes nothing.
///
/// kubectl's `configured` says nothing here: it sends a patch for every StatefulSet, disruption
/// budget and volume, whose lists and empty texts the API server keeps in another form, and the
/// patch changes nothing. What changed, versions and differences show.
fn deploy_again(deployment: &Deployment<'_>) -> Result<(), Failure> {
    let output = deployment.run("deploy.sh", &[])?;
    let did: Vec<&str> = output
        .lines()
        .filter(|line| {
            [" created", " deleted", "made    secret", "changed secret", "written to etcd"]
                .iter()
                .any(|word| line.contains(word))
        })
        .collect();
    if did.is_empty() {
        return Ok(());
    }
    Err(format!("deploy.sh did something the second time:\n{}", did.join("\n")).into())
}

/// WordPress that a person has stopped, as in the midst of a restore, is neither started nor waited for; with
/// what is said then it runs again.
fn leave_what_is_stopped(deployment: &Deployment<'_>, design: &Design) -> Result<(), Failure> {
    let site = match design.wordpress.workload {
        Workload::Deployment => "deployment/wordpress",
        Workload::ReplicaSet => "replicaset/wordpress",
    };
    let scale = format!("kubectl -n {} scale {site} --replicas=", design.namespace());
    deployment.run_commands(&format!("{scale}0"))?;
    let said = match deployment.run("deploy.sh", &[]) {
        Ok(_) => return Err("deploy.sh ended well with WordPress stopped".into()),
        Err(error) => error.to_string(),
    };
    let start = format!("{scale}1");
    for wanted in [": stopped by hand (0 replicas)", &start] {
        if !said.contains(wanted) {
            return Err(format!("deploy.sh does not say {wanted:?}:\n{said}").into());
        }
    }
    deployment.run_commands(&start)?;
    deployment.run("deploy.sh", &[]).map(drop).map_err(Into::into)
}

/// Waits until the cluster holds what is drawn, or says in what it differs.
pub(crate) fn as_drawn(
    plane: &ControlPlane,
    approved: &Approved,
    bound: Duration,
) -> Result<(), Failure> {
    as_drawn_beside(plane, approved, &BTreeSet::new(), bound)
}

/// The same with claims of an earlier design, which must be there still.
pub(crate) fn as_drawn_beside(
    plane: &ControlPlane,
    approved: &Approved,
    kept: &BTreeSet<String>,
    bound: Duration,
) -> Result<(), Failure> {
    let (design, topology) = (approved.design(), approved.topology());
    until("the cluster as drawn", bound, || {
        let mut living =
            Living::of(plane.api(), design.namespace()).map_err(|error| error.to_string())?;
        let mut differences = living.take_kept_claims(kept);
        differences.extend(living.differences(design, topology));
        if differences.is_empty() {
            Ok(())
        } else {
            Err(format!("\n  {}", differences.join("\n  ")))
        }
    })?;
    Ok(())
}

/// Takes everything away again, also the keys that deploy.sh put into etcd.
pub(crate) fn clear(plane: &ControlPlane) -> Result<(), Failure> {
    plane.clear()?;
    etcdctl(plane, &["del", "--prefix", "/presswright"])?;
    Ok(())
}

/// Runs etcdctl on the etcd of the control plane, which stands for the design's own.
pub(crate) fn etcdctl(plane: &ControlPlane, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(Programs::built(None)?.path("etcdctl"))
        .arg(format!("--endpoints={}", plane.etcd()))
        .args(arguments)
        .output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}
