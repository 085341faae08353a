//! `presswright simulate failure`: faults, and what they lead to.

use super::Of;
use super::faults::Faults;
use super::pods::Told;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use presswright::simulate::Site;
use presswright::simulate::failure::{Course, Standing, course};
use presswright::simulate::serving::Level;
use presswright::simulate::timeline::{Moment, Timeline, timeline};
use presswright::simulate::words::{matter, summary};
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(Args)]
pub struct Failed {
    #[command(flatten)]
    of: Of,
    #[command(flatten)]
    faults: Faults,
    /// Each fault settles before the next, in the order in which they are given
    #[arg(long)]
    one_by_one: bool,
}

impl Failed {
    pub fn run(&self) -> Result<Outcome, Failure> {
        if self.faults.is_empty() {
            return Err(Failure::Arguments(
                "nothing fails: name a fault, as in --kill node-1 (the others: presswright simulate failure --help)",
            ));
        }
        let Some(approved) = self.of.approved()? else { return Ok(Outcome::Stopped) };
        let topology = approved.topology();
        let faults = self.faults.in_topology(topology)?;
        let site = Site::drawn(approved.design(), topology, self.of.classes());
        let course = course(&site, &faults, self.one_by_one);
        let timeline = timeline(&site, &course);
        let told = Told {
            topology,
            lost: course.silent.clone(),
            evictions: course.evictions,
            drains: Vec::new(),
            fates: course.fates.clone(),
            budgets: course.budgets.clone(),
            assumed: self.of.assumed(topology),
        };
        match self.of.format {
            Format::Human => terminal::print_lines(&text(&site, &course, &timeline, &told))?,
            Format::Json => terminal::print_json(&json(&site, &course, &timeline, &told))?,
        }
        Ok(Outcome::Fine)
    }
}

fn text(site: &Site<'_>, course: &Course<'_>, timeline: &Timeline, told: &Told<'_>) -> String {
    let mut text = format!("{}\n\n", summary(site, course));
    for moment in &timeline.moments {
        let _ = writeln!(text, "  {:>12}  {}", moment.when(), moment.what);
    }
    text.push('\n');
    told.write_pods(&mut text);
    if !timeline.returns.is_empty() {
        text.push_str("\nOnce what failed is back, by itself:\n");
        for what in &timeline.returns {
            let _ = writeln!(text, "  {what}");
        }
    }
    if !course.tasks.is_empty() {
        text.push_str("\nFor a person, with the runbook's section:\n");
        for task in &course.tasks {
            let _ = writeln!(text, "  {}. {}", matter(site, &task.what), task.section.words());
        }
    }
    text
}

/// A level as a word of the JSON.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Works => "works",
        Level::Partly => "partly",
        Level::Stops => "stops",
    }
}

fn standing(standing: &Standing) -> Value {
    let serving = &standing.serving;
    let names = |of: &str, ordinals: &[usize]| -> Vec<String> {
        ordinals.iter().map(|ordinal| format!("{of}-{ordinal}")).collect()
    };
    json!({
        "reading": level(serving.reading),
        "writing": level(serving.writing),
        "uploading": level(serving.uploading),
        "etcd": {
            "quorum": standing.etcd.has_quorum(),
            "together": names("etcd", &standing.etcd.together),
            "members": standing.etcd.members,
        },
        "database": {
            "primary": names("percona", &standing.database.primary),
            "serving": names("percona", &standing.database.serving),
            "writer": standing.database.writer().map(|ordinal| format!("percona-{ordinal}")),
        },
    })
}

fn json(site: &Site<'_>, course: &Course<'_>, timeline: &Timeline, told: &Told<'_>) -> Value {
    let words = |fault: &presswright::simulate::fault::Fault| fault.words(site.topology());
    let moment =
        |moment: &Moment| json!({"from": moment.from, "until": moment.until, "what": moment.what});
    let tasks = course.tasks.iter().map(|task| {
        json!({
            "what": matter(site, &task.what),
            "chapter": task.section.chapter,
            "section": task.section.section,
        })
    });
    let mut value = json!({
        "summary": summary(site, course),
        "faults": course.faults.iter().map(words).collect::<Vec<_>>(),
        "at_once": standing(&course.at_once),
        "settled": standing(&course.settled),
        "returned": standing(&course.returned),
        "timeline": timeline.moments.iter().map(moment).collect::<Vec<_>>(),
        "returns": timeline.returns,
        "tasks": tasks.collect::<Vec<_>>(),
    });
    if let (Value::Object(all), Value::Object(pods)) = (&mut value, told.json()) {
        all.extend(pods.into_iter().filter(|(key, _)| key != "drains"));
    }
    value
}
