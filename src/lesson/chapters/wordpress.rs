//! WordPress, its database account and what keeps it running.

use super::super::chapter::{default, everywhere, nothing};
use super::super::{Chapter, Mend, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "wordpress",
    title: "WordPress",
    steps: &[
        Step {
            name: "database",
            title: "Somebody has to make the database",
            mends: &[everywhere("PW-W02")],
            besides: nothing,
            field: "wordpress.database.create",
            solution: &[default("wordpress.database.create")],
            questions: &[],
        },
        Step {
            name: "account",
            title: "An account of its own",
            mends: &[everywhere("PW-W01")],
            besides: nothing,
            field: "wordpress.database.user",
            solution: &[default("wordpress.database.user")],
            questions: &[],
        },
        Step {
            name: "image",
            title: "The same WordPress tomorrow",
            mends: &[Mend { code: "PW-K01", part: "wordpress" }],
            besides: nothing,
            field: "wordpress.image",
            solution: &[default("wordpress.image")],
            questions: &[],
        },
        Step {
            name: "workload",
            title: "Changes that arrive",
            mends: &[everywhere("PW-W05")],
            besides: nothing,
            field: "wordpress.workload",
            solution: &[default("wordpress.workload")],
            questions: &[],
        },
    ],
};
