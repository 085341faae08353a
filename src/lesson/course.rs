//! The chapters in their order, and what each begins with.

use super::chapters::{
    autoscaling, caveats, checks, cluster, etcd, nfs, percona, volumes, wordpress,
};
use super::{Chapter, Seen};
use crate::design::{Document, Edit, preset};
use crate::document::Path;

/// The chapters: the article's sections.
pub static CHAPTERS: [Chapter; 9] = [
    cluster::CHAPTER,
    nfs::CHAPTER,
    volumes::CHAPTER,
    etcd::CHAPTER,
    percona::CHAPTER,
    wordpress::CHAPTER,
    autoscaling::CHAPTER,
    checks::CHAPTER,
    caveats::CHAPTER,
];

/// The chapter of that name, and its place.
pub fn chapter(name: &str) -> Option<(usize, &'static Chapter)> {
    CHAPTERS.iter().enumerate().find(|(_, chapter)| chapter.name == name)
}

/// The design that a learner has who did all chapters before that place: the article's files, under a
/// name of their own, with the faults of those chapters mended. Nothing if the article cannot be read.
pub fn start_of(place: usize) -> Option<Document> {
    let mut document = Document::read(preset("article-2017")?.text).ok()?;
    let mut design = document.design().clone();
    design.apply(&Edit::text(Path::top().key("name"), "course")).ok()?;
    for step in CHAPTERS.iter().take(place).flat_map(|chapter| chapter.steps) {
        design.apply(&step.solved()).ok()?;
    }
    document = document.reconciled(&design);
    Some(document)
}

/// Whether a chapter can go on from this design: what the chapters before it mend is mended.
pub fn ready_for(place: usize, seen: &Seen) -> bool {
    let mut before = CHAPTERS.iter().take(place).flat_map(|chapter| chapter.steps);
    before.all(|step| step.holds(seen))
}
