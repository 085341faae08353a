//! The runbook of a change.

use super::{Change, Effort, Phase, Step, Subject, effort};
use crate::bundle::runbook::Page;

/// What to do, in order, as Markdown. Nothing but `./deploy.sh` if all is in place, and no command if
/// the change cannot be made in one go, or is one of files that only people read.
pub fn plan(changes: &[Change]) -> String {
    let mut page = Page::default();
    if changes.is_empty() {
        page.say("Nothing changes.");
        return page.text().to_owned();
    }
    if changes.iter().all(is_for_people) {
        page.say("Nothing to do: the cluster never sees what changes. Keep the new bundle.");
        return page.text().to_owned();
    }
    let mut steps: Vec<(&Change, &Step)> = changes
        .iter()
        .flat_map(|change| change.steps.iter().map(move |step| (change, step)))
        .collect();
    steps.sort_by_key(|(_, step)| step.phase);
    let instead = steps.partition_point(|(_, step)| step.phase == Phase::Instead);
    if instead > 0 {
        steps.truncate(instead);
        page.say("It cannot be made in one go. Change nothing yet.");
        write(&mut page, &steps);
        return page.text().to_owned();
    }
    page.say(match effort(changes) {
        Effort::InPlace => "All of it is done in place.",
        Effort::WithSteps => {
            "Some of it takes steps. Make a backup first, then run them in the new bundle's folder, in \
             this order."
        }
        Effort::NewCluster => {
            "This is another cluster: it is made anew, and a backup restored into it."
        }
    });
    let after = steps.partition_point(|(_, step)| step.phase < Phase::After);
    let (before, after) = steps.split_at(after);
    write(&mut page, before);
    page.section("Deploy");
    page.run("./deploy.sh\n./verify.sh");
    write(&mut page, after);
    page.text().to_owned()
}

/// Whether it is a file that people read and no script does.
fn is_for_people(change: &Change) -> bool {
    matches!(&change.subject, Subject::File(path) if path == "design.yaml" || path == "topology.svg")
}

fn write(page: &mut Page, steps: &[(&Change, &Step)]) {
    let mut last: Option<&Change> = None;
    for (change, step) in steps {
        if last != Some(*change) {
            let (Subject::Cluster(name) | Subject::Object(name) | Subject::File(name)) =
                &change.subject;
            page.section(name);
            page.say(format!("Why: {}.", change.why));
            last = Some(*change);
        }
        page.say(&step.what);
        if !step.commands.is_empty() {
            page.run(&step.commands);
        }
    }
}
