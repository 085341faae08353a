//! The three members by which the database finds itself.

use super::super::chapter::{default, everywhere, text};
use super::super::{Blow, Chapter, Mend, Question, Seen, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "etcd",
    title: "etcd",
    steps: &[
        Step {
            name: "storage",
            title: "A member that remembers",
            mends: &[everywhere("PW-E10")],
            besides: has_members,
            field: "etcd.storage",
            solution: &[default("etcd.storage")],
            questions: &[],
        },
        Step {
            name: "workload",
            title: "A member that comes back",
            mends: &[everywhere("PW-E11")],
            besides: has_members,
            field: "etcd.workload",
            solution: &[default("etcd.workload")],
            questions: &[Question::Members(Blow::Member), Question::Members(Blow::Worker)],
        },
        Step {
            name: "image",
            title: "A version, not a day",
            mends: &[Mend { code: "PW-K01", part: "etcd" }, everywhere("PW-P08")],
            besides: has_members,
            field: "etcd.image",
            solution: &[text("etcd.image", "gcr.io/etcd-development/etcd:v3.5.33")],
            questions: &[],
        },
        Step {
            name: "ports",
            title: "Ports where nobody listens",
            mends: &[everywhere("PW-E16")],
            besides: has_members,
            field: "etcd.legacy-ports",
            solution: &[default("etcd.legacy-ports")],
            questions: &[],
        },
    ],
};

fn has_members(seen: &Seen) -> bool {
    seen.design.etcd.members.len() >= 3
}
