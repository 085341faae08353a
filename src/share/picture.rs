//! A picture of a design with the design in it, so that the picture opens again.

use super::png;
use super::word::{WordError, pack, unpack};
use crate::design::{Design, Document};
use crate::drawing::palette::{DARK, LIGHT};
use crate::drawing::{Drawing, Rect, Shape, Sheet, sheet};
use crate::topology::Topology;

/// The identifier of the element that holds the word in an SVG.
const ELEMENT: &str = "presswright-design";

/// Why a picture opens no design.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is neither SVG nor PNG.
    #[error("it is no SVG and no PNG")]
    NotAPicture,
    /// Its end is missing.
    #[error("it is cut short: was it copied to the end?")]
    CutShort,
    /// Nothing of ours is in it.
    #[error(
        "there is no design in it. Only pictures that Presswright exported with their design have one, and some chat tools take it out: send the picture as a file, or the design.yaml"
    )]
    NoDesign,
    /// More than one design is in it.
    #[error("there is more than one design in it, and which one is meant it does not say")]
    Several,
    /// What is in it was changed.
    #[error("the design in it was changed, and its checksum is not the one that it says")]
    Damaged,
    /// What is in it is no design's text.
    #[error("the design in it cannot be used: {0}")]
    Word(#[from] WordError),
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// In dark colours.
    pub dark: bool,
    /// This part of the drawing alone.
    pub part: Option<Rect>,
    /// The design is in it.
    pub design: bool,
}

/// A picture as SVG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The text of the SVG.
    pub svg: String,
    /// The word to be put into what is made of it, if the design is to be in it.
    pub word: Option<String>,
    /// Its width, in pixels at 100 %.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// The picture of a design. `description` is for those who do not see it.
pub fn picture(document: &Document, topology: &Topology, description: &str, view: View) -> Picture {
    let design: &Design = document.design();
    let drawing = Drawing::of(design, topology, Shape::Wide).linked(design, topology);
    let (drawing, shown) = match view.part {
        Some(part) => (drawing.within(&part), part),
        None => {
            let bounds = drawing.bounds;
            (drawing, bounds)
        }
    };
    let word = view.design.then(|| pack(document.text()));
    let svg = sheet(
        &drawing,
        &Sheet {
            title: &format!("Topology of {}", design.name),
            description,
            palette: if view.dark { &DARK } else { &LIGHT },
            view: shown,
            metadata: word.as_deref().map(|word| (ELEMENT, word)),
        },
    );
    Picture { svg, word, width: shown.width, height: shown.height }
}

/// Whether these bytes are meant as a picture: no design.yaml and no zip begins so.
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&png::SIGNATURE) || markup(bytes).is_some()
}

/// What is after a byte order mark and spaces, if that is markup.
fn markup(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    bytes.starts_with(b"<").then_some(bytes)
}

/// The text of the design in a picture.
pub fn open_picture(bytes: &[u8]) -> Result<String, PictureError> {
    let word = match markup(bytes) {
        Some(svg) => str::from_utf8(svg).map_err(|_| PictureError::NotAPicture).and_then(in_svg)?,
        None => png::word(bytes)?,
    };
    Ok(unpack(word)?)
}

/// The word in an SVG. It is searched for and not parsed: no other text of ours holds the quotes of an
/// attribute, and nothing of a stranger's markup is believed or drawn.
fn in_svg(svg: &str) -> Result<&str, PictureError> {
    if !svg.contains("<svg") && !svg.contains(":svg") {
        return Err(PictureError::NotAPicture);
    }
    let marks = ['"', '\''].map(|quote| format!("id={quote}{ELEMENT}{quote}"));
    let mut found = marks.iter().flat_map(|mark| svg.match_indices(mark.as_str()));
    let (at, _) = found.next().ok_or(PictureError::NoDesign)?;
    if found.next().is_some() {
        return Err(PictureError::Several);
    }
    let rest = svg.get(at..).and_then(|rest| rest.split_once('>')).ok_or(PictureError::CutShort)?;
    let (word, _) = rest.1.split_once('<').ok_or(PictureError::CutShort)?;
    Ok(word.trim())
}
