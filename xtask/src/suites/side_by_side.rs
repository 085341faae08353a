//! Suites that mostly wait run beside one that works.
//!
//! What such a suite prints waits in a file and is shown in one piece once both have ended: two
//! suites' lines in one another say nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use super::{Job, Outcome, Record, Tier};

/// Each suite with those that run beside it; what would run beside one that was not asked for
/// runs alone.
pub fn groups(jobs: &[Job]) -> Vec<(&Job, Vec<&Job>)> {
    let accompanies =
        |job: &&Job| job.beside().is_some_and(|name| jobs.iter().any(|job| job.name() == name));
    let beside = |main: &Job| {
        jobs.iter().filter(|job| job.beside() == Some(main.name())).collect::<Vec<_>>()
    };
    jobs.iter().filter(|job| !accompanies(job)).map(|main| (main, beside(main))).collect()
}

/// Runs the suite and those beside it. Their records, in that order.
///
/// What they need is set up before any of them begins: it may ask the person something, and
/// installs one thing at a time.
pub fn run(main: &Job, beside: Vec<&Job>, tier: &Tier) -> Result<Vec<Record>> {
    let folder = tempfile::tempdir().context("cannot keep what a suite prints")?;
    let mut companions = Vec::new();
    for job in beside {
        eprintln!("   beside it {}: {}", job.name(), job.about());
        let log = folder.path().join(job.name());
        let tier = tier.with_log(File::create(&log)?);
        companions.push(Companion { job, log, hindered: job.hindered(&tier.project), tier });
    }
    let start = Instant::now();
    let hindered = main.hindered(&tier.project);
    let records = thread::scope(|scope| {
        let running: Vec<_> = companions
            .iter_mut()
            .map(|Companion { job, tier, hindered, .. }| {
                let hindered = hindered.take();
                scope.spawn(|| timed(job, tier, Instant::now(), hindered))
            })
            .collect();
        let own = timed(main, tier, start, hindered);
        let others = running.into_iter().map(|thread| {
            // A suite that panics has said so where its thread ended.
            thread.join().map_err(|_| anyhow!("a suite that ran beside {} broke", main.name()))
        });
        std::iter::once(Ok(own)).chain(others).collect::<Result<Vec<_>>>()
    })?;
    for Companion { job, log, .. } in &companions {
        eprintln!("\n-- {}: {}", job.name(), job.about());
        io::stdout().write_all(&fs::read(log)?)?;
    }
    Ok(records)
}

/// A suite that runs beside another.
struct Companion<'a> {
    job: &'a Job,
    tier: Tier,
    log: PathBuf,
    hindered: Option<Outcome>,
}

fn timed(job: &Job, tier: &Tier, start: Instant, hindered: Option<Outcome>) -> Record {
    let outcome = hindered.unwrap_or_else(|| job.run(tier));
    Record { name: job.name().to_owned(), outcome, time: start.elapsed() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suites::SUITES;

    fn grouped(names: &[&str]) -> Vec<Vec<String>> {
        let jobs: Vec<Job> =
            SUITES.iter().filter(|suite| names.contains(&suite.name)).map(Job::Suite).collect();
        let names = |(main, beside): (&Job, Vec<&Job>)| {
            std::iter::once(main).chain(beside).map(|job| job.name().to_owned()).collect()
        };
        groups(&jobs).into_iter().map(names).collect()
    }

    #[test]
    fn a_suite_that_waits_runs_beside_the_one_it_names_and_alone_without_it() {
        assert_eq!(
            grouped(&["unit", "cluster", "discovery"]),
            [vec!["unit"], vec!["cluster", "discovery"]]
        );
        assert_eq!(grouped(&["unit", "discovery"]), [["unit"], ["discovery"]]);
    }

    #[test]
    fn every_suite_runs_once_whatever_runs_beside_what() {
        let all: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        let mut run = grouped(&all).concat();
        run.sort();
        let mut all: Vec<String> = all.iter().map(ToString::to_string).collect();
        all.sort();
        assert_eq!(run, all);
    }
}
