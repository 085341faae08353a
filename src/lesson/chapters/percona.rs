//! The database: three replicas that all hold all data.

use super::super::chapter::{default, everywhere, nothing};
use super::super::{Blow, Chapter, Outcome, Question, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "percona",
    title: "Percona",
    steps: &[
        Step {
            name: "image",
            title: "A database of today",
            mends: &[everywhere("PW-P09")],
            besides: nothing,
            field: "percona.image",
            solution: &[default("percona.image")],
            questions: &[],
        },
        Step {
            name: "discovery",
            title: "Found again after the worst",
            mends: &[everywhere("PW-P07")],
            besides: nothing,
            field: "percona.discovery",
            solution: &[default("percona.discovery"), default("etcd.image")],
            questions: &[
                Question::Site(Blow::Database, Outcome::Person, Outcome::Pauses),
                Question::Site(Blow::Power, Outcome::Person, Outcome::Waits),
            ],
        },
        Step {
            name: "probes",
            title: "Ready means ready",
            mends: &[everywhere("PW-P13")],
            besides: nothing,
            field: "percona.probes",
            solution: &[default("percona.probes")],
            questions: &[],
        },
        Step {
            name: "grace",
            title: "Time to say goodbye",
            mends: &[everywhere("PW-P12")],
            besides: nothing,
            field: "percona.grace-period",
            solution: &[default("percona.grace-period")],
            questions: &[],
        },
        Step {
            name: "access",
            title: "One writer at a time",
            mends: &[everywhere("PW-P11")],
            besides: nothing,
            field: "percona.access",
            solution: &[default("percona.access")],
            questions: &[],
        },
        Step {
            name: "encryption",
            title: "Replication that nobody reads along",
            mends: &[everywhere("PW-P15")],
            besides: nothing,
            field: "percona.encryption",
            solution: &[default("percona.encryption")],
            questions: &[],
        },
    ],
};
