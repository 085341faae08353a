//! README.md: the runbook, with the names that the design gives.
//!
//! Each chapter is a file. Commands are made to be copied as they stand: every name in them is the
//! design's, and comes from a type that holds no sign a shell would read.

mod all_crashed;
mod bring_up;
mod change;
pub(super) mod commands;
mod database;
mod etcd;
mod facts;
mod first_page;
mod images;
mod limits;
mod machines;
mod page;
mod pod;
mod restore;
mod restore_etcd;
mod scale;
mod secrets;
mod storage;
mod take_down;
mod upgrade;
mod verify;

pub(super) use facts::Facts;
pub(super) use page::Page;

use crate::file::File;
use crate::manifest::Object;
use crate::rules::Approved;

/// The runbook of a design.
pub(super) fn runbook(approved: &Approved, objects: &[Object]) -> File {
    let facts = Facts::new(approved, objects);
    let mut chapters = Page::default();
    let write: [fn(&mut Page, &Facts<'_>); 16] = [
        bring_up::write,
        verify::write,
        change::write,
        scale::write,
        machines::write,
        etcd::write,
        database::write,
        all_crashed::write,
        restore::write,
        restore_etcd::write,
        storage::write,
        secrets::write,
        upgrade::write,
        take_down::write,
        limits::write,
        limits::findings,
    ];
    for chapter in write {
        chapter(&mut chapters, &facts);
    }
    let first = first_page::text(&facts, &chapters.contents());
    File::text("README.md", format!("{first}\n{}", chapters.text()))
}
