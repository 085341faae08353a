//! A changed design over a living one: whether a change takes what the diff of the two says.

use presswright::bundle::{Bundle, Change, Effort, Subject, What, diff, effort, plan};
use presswright::design::Document;
use presswright::manifest::Object;
use presswright::rules::Approved;

use crate::control_plane::ControlPlane;
use crate::deployment::Deployment;
use crate::drawn::machines;
use crate::kubectl::KubectlError;
use crate::process::Folder;
use crate::rehearsal::{BOUND, Failure, as_drawn, clear};

/// Deploys `old`, changes it to `new` in the way that the diff says, and compares with the drawing.
///
/// Both have the same machines, and `effort` is what the change must be said to take.
pub fn rehearse_change(
    plane: &ControlPlane,
    old: &str,
    new: &str,
    expected: Effort,
) -> Result<(), Failure> {
    let outcome = play(plane, &approved(old)?, &approved(new)?, expected);
    let cleared = clear(plane);
    outcome.map_err(|failure| format!("{failure}\n\nFrom:\n{old}\nTo:\n{new}"))?;
    cleared
}

fn approved(text: &str) -> Result<Approved, Failure> {
    Approved::of(Document::read(text)?)
        .map_err(|report| format!("the rules refuse it: {:?}", report.findings()).into())
}

fn play(
    plane: &ControlPlane,
    old: &Approved,
    new: &Approved,
    expected: Effort,
) -> Result<(), Failure> {
    let (before, after) = (Bundle::of(old)?, Bundle::of(new)?);
    let changes = diff(&before, &after);
    if effort(&changes) != expected {
        let said = effort(&changes).words();
        return Err(format!("it is said to go {said}, expected: {}", expected.words()).into());
    }
    plane.add_machines(&machines(old.topology()))?;
    let living = Deployment::new(plane, &before.files)?;
    living.prepare(old.design(), old.topology())?;
    living.run("deploy.sh", &[])?;
    as_drawn(plane, old, BOUND)?;
    if expected != Effort::NewCluster {
        ask_the_api_server(plane, &changes, &after)?;
    }
    let successor = Deployment::new(plane, &after.files)?;
    successor.prepare(new.design(), new.topology())?;
    match expected {
        Effort::InPlace => {
            successor.run("deploy.sh", &[])?;
        }
        Effort::WithSteps => {
            successor.run_commands(&commands_of(&plan(&changes)))?;
        }
        Effort::NewCluster => {
            let answer =
                format!("printf '%s\\n' {} | ./teardown.sh --delete-data", old.design().name);
            living.run_commands(&answer)?;
            // Another cluster: nothing of this one is there, not even etcd's keys.
            clear(plane)?;
            plane.add_machines(&machines(new.topology()))?;
            successor.prepare(new.design(), new.topology())?;
            successor.run("deploy.sh", &[])?;
        }
    }
    as_drawn(plane, new, BOUND)?;
    successor.run("verify.sh", &["--api-only"])?;
    Ok(())
}

/// Every object that is said to change in place must be taken by the API server as it is, and every
/// one of which it is said that a field cannot change must be refused.
fn ask_the_api_server(
    plane: &ControlPlane,
    changes: &[Change],
    bundle: &Bundle,
) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let mut wrong = Vec::new();
    for change in changes.iter().filter(|change| change.what == What::Changed) {
        let Subject::Object(name) = &change.subject else { continue };
        let object = bundle.objects.iter().find(|object| reference(object) == *name);
        let object = object.ok_or_else(|| format!("{name} is not in the bundle"))?;
        let file = folder.path().join("object.yaml");
        std::fs::write(&file, object.to_yaml())?;
        let file = file.to_string_lossy().into_owned();
        let refused = match plane.kubectl().run(["apply", "--dry-run=server", "-f", &file]) {
            Ok(_) => None,
            Err(KubectlError::Failed { message, .. }) => Some(message),
            Err(error) => return Err(error.into()),
        };
        let cannot = change.why.contains("cannot");
        match (cannot, change.effort, refused) {
            (true, _, None) => wrong.push(format!("{name} is taken, although {}", change.why)),
            (false, Effort::InPlace, Some(message)) => {
                wrong.push(format!("{name} is said to change in place, and refused: {message}"));
            }
            _ => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn reference(object: &Object) -> String {
    format!("{}/{}", object.kind().to_lowercase(), object.name())
}

/// The commands of a plan, in its order. Where it checks everything, what needs running pods is
/// left out.
fn commands_of(plan: &str) -> String {
    let mut commands = String::new();
    let mut inside = false;
    for line in plan.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            "./verify.sh" if inside => commands += "./verify.sh --api-only\n",
            line if inside => {
                commands += line;
                commands += "\n";
            }
            _ => {}
        }
    }
    commands
}
