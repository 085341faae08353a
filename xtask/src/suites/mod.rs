//! The tests, in suites: one table, from the cheapest to the dearest.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

mod bundle;
mod cargo_suites;
mod cluster;
mod command_line;
mod discovery;
mod hardening;
mod machines;
mod model;
mod page;
mod purity;
mod real;
mod record;
mod scripts;
mod side_by_side;
mod tier;

pub use self::command_line::CommandLine;
pub use self::page::pictures;
use self::record::{Outcome, Record, report};
use self::tier::Tier;
use crate::consent::Consent;
use crate::project::Project;
use crate::tools::{CARGO_DENY, Readiness, Tool, WASM_TARGET};

/// A set of tests with one name.
pub struct Suite {
    name: &'static str,
    about: &'static str,
    /// Minutes on two cores: from nothing, and again.
    minutes: (u32, u32),
    needs: &'static [Tool],
    /// The suite beside which this one runs, where both are asked for: it mostly waits.
    beside: Option<&'static str>,
    run: fn(&Tier) -> Result<()>,
}

/// Suites that have never passed: they run when they are named, and no promise rests on them.
const UNPROVED: [&str; 1] = ["real"];

/// Every suite. `CONTRIBUTING.md` holds the same table for people; a test compares them.
static SUITES: [Suite; 15] = [
    Suite {
        name: "format",
        about: "rustfmt has nothing to change",
        minutes: (1, 1),
        needs: &[],
        beside: None,
        run: cargo_suites::format,
    },
    Suite {
        name: "scripts",
        about: "shellcheck, bash and ruby on the scripts as they stand in the repository",
        minutes: (1, 1),
        needs: &scripts::NEEDS,
        beside: None,
        run: scripts::run,
    },
    Suite {
        name: "pure",
        about: "the library needs no file, clock, chance or browser",
        minutes: (1, 1),
        needs: &[Tool::Toolchain(&WASM_TARGET)],
        beside: None,
        run: purity::run,
    },
    Suite {
        name: "lint",
        about: "clippy on everything, for the host and for the browser",
        minutes: (3, 1),
        needs: &[Tool::Toolchain(&WASM_TARGET)],
        beside: None,
        run: cargo_suites::lint,
    },
    Suite {
        name: "hygiene",
        about: "rules about the repository itself: arrows between modules, sizes, leftovers",
        minutes: (1, 1),
        needs: &[],
        beside: None,
        run: cargo_suites::hygiene,
    },
    Suite {
        name: "unit",
        about: "tests of the library, the command line and xtask, and examples in the docs",
        minutes: (2, 1),
        needs: &[],
        beside: None,
        run: cargo_suites::unit,
    },
    Suite {
        name: "model",
        about: "the database's protocol over every interleaving, and each of its guards left out once",
        minutes: (2, 1),
        needs: &model::NEEDS,
        beside: None,
        run: model::run,
    },
    Suite {
        name: "deny",
        about: "licences, duplicates and sources of the crates",
        minutes: (2, 1),
        needs: &[Tool::Cargo(&CARGO_DENY)],
        beside: None,
        run: cargo_suites::deny,
    },
    Suite {
        name: "bundle",
        about: "what presets export: schemas, kustomize, scripts, Vagrantfile, YAML, checksums",
        minutes: (3, 1),
        needs: &bundle::NEEDS,
        beside: None,
        run: bundle::run,
    },
    Suite {
        name: "hardening",
        about: "checkov, kube-score, Monokle, yamllint and cyclonus on presets and random designs",
        minutes: (3, 2),
        needs: &hardening::NEEDS,
        beside: None,
        run: hardening::run,
    },
    Suite {
        name: "page",
        about: "the release page: its bytes, and what a person does with it in Chromium",
        minutes: (33, 24),
        needs: &page::NEEDS,
        beside: None,
        run: page::run,
    },
    Suite {
        name: "cluster",
        about: "a real Kubernetes control plane takes the bundles, places them as drawn, and loses machines",
        minutes: (27, 18),
        needs: &cluster::NEEDS,
        beside: None,
        run: cluster::run,
    },
    Suite {
        name: "discovery",
        about: "the database's scripts with a real etcd and real Galera servers",
        minutes: (20, 18),
        needs: &discovery::NEEDS,
        beside: Some("cluster"),
        run: discovery::run,
    },
    Suite {
        name: "machines",
        about: "the NFS scripts on two virtual machines, which are cut off, rebooted and robbed of their power",
        minutes: (10, 7),
        needs: &machines::NEEDS,
        beside: None,
        run: machines::run,
    },
    Suite {
        name: "real",
        about: "the exported lab on a real cluster, with a machine killed under readers and writers; by name alone",
        minutes: (20, 8),
        needs: &real::NEEDS,
        beside: None,
        run: real::run,
    },
];

/// What `cargo xtask test` is asked for.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Selection {
    /// Add the long tier: what the nightly workflow runs
    #[arg(long)]
    all: bool,
    /// Try every minor of Kubernetes on offer (`--all` does)
    #[arg(long)]
    every_minor: bool,
    /// Only these suites, or modules of the library (`rules`, `topology`, …)
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    only: Vec<String>,
    /// Install system packages without asking
    #[arg(long)]
    yes: bool,
    /// List the suites and end
    #[arg(long)]
    list: bool,
    /// Stop at the first suite that fails
    #[arg(long)]
    fail_fast: bool,
}

/// Something to run: a suite of the table, or the unit tests of one module.
enum Job {
    Suite(&'static Suite),
    Module(String),
}

/// Runs what was selected. Fails when a suite does and, where `CI` is set, when one could not run.
pub fn run(selection: &Selection) -> Result<ExitCode> {
    if selection.list {
        print!("{}", listing());
        return Ok(ExitCode::SUCCESS);
    }
    let project = Project::find(Consent::new(selection.yes))?;
    let tier = Tier::new(project, selection.all, selection.every_minor);
    let jobs = select(&selection.only, tier.project.root())?;
    let begin = Instant::now();
    let mut records: Vec<Record> = Vec::new();
    for (main, beside) in side_by_side::groups(&jobs) {
        let number = records.len() + 1;
        eprintln!("\n== {number}/{} {}: {}", jobs.len(), main.name(), main.about());
        let made = side_by_side::run(main, beside, &tier)?;
        for record in &made {
            eprint!("{record}");
        }
        let failed = made.iter().any(|record| matches!(record.outcome, Outcome::Failed(_)));
        records.extend(made);
        if failed && selection.fail_fast {
            break;
        }
    }
    Ok(report(&records, begin.elapsed()))
}

fn select(only: &[String], root: &Path) -> Result<Vec<Job>> {
    if only.is_empty() {
        let proved = SUITES.iter().filter(|suite| !UNPROVED.contains(&suite.name));
        return Ok(proved.map(Job::Suite).collect());
    }
    if let Some(stranger) = only.iter().find(|name| suite(name).is_none() && !is_module(root, name))
    {
        bail!("there is no suite and no module of the library named {stranger}\n{}", listing());
    }
    let suites = SUITES.iter().filter(|suite| only.iter().any(|name| name == suite.name));
    let modules = only.iter().filter(|name| suite(name).is_none()).cloned();
    Ok(modules.map(Job::Module).chain(suites.map(Job::Suite)).collect())
}

fn suite(name: &str) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| suite.name == name)
}

fn is_module(root: &Path, name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let source = root.join("src");
    plain
        && (source.join(name).join("mod.rs").is_file()
            || source.join(format!("{name}.rs")).is_file())
}

impl Job {
    fn name(&self) -> &str {
        match self {
            Self::Suite(suite) => suite.name,
            Self::Module(module) => module,
        }
    }

    fn about(&self) -> &str {
        match self {
            Self::Suite(suite) => suite.about,
            Self::Module(_) => "the unit tests of one module",
        }
    }

    /// The suite beside which it runs, if that one runs at all.
    fn beside(&self) -> Option<&str> {
        match self {
            Self::Suite(suite) => suite.beside,
            Self::Module(_) => None,
        }
    }

    /// Sets up what it needs. What came of it, if it cannot run.
    fn hindered(&self, project: &Project) -> Option<Outcome> {
        let Self::Suite(suite) = self else { return None };
        suite.needs.iter().find_map(|tool| match tool.ready(project) {
            Ok(Readiness::Ready) => None,
            Ok(Readiness::Absent(reason)) => Some(Outcome::NotRun(reason)),
            Err(error) => Some(Outcome::Failed(format!("{error:#}"))),
        })
    }

    fn run(&self, tier: &Tier) -> Outcome {
        let result = match self {
            Self::Module(module) => cargo_suites::module(tier, module),
            Self::Suite(suite) => (suite.run)(tier),
        };
        match result {
            Ok(()) => Outcome::Passed,
            Err(error) => Outcome::Failed(format!("{error:#}")),
        }
    }
}

fn listing() -> String {
    let mut text = String::from("Suites, with minutes from nothing and again, on two cores:\n");
    for Suite { name, about, minutes: (first, again), .. } in &SUITES {
        let _ = writeln!(text, "  {name:10} {first:>3} {again:>3}  {about}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_suites_and_modules_or_an_error() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let names = |only: &[&str]| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            select(&only, root)
                .map(|jobs| jobs.iter().map(|job| job.name().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), SUITES.len() - UNPROVED.len());
        assert_eq!(names(&["unit", "format"]).unwrap(), ["format", "unit"]);
        for stranger in ["formats", "../src", ""] {
            assert!(names(&["format", stranger]).is_err(), "{stranger}");
        }
    }

    #[test]
    fn contributing_has_the_same_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let page = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
        let table: Vec<String> = SUITES
            .iter()
            .map(|Suite { name, about, minutes: (first, again), .. }| {
                format!("| `{name}` | {about} | {first} | {again} |")
            })
            .collect();
        assert_eq!(rows, table);
    }
}
