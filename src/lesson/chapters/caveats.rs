//! What the article itself says is left to do.

use super::super::chapter::{default, everywhere, nothing, text};
use super::super::{Blow, Chapter, Outcome, Question, Seen, Step};
use crate::rules::Severity;

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "caveats",
    title: "Caveats",
    steps: &[
        Step {
            name: "secrets",
            title: "Passwords that are in no file",
            mends: &[everywhere("PW-X01")],
            besides: nothing,
            field: "secrets",
            solution: &[default("secrets")],
            questions: &[],
        },
        Step {
            name: "network",
            title: "Who may talk to whom",
            mends: &[everywhere("PW-X05"), everywhere("PW-C06")],
            besides: nothing,
            field: "cluster.network-policies",
            solution: &[default("cluster.network-policies"), default("cluster.network-plugin")],
            questions: &[],
        },
        Step {
            name: "namespace",
            title: "No more rights than needed",
            mends: &[everywhere("PW-X03")],
            besides: nothing,
            field: "cluster.pod-security",
            solution: &[default("cluster.pod-security")],
            questions: &[],
        },
        Step {
            name: "backups",
            title: "What replicas do not save",
            mends: &[everywhere("PW-S07")],
            besides: nothing,
            field: "backups.storage",
            solution: &[default("backups.storage")],
            questions: &[],
        },
        Step {
            name: "disks",
            title: "The database on disks of its own",
            mends: &[everywhere("PW-S04")],
            besides: nothing,
            field: "percona.storage",
            solution: &[text("percona.storage", "local")],
            questions: &[Question::Site(Blow::FileServer, Outcome::Waits, Outcome::Waits)],
        },
        Step {
            name: "uploads",
            title: "Share what must be shared",
            mends: &[],
            besides: ends_well,
            field: "wordpress.share",
            solution: &[text("wordpress.share", "uploads")],
            questions: &[Question::Site(Blow::FileServer, Outcome::Waits, Outcome::UploadsWait)],
        },
    ],
};

/// It can be exported, and pages are read and written whichever machine is down.
fn ends_well(seen: &Seen) -> bool {
    let errors = seen.report.findings().iter().any(|finding| finding.severity == Severity::Error);
    !errors && super::super::demand("survives-any-machine").is_some_and(|demand| demand.holds(seen))
}
