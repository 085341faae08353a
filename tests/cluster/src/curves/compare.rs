//! What the library says at each look of the controller's, beside what the controller said and did.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result as Written};

use presswright::simulate::load::autoscaler::{self, Phase, Why};

use super::clock;
use super::course::{Look, Outcome};
use super::log::{Line, Said};
use super::plan::Plan;

/// Until when a look that changes nothing has ended, on a machine that is busy with much else: a tenth of a second.
const SOON: u64 = clock::SECOND / 10;

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Looks that agree.
    pub looks: usize,
    /// Of those, the ones in which a window or period ended while the controller looked.
    pub at_an_edge: usize,
    /// Changes of the number of replicas, upwards and downwards.
    pub changes: (usize, usize),
    /// How often each reason was met.
    pub reasons: BTreeMap<String, usize>,
    /// Replicas that looks saw: measured, running without a measurement, not ready, pending, gone.
    pub replicas: [usize; 5],
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let Self { looks, at_an_edge, changes: (up, down), reasons, replicas } = self;
        let [measured, unmeasured, unready, pending, gone] = replicas;
        write!(
            f,
            "{looks} looks ({at_an_edge} of them at an edge), {up} changes up and {down} down, {reasons:?}; replicas seen: \
             {measured} measured, {unmeasured} without a measurement, {unready} not ready, {pending} pending, {gone} gone"
        )
    }
}

/// Plays the looks of a curve again in the library. The error says at which look they differ, and all that was seen.
pub fn compare(
    plan: &Plan,
    looks: &[Look],
    lines: &[Line],
    tally: &mut Tally,
) -> Result<(), String> {
    // How many replicas there were at first it remembers since shortly before it asks for metrics, or changes the number.
    let mut exactly = tally.clone();
    let outcome = compare_from(0, plan, looks, lines, &mut exactly);
    if outcome.is_ok() {
        *tally = exactly;
        return Ok(());
    }
    let mut earlier = tally.clone();
    compare_from(SOON, plan, looks, lines, &mut earlier).or(outcome)?;
    earlier.at_an_edge += 1;
    *tally = earlier;
    Ok(())
}

fn compare_from(
    before: u64,
    plan: &Plan,
    looks: &[Look],
    lines: &[Line],
    tally: &mut Tally,
) -> Result<(), String> {
    let mut library = plan.autoscaler.clone();
    before_the_first(&mut library, before, plan, looks, lines, tally)?;
    for (number, pair) in looks.windows(2).enumerate() {
        let [look, next] = pair else { continue };
        let Some(outcome) = &look.outcome else { return Err(format!("nothing came of {look:?}")) };
        let wrong =
            |what: &str| format!("{}: look {number}: {what}\n{look:?}\nof {plan:?}", plan.name);
        let during = |line: &&Line| (look.answered..next.asked).contains(&line.at);
        let written: Vec<&Line> = lines.iter().filter(during).collect();
        let controller = Controller { outcome, written: &written, current: look.current };
        // It reads its clock several times in a look: first once it has the metrics, last after it has written what the
        // figures ask for and before it changes the number. Which of these counts makes a difference where a window ends
        // in between.
        let proposed = controller.proposed().map_or(look.answered, |(at, _)| at);
        let last = controller.rescaled().map_or(proposed + SOON, |(at, ..)| at);
        let mut told = Vec::new();
        for (at, is_an_edge) in [(proposed, 0), (look.answered, 1), (last, 1)] {
            let mut tried = library.clone();
            let said = tried.consider(clock::library(at), look.current, &look.replicas);
            match controller.differs(&said) {
                None => {
                    library = tried;
                    if let Some((at, from, to)) = controller.rescaled() {
                        library.changed(clock::library(at), to - from);
                    }
                    tally.at_an_edge += is_an_edge;
                    tally.count(&said, look);
                    told.clear();
                    break;
                }
                Some(difference) => told.push(difference),
            }
        }
        if let Some(difference) = told.first() {
            return Err(wrong(difference));
        }
    }
    Ok(())
}

/// Where the number was beyond the bounds at first, the controller brought it there without asking for metrics.
fn before_the_first(
    library: &mut autoscaler::Autoscaler,
    before: u64,
    plan: &Plan,
    looks: &[Look],
    lines: &[Line],
    tally: &mut Tally,
) -> Result<(), String> {
    let first = looks.first().ok_or("the controller never asked")?;
    let Some(line) = lines.iter().find(|line| line.at < first.asked) else {
        return if first.current == plan.begins_with {
            library.found(clock::library(first.asked - before), first.current);
            Ok(())
        } else {
            Err(format!("{}: nobody wrote of {} replicas", plan.name, first.current))
        };
    };
    library.found(clock::library(line.at - before), plan.begins_with);
    let said = library.look(clock::library(line.at), plan.begins_with, &[]);
    let expected = Said::Rescaled { from: plan.begins_with, to: said.replicas };
    if line.said != expected || said.why != Why::Bounds {
        return Err(format!("{}: at first {said:?}; the controller {line:?}", plan.name));
    }
    tally.count(&said, first);
    Ok(())
}

struct Controller<'a> {
    outcome: &'a Outcome,
    written: &'a [&'a Line],
    current: i32,
}

impl Controller<'_> {
    fn proposed(&self) -> Option<(u64, i32)> {
        self.written.iter().find_map(|line| match line.said {
            Said::Proposed(wanted) => Some((line.at, wanted)),
            Said::Rescaled { .. } => None,
        })
    }

    fn rescaled(&self) -> Option<(u64, i32, i32)> {
        self.written.iter().find_map(|line| match line.said {
            Said::Rescaled { from, to } => Some((line.at, from, to)),
            Said::Proposed(_) => None,
        })
    }

    /// In what it differs from what the library says.
    fn differs(&self, said: &autoscaler::Look) -> Option<String> {
        let Self { outcome, current, .. } = self;
        let change = (said.replicas != *current).then_some((*current, said.replicas));
        let wrong = [
            ("the number of replicas", said.replicas == outcome.replicas),
            ("the change", change == self.rescaled().map(|(_, from, to)| (from, to))),
            ("what the figures ask for", said.wanted == self.proposed().map(|(_, wanted)| wanted)),
            ("its status", said.wanted.is_none() || said.replicas == outcome.desired),
            ("the average CPU", said.utilization == outcome.utilization),
            ("why", self.gives(said, change.is_some())),
        ];
        let wrong: Vec<&str> =
            wrong.iter().filter(|(_, same)| !same).map(|(what, _)| *what).collect();
        let told = format!(
            "they differ in {}: the library {said:?}, the controller {:?}",
            wrong.join(", "),
            self.written
        );
        (!wrong.is_empty()).then_some(told)
    }

    /// Whether its conditions give the library's reason.
    fn gives(&self, said: &autoscaler::Look, is_changed: bool) -> bool {
        let has = |kind: &str, status: &str, reasons: &[&str]| {
            self.outcome
                .conditions
                .get(kind)
                .is_some_and(|(is, why)| is == status && reasons.contains(&why.as_str()))
        };
        let limited = |status: &str, reasons: &[&str]| {
            has("ScalingActive", "True", &["ValidMetricFound"])
                && has("ScalingLimited", status, reasons)
        };
        let able = |reasons: &[&str]| is_changed || has("AbleToScale", "True", reasons);
        match said.why {
            Why::NoMetrics => has("ScalingActive", "False", &["FailedGetResourceMetric"]),
            Why::TooFast => limited("True", &["ScaleUpLimit", "ScaleDownLimit"]),
            Why::AtMost => limited("True", &["TooManyReplicas"]),
            Why::AtLeast => limited("True", &["TooFewReplicas"]),
            Why::Load => limited("False", &["DesiredWithinRange"]) && able(&["ReadyForNewScale"]),
            Why::Stabilized => {
                limited("False", &["DesiredWithinRange"])
                    && able(&["ScaleUpStabilized", "ScaleDownStabilized"])
            }
            // Neither comes with a question for metrics.
            Why::Off | Why::Bounds => false,
        }
    }
}

impl Tally {
    fn count(&mut self, said: &autoscaler::Look, look: &Look) {
        self.looks += 1;
        *self.reasons.entry(format!("{:?}", said.why)).or_default() += 1;
        self.changes.0 += usize::from(said.replicas > look.current);
        self.changes.1 += usize::from(said.replicas < look.current);
        for replica in &look.replicas {
            let kind = match (replica.phase, replica.sample) {
                (Phase::Runs { ready: true, .. }, Some(_)) => 0,
                (Phase::Runs { ready: true, .. }, None) => 1,
                (Phase::Runs { ready: false, .. }, _) => 2,
                (Phase::Pending, _) => 3,
                (Phase::Going, _) => 4,
            };
            if let Some(count) = self.replicas.get_mut(kind) {
                *count += 1;
            }
        }
    }
}
