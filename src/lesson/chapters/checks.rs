//! Trying it out, and closing the doors that were opened for that.

use super::super::chapter::{default, everywhere, nothing, plain};
use super::super::{Chapter, Question, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "checks",
    title: "Checks",
    steps: &[
        Step {
            name: "etcd",
            title: "The door to etcd",
            mends: &[everywhere("PW-E17")],
            besides: nothing,
            field: "etcd.node-port",
            solution: &[default("etcd.node-port")],
            questions: &[Question::Doors],
        },
        Step {
            name: "database",
            title: "The door to the database",
            mends: &[everywhere("PW-P14")],
            besides: nothing,
            field: "percona.node-port",
            solution: &[default("percona.node-port")],
            questions: &[],
        },
        Step {
            name: "way-in",
            title: "A port that stays free",
            mends: &[everywhere("PW-K05")],
            besides: nothing,
            field: "wordpress.way-in",
            solution: &[plain("wordpress.way-in.node-port", "30080")],
            questions: &[],
        },
    ],
};
