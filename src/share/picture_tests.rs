use super::picture::{Picture, View, is_picture, open_picture, picture};
use super::word::WordError;
use super::{PictureError, png};
use crate::design::{Document, PRESETS};
use crate::document::LARGEST_TEXT;
use crate::drawing::Rect;
use crate::topology::Topology;
use proptest::prelude::*;
use rawzip::crc32;

const WITH: View = View { dark: false, part: None, design: true };

fn drawn(text: &str, view: View) -> Picture {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    picture(&document, &topology, "Three machines.", view)
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let sealed = [kind, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [length.as_slice(), &sealed, &crc32(&sealed).to_be_bytes()].concat()
}

/// A PNG of one grey pixel.
fn pixel() -> Vec<u8> {
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let grey = miniz_oxide::deflate::compress_to_vec_zlib(&[0, 128], 6);
    [
        png::SIGNATURE.as_slice(),
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &grey),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

#[test]
fn every_preset_opens_again_out_of_svg_and_png_byte_for_byte() {
    for preset in PRESETS {
        for dark in [false, true] {
            let picture = drawn(preset.text, View { dark, ..WITH });
            assert!(is_picture(picture.svg.as_bytes()));
            assert_eq!(open_picture(picture.svg.as_bytes()).as_deref(), Ok(preset.text));
            let png = png::embed(&pixel(), &picture.word.unwrap()).unwrap();
            assert!(is_picture(&png));
            assert_eq!(open_picture(&png).as_deref(), Ok(preset.text));
            // What a viewer needs is as it was.
            assert!(png.starts_with(&pixel()[..33]) && png.ends_with(&pixel()[33..]));
        }
    }
}

#[test]
fn light_is_the_picture_of_the_bundle_and_dark_has_none_of_its_colours() {
    let light = drawn(PRESETS[0].text, View::default()).svg;
    let dark = drawn(PRESETS[0].text, View { dark: true, ..View::default() }).svg;
    for colour in ["#1b222c", "#fff\"", "#f1f3f6", "#1f6fb2"] {
        assert!(light.contains(colour) && !dark.contains(colour), "{colour}");
    }
    assert_eq!(light.lines().count(), dark.lines().count());
}

#[test]
fn a_part_shows_what_is_in_it_and_holds_the_whole_design() {
    let whole = drawn(PRESETS[0].text, WITH);
    let part = Rect::new(20, 92, 200, 120);
    let some = drawn(PRESETS[0].text, View { part: Some(part), ..WITH });
    assert!(some.svg.contains("viewBox=\"20 92 200 120\""));
    assert!(some.svg.lines().count() < whole.svg.lines().count() / 2);
    assert_eq!((some.width, some.height), (200, 120));
    assert_eq!(open_picture(some.svg.as_bytes()).as_deref(), Ok(PRESETS[0].text));
}

#[test]
fn a_picture_without_the_design_says_so() {
    let picture = drawn(PRESETS[0].text, View::default());
    assert_eq!(picture.word, None);
    assert_eq!(open_picture(picture.svg.as_bytes()), Err(PictureError::NoDesign));
    assert_eq!(open_picture(&pixel()), Err(PictureError::NoDesign));
}

#[test]
fn hostile_pictures_are_said_for_what_they_are() {
    let svg = drawn(PRESETS[0].text, WITH).svg;
    let png = png::embed(&pixel(), &drawn(PRESETS[0].text, WITH).word.unwrap()).unwrap();
    let twice = png::embed(&png, "1.AA").unwrap();
    let mut changed = png.clone();
    changed[80] ^= 1;
    let mut endless = pixel();
    endless[33..37].copy_from_slice(&u32::MAX.to_be_bytes());
    let start = svg.find("<metadata").unwrap();
    let cases: [(&[u8], PictureError); 13] = [
        (b"", PictureError::NotAPicture),
        (b"\xff\xd8\xff", PictureError::NotAPicture),
        (b"<html>", PictureError::NotAPicture),
        (b"<svg \xff", PictureError::NotAPicture),
        (&svg.as_bytes()[..start + 40], PictureError::CutShort),
        (&[svg.as_bytes(), svg.as_bytes()].concat(), PictureError::Several),
        (
            b"<svg><metadata id='presswright-design'>2.AA</metadata></svg>",
            WordError::Newer(2).into(),
        ),
        (b"<svg><metadata id='presswright-design'></metadata></svg>", WordError::Other.into()),
        (&png[..png.len() - 1], PictureError::CutShort),
        (&png[..60], PictureError::CutShort),
        (&twice, PictureError::Several),
        (&changed, PictureError::Damaged),
        (&endless, PictureError::CutShort),
    ];
    for (place, (bytes, wrong)) in cases.into_iter().enumerate() {
        assert_eq!(open_picture(bytes), Err(wrong), "case {place}");
    }
    assert_eq!(png::embed(b"<svg>", "1.AA"), Err(PictureError::NotAPicture));
    assert_eq!(png::embed(&png::SIGNATURE, "1.AA"), Err(PictureError::CutShort));
}

#[test]
fn other_programs_write_the_chunk_as_plain_text() {
    let word = drawn(PRESETS[0].text, WITH).word.unwrap();
    let plain = chunk(b"tEXt", &[b"Presswright\0", word.as_bytes()].concat());
    let pixel = pixel();
    let png = [&pixel[..33], &plain, &pixel[33..]].concat();
    assert_eq!(open_picture(&png).as_deref(), Ok(PRESETS[0].text));
}

proptest! {
    #[test]
    fn any_bytes_are_a_text_or_an_error(
        start in prop::sample::select(vec![&b""[..], b"<svg id=\"presswright-design\"", &png::SIGNATURE]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        if let Ok(text) = open_picture(&[start, &rest].concat()) {
            prop_assert!(text.len() <= LARGEST_TEXT);
        }
    }
}
