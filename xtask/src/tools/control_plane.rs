//! The programs of a Kubernetes control plane, built from Go modules, and kubectl.

use anyhow::Result;

use super::Readiness;
use crate::process::{self, cargo};
use crate::project::Project;

/// Builds what the cluster tests start. Their own crate knows which programs are current.
pub fn ready(project: &Project) -> Result<Readiness> {
    if process::find_on_path(&["go"]).is_none() {
        return Ok(Readiness::Absent(
            "Go 1.26 or later: the control plane is built by it; install it from go.dev/dl".into(),
        ));
    }
    eprintln!(
        "Building what is missing of the Kubernetes control plane from its Go modules: about six \
         minutes and 4 GB the first time."
    );
    process::run(
        cargo()
            .args(["run", "--quiet", "--locked", "--package", "cluster-tests"])
            .args(["--bin", "build-programs"])
            .current_dir(project.root()),
    )?;
    Ok(Readiness::Ready)
}
