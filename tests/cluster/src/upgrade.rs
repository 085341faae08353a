//! A preset's bundle over the one that came before it.

use std::path::PathBuf;

use presswright::bundle::Bundle;

use crate::control_plane::ControlPlane;
use crate::deployment::Deployment;
use crate::drawn::machines;
use crate::rehearsal::{BOUND, Failure, and_clear, approved, as_drawn};
use crate::wait::until;

/// What kubectl warns of where it only asks for an apply from the server over objects that were applied from
/// the client and differ: the second of its two steps, which hands the note of the last apply over, meets
/// the note as it was, as nothing of the first was kept.
const OF_DRY_RUNS: &str = "failed to migrate kubectl.kubernetes.io/last-applied-configuration";

/// The manifests of the presets as they were, see `previous/README.md`.
fn previous(preset: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/previous")).join(preset)
}

/// Applies the previous manifests of a preset; asks the API server whether it would take the present
/// ones over them, in both ways to apply; applies them, and compares with the drawing.
pub fn rehearse_upgrade(plane: &ControlPlane, preset: &str, text: &str) -> Result<(), Failure> {
    and_clear(plane, &format!("The design:\n{text}"), || {
        let new = approved(text)?;
        let kubectl = plane.kubectl();
        let namespace = new.design().namespace();
        plane.add_machines(&machines(new.topology()))?;
        let successor = Deployment::new(plane, &Bundle::of(&new)?.files)?;
        successor.prepare(new.design(), new.topology())?;
        let old = previous(preset);
        kubectl.apply(&old.join("00-namespace.yaml"))?;
        successor.run("secrets/make-secrets.sh", &[])?;
        kubectl.apply(&old)?;
        until("every pod of the previous bundle ready or done", BOUND, || {
            let path = format!("/api/v1/namespaces/{namespace}/pods");
            let pods = plane.api().list(&path).map_err(|error| error.to_string())?;
            let waiting = pods.iter().filter(|pod| pod["status"]["phase"] == "Pending").count();
            let etcd = new.design().etcd.members.len();
            if waiting == 0 && pods.len() > etcd { Ok(()) } else { Err(format!("{waiting} wait")) }
        })?;
        let bundle = successor.bundle().to_string_lossy().into_owned();
        let dry_run = ["apply", "-k", &bundle, "--dry-run=server"];
        kubectl.run_without_warning(&dry_run)?;
        let answer = kubectl.run([&dry_run[..], &["--server-side"]].concat())?;
        if let Some(other) = answer.warnings.iter().find(|line| !line.contains(OF_DRY_RUNS)) {
            return Err(format!("a dry run from the server is warned of: {other}").into());
        }
        kubectl.apply(successor.bundle())?;
        as_drawn(plane, &new, BOUND)?;
        successor.run("verify.sh", &["--api-only"])?;
        Ok(())
    })
}
