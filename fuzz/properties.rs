//! What must hold for any bytes at all. The fuzz targets look for bytes for which it does not;
//! tests/corpus.rs holds it for those that were found to be interesting.

#![allow(dead_code)] // each target is a program of its own and takes one of them

use presswright::bundle::{LARGEST_DESIGN, open_files, open_zip};
use presswright::design::{Document, modernise};
use presswright::document::{LARGEST_TEXT, MistakeKind};
use presswright::rules::{check, fix_all_safe};
use presswright::share::word::{pack, unpack};
use presswright::share::{open_picture, png, word_of};
use presswright::topology::Topology;

/// A design is read or refused with at least one mistake that stands in the text, and what is read
/// is kept byte for byte.
pub fn read_design(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Document::read(text) {
        Ok(document) => kept(text, &document),
        Err(unreadable) => {
            assert!(!unreadable.mistakes.is_empty(), "refused without a reason");
            for mistake in &unreadable.mistakes {
                let span = mistake.span;
                assert!(span.line >= 1 && span.column >= 1, "{mistake:?}");
                assert!(
                    text.get(span.start..span.end).is_some() || text.len() > LARGEST_TEXT,
                    "{mistake:?} does not stand in the text"
                );
            }
        }
    }
    if let Some(new) = modernise(text)
        && let Err(unreadable) = Document::read(&new)
    {
        let old = |mistake: &presswright::document::Mistake| {
            mistake.kind == MistakeKind::OtherFormat && mistake.message.contains("old format")
        };
        assert!(!unreadable.mistakes.iter().any(old), "what was brought to today's is old");
    }
}

fn kept(text: &str, document: &Document) {
    let design = document.design();
    assert_eq!(document.text(), text);
    assert_eq!(document.reconciled(design).text(), text);
    assert_eq!(Document::write(design).design(), design, "what is written is read as the same");

    let report = check(design, &Topology::of(design));
    for finding in report.findings() {
        let span = document.span(&finding.place);
        assert!(text.get(span.start..span.end).is_some(), "{finding:?} does not stand in the text");
    }
    let mut mended = design.clone();
    mended.apply(&fix_all_safe(design)).expect("safe fixes can be made");
    assert_eq!(*document.reconciled(&mended).design(), mended, "and carried into the text");
}

/// A bundle gives a design of bounded size or says why not, from a zip and from a folder alike.
pub fn open_bundle(bytes: &[u8]) {
    if let Ok(text) = open_zip(bytes) {
        assert!(u64::try_from(text.len()).is_ok_and(|size| size <= LARGEST_DESIGN));
        let files = [("design.yaml", text.as_bytes()), ("README.md", b"".as_slice())];
        assert_eq!(open_files(files).as_deref(), Ok(text.as_str()));
        // Reading what a stranger's bundle holds must be safe, too.
        let _ = Document::read(&text);
    }
}

/// A link and a picture give a text of bounded size or say why not; what is a text is packed and
/// unpacked as it is, and put into a PNG it is found there again.
pub fn open_shared(bytes: &[u8]) {
    let _ = png::embed(bytes, "1.AA");
    let picture = open_picture(bytes).ok();
    let link = std::str::from_utf8(bytes).ok().and_then(|link| unpack(word_of(link)).ok());
    for text in picture.into_iter().chain(link) {
        assert!(text.len() <= LARGEST_TEXT);
        assert_eq!(unpack(&pack(&text)).as_deref(), Ok(text.as_str()));
        let _ = Document::read(&text);
    }
    if let Ok(embedded) = png::embed(bytes, "1.y8nMS-UCAA")
        && png::word(bytes).is_err()
        && let Ok(word) = png::word(&embedded)
    {
        assert_eq!(word, "1.y8nMS-UCAA");
    }
}
