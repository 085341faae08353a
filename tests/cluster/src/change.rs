//! A changed design over a living one: whether a change takes what the diff of the two says.

use std::collections::BTreeSet;

use presswright::bundle::{Bundle, Change, Effort, Subject, What, diff, effort, plan};
use presswright::design::preset;
use presswright::manifest::Object;
use presswright::rules::Approved;
use presswright::topology::Tier;

use crate::control_plane::ControlPlane;
use crate::deployment::{Deployment, DeploymentError};
use crate::drawn::machines;
use crate::kubectl::KubectlError;
use crate::process::Folder;
use crate::rehearsal::{
    BOUND, Failure, and_clear, approved, as_drawn, as_drawn_beside, clear, etcdctl,
};

/// The text of a new design, made with the machines on which the replicas of the old one's database
/// run, in their order.
pub type NewText<'a> = &'a dyn Fn(&[String]) -> String;

/// Deploys `old`, changes it to `new` in the way that the diff says, and compares with the drawing.
///
/// Both have the same machines, and `effort` is what the change must be said to take.
pub fn rehearse_change(
    plane: &ControlPlane,
    old: &str,
    new: NewText<'_>,
    expected: Effort,
) -> Result<(), Failure> {
    and_clear(plane, &format!("From:\n{old}"), || {
        let old = approved(old)?;
        let living = deploy(plane, &old)?;
        let text = new(&stands(plane, &old)?);
        play(plane, &living, &old, &text, expected)
            .map_err(|failure| format!("{failure}\n\nTo:\n{text}").into())
    })
}

/// Deploys `old` and follows the plan for `new`, which must stop with `message` before it has changed
/// anything.
pub fn rehearse_refused_change(
    plane: &ControlPlane,
    old: &str,
    new: NewText<'_>,
    message: &str,
) -> Result<(), Failure> {
    and_clear(plane, &format!("From:\n{old}"), || {
        let old = approved(old)?;
        deploy(plane, &old)?;
        let text = new(&stands(plane, &old)?);
        stop(plane, &old, &text, message)
            .map_err(|failure| format!("{failure}\n\nTo:\n{text}").into())
    })
}

/// The lab with two more workers, and so many replicas of the database and of WordPress. Without the
/// autoscaler, which would count for itself.
pub fn scaled(replicas: usize) -> String {
    let lab = preset("lab").map_or("", |lab| lab.text);
    let last = "  - {name: node-3, address: 192.168.56.13, cpu: 2, memory: 4Gi}\n";
    let more = "  - {name: node-4, address: 192.168.56.14, cpu: 2, memory: 4Gi}\n\
                \x20 - {name: node-5, address: 192.168.56.15, cpu: 2, memory: 4Gi}\n";
    lab.replace(last, &format!("{last}{more}"))
        .replace("replicas: 3", &format!("replicas: {replicas}"))
        .replace("autoscaling: {min: 3, max: 5, cpu: 50%}", &format!("replicas: {replicas}"))
}

/// Deploys the first of these designs and goes from each to the next by the plan's own steps. Claims that
/// the next no longer draws stay, with their volumes; the roster in etcd follows.
pub fn rehearse_scale(plane: &ControlPlane, texts: &[String]) -> Result<(), Failure> {
    and_clear(plane, &texts.join("\nThen:\n"), || {
        let designs: Vec<Approved> =
            texts.iter().map(|text| approved(text)).collect::<Result<_, _>>()?;
        let first = designs.first().ok_or("there is no design")?;
        deploy(plane, first)?;
        check_roster(plane, first)?;
        let mut claims = BTreeSet::new();
        for (old, new) in designs.iter().zip(designs.iter().skip(1)) {
            claims.extend(old.topology().volumes.iter().map(|volume| volume.claim.clone()));
            let (before, after) = (Bundle::of(old)?, Bundle::of(new)?);
            let changes = diff(&before, &after);
            if effort(&changes) != Effort::WithSteps {
                return Err(format!("it is said to go {}", effort(&changes).words()).into());
            }
            ask_the_api_server(plane, &changes, &after)?;
            let successor = Deployment::new(plane, &after.files)?;
            successor.run_commands(&commands_of(&plan(&changes)))?;
            let drawn = &new.topology().volumes;
            let kept: BTreeSet<String> = claims
                .iter()
                .filter(|claim| !drawn.iter().any(|volume| volume.claim == **claim))
                .cloned()
                .collect();
            as_drawn_beside(plane, new, &kept, BOUND)?;
            successor.run("verify.sh", &["--api-only"])?;
            check_roster(plane, new)?;
        }
        Ok(())
    })
}

/// The roster in etcd names the replicas that are drawn.
fn check_roster(plane: &ControlPlane, design: &Approved) -> Result<(), Failure> {
    let key = format!("/presswright/{}/roster", design.design().name);
    let answer = etcdctl(plane, &["get", &key, "--print-value-only"])?;
    let roster: serde_json::Value = serde_json::from_str(&answer)?;
    let drawn: Vec<usize> =
        design.topology().pods_of(Tier::Percona).map(|pod| pod.ordinal).collect();
    if roster["ordinals"] == serde_json::json!(drawn) {
        return Ok(());
    }
    Err(format!("the roster is {roster}, drawn: {drawn:?}").into())
}

fn stop(plane: &ControlPlane, old: &Approved, new: &str, message: &str) -> Result<(), Failure> {
    let (before, after) = (Bundle::of(old)?, Bundle::of(&approved(new)?)?);
    let successor = Deployment::new(plane, &after.files)?;
    let plan = commands_of(&plan(&diff(&before, &after)));
    match successor.run_commands(&plan) {
        Ok(_) => return Err("the plan was followed to its end".into()),
        Err(DeploymentError::Failed { output, .. }) if output.contains(message) => {}
        Err(error) => return Err(error.into()),
    }
    as_drawn(plane, old, BOUND)
}

/// Brings a design to the control plane by `deploy.sh`.
pub(crate) fn deploy<'a>(
    plane: &'a ControlPlane,
    design: &Approved,
) -> Result<Deployment<'a>, Failure> {
    plane.add_machines(&machines(design.topology()))?;
    let living = Deployment::new(plane, &Bundle::of(design)?.files)?;
    living.prepare(design.design(), design.topology())?;
    living.run("deploy.sh", &[])?;
    as_drawn(plane, design, BOUND)?;
    Ok(living)
}

/// The machines on which the replicas of the database run, in their order.
fn stands(plane: &ControlPlane, design: &Approved) -> Result<Vec<String>, Failure> {
    let mut stand = Vec::new();
    for pod in design.topology().pods_of(Tier::Percona) {
        let path = format!("/api/v1/namespaces/{}/pods/{}", design.design().namespace(), pod.name);
        let living = plane.api().get(&path)?;
        let host = living["spec"]["nodeName"].as_str().ok_or("a replica is on no machine")?;
        stand.push(host.to_owned());
    }
    Ok(stand)
}

fn play(
    plane: &ControlPlane,
    living: &Deployment<'_>,
    old: &Approved,
    new: &str,
    expected: Effort,
) -> Result<(), Failure> {
    let new = &approved(new)?;
    let (before, after) = (Bundle::of(old)?, Bundle::of(new)?);
    let changes = diff(&before, &after);
    if effort(&changes) != expected {
        let said = effort(&changes).words();
        return Err(format!("it is said to go {said}, expected: {}", expected.words()).into());
    }
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
