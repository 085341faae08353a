//! The machines and the Kubernetes on them.

use super::super::chapter::{everywhere, nothing, plain, text};
use super::super::{Blow, Chapter, Outcome, Question, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "cluster",
    title: "The cluster",
    steps: &[
        Step {
            name: "kubernetes",
            title: "A Kubernetes that can be installed",
            mends: &[everywhere("PW-C01")],
            besides: nothing,
            field: "cluster.kubernetes",
            solution: &[text("cluster.kubernetes", "1.36")],
            questions: &[],
        },
        Step {
            name: "addresses",
            title: "Addresses that VirtualBox allows",
            mends: &[everywhere("PW-M06"), everywhere("PW-M07")],
            besides: nothing,
            field: "machines[0].address",
            solution: &[
                text("machines[0].address", "192.168.56.10"),
                text("machines[1].address", "192.168.56.11"),
                text("machines[2].address", "192.168.56.12"),
                text("machines[3].address", "192.168.56.13"),
            ],
            questions: &[],
        },
        Step {
            name: "memory",
            title: "Memory for a control plane",
            mends: &[everywhere("PW-M03")],
            besides: nothing,
            field: "machines[0].memory",
            solution: &[plain("machines[0].memory", "5Gi")],
            questions: &[Question::Site(Blow::Worker, Outcome::GoesOn, Outcome::GoesOn)],
        },
    ],
};
