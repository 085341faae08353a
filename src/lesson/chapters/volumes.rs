//! Which claim of the database gets which volume, and what becomes of it.

use super::super::chapter::{default, everywhere, nothing, plain};
use super::super::{Blow, Chapter, Outcome, Question, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "volumes",
    title: "Volumes and claims",
    steps: &[
        Step {
            name: "binding",
            title: "A volume that knows its claim",
            mends: &[everywhere("PW-N12")],
            besides: nothing,
            field: "percona.binding",
            solution: &[default("percona.binding")],
            questions: &[],
        },
        Step {
            name: "reclaim",
            title: "Data that outlive their claim",
            mends: &[everywhere("PW-N11")],
            besides: nothing,
            field: "percona.reclaim",
            solution: &[default("percona.reclaim")],
            questions: &[Question::Site(Blow::Volume, Outcome::GoesOn, Outcome::GoesOn)],
        },
        Step {
            name: "size",
            title: "Room for a database",
            mends: &[everywhere("PW-P18")],
            besides: nothing,
            field: "percona.volume",
            solution: &[plain("percona.volume", "10Gi")],
            questions: &[],
        },
    ],
};
