//! Whether `verify.sh` sees what is wrong: a check that has not been seen to fail proves nothing.

use crate::change::deploy;
use crate::control_plane::ControlPlane;
use crate::deployment::DeploymentError;
use crate::rehearsal::{BOUND, Failure, and_clear, approved};
use crate::wait::until;

/// Deploys a design, takes objects away (each as kubectl's arguments after `delete`), and wants
/// `verify.sh` to fail the checks that begin with these lines, and no other.
pub fn find_missing(
    plane: &ControlPlane,
    text: &str,
    taken: &[&[&str]],
    expected: &[&str],
) -> Result<(), Failure> {
    and_clear(plane, &format!("The design:\n{text}"), || {
        let design = approved(text)?;
        let living = deploy(plane, &design)?;
        living.run("verify.sh", &["--api-only"])?;
        for objects in taken {
            let delete = ["-n", design.design().namespace(), "delete"];
            plane.kubectl().run(delete.iter().chain(*objects))?;
        }
        // The controllers follow: a Service loses its pods a moment later.
        until("what is missing, said by verify.sh", BOUND, || {
            match living.run("verify.sh", &["--api-only"]) {
                Ok(output) => Err(format!("it found nothing wrong:\n{output}")),
                Err(DeploymentError::Failed { output, .. }) => found(&output, expected),
                Err(error) => Err(error.to_string()),
            }
        })?;
        Ok(())
    })
}

fn found(output: &str, expected: &[&str]) -> Result<(), String> {
    let failed: Vec<&str> =
        output.lines().filter_map(|line| line.strip_prefix("failed  ")).collect();
    let is_said = |wanted: &&str| failed.iter().any(|line| line.starts_with(*wanted));
    if failed.len() == expected.len() && expected.iter().all(is_said) {
        return Ok(());
    }
    Err(format!("expected these to fail:\n{}\nit said:\n{output}", expected.join("\n")))
}
