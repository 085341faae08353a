//! The export that all replicas of WordPress share.

use super::super::chapter::{everywhere, text};
use super::super::{Blow, Chapter, Outcome, Question, Seen, Step};

pub(in super::super) const CHAPTER: Chapter = Chapter {
    name: "nfs",
    title: "NFS",
    steps: &[Step {
        name: "folder",
        title: "The folder that nobody made",
        mends: &[everywhere("PW-S02")],
        besides: has_export,
        field: "wordpress.files",
        solution: &[text("wordpress.files", "nfs")],
        questions: &[Question::Site(Blow::FileServer, Outcome::Waits, Outcome::Waits)],
    }],
};

fn has_export(seen: &Seen) -> bool {
    seen.design.nfs.is_some()
}
