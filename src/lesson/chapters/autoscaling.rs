//! The autoscaler, and whether there is room for what it asks.

use super::super::chapter::{default, everywhere, plain};
use super::super::{Chapter, Question, Seen, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "autoscaling",
    title: "Autoscaling",
    steps: &[
        Step {
            name: "metrics",
            title: "Somebody who measures",
            mends: &[everywhere("PW-A02")],
            besides: scales,
            field: "cluster.metrics-server",
            solution: &[default("cluster.metrics-server")],
            questions: &[],
        },
        Step {
            name: "replicas",
            title: "One number, one owner",
            mends: &[everywhere("PW-A03")],
            besides: scales,
            field: "wordpress.replicas",
            solution: &[default("wordpress.replicas")],
            questions: &[],
        },
        Step {
            name: "room",
            title: "Room for what it asks",
            mends: &[everywhere("PW-K06"), everywhere("PW-K08")],
            besides: scales,
            field: "wordpress.autoscaling",
            solution: &[
                plain("machines[1].memory", "4Gi"),
                plain("machines[2].memory", "4Gi"),
                plain("machines[3].memory", "4Gi"),
                plain("wordpress.autoscaling.min", "3"),
                plain("wordpress.autoscaling.max", "5"),
            ],
            questions: &[Question::Scale(70)],
        },
    ],
};

fn scales(seen: &Seen) -> bool {
    seen.design.wordpress.autoscaling.is_some()
}
