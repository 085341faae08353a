use super::word::{pack, unpack};
use super::*;
use crate::design::PRESETS;
use crate::document::LARGEST_TEXT;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

fn packed(bytes: &[u8]) -> String {
    format!("1.{}", URL_SAFE_NO_PAD.encode(compress_to_vec(bytes, 6)))
}

#[test]
fn every_preset_comes_back_byte_for_byte_and_reaches_everywhere() {
    for preset in PRESETS {
        let link = link("https://presswright.example/designer/#old", preset.text);
        assert!(link.starts_with("https://presswright.example/designer/#1."), "{link}");
        assert!(link.is_ascii());
        assert_eq!(Reach::of(link.len()), Reach::Everywhere, "{}: {}", preset.name, link.len());
        assert_eq!(unpack(word_of(&link)).as_deref(), Ok(preset.text));
    }
}

/// What was sent once has to open in every later version.
#[test]
fn a_link_of_the_first_version_opens() {
    let link = "https://presswright.example/#1.KyhKLS4uL8pMzyixUjDkykvMTbVSSMrJTwcA";
    assert_eq!(unpack(word_of(link)).as_deref(), Ok("presswright: 1\nname: blog"));
}

#[test]
fn a_link_is_found_in_what_a_sentence_leaves_around_it() {
    let word = pack("name: blog");
    for around in
        ["https://a.example/#WORD", "#WORD", "WORD", " <https://a.example/#WORD>. \n", "(#WORD),"]
    {
        assert_eq!(word_of(&around.replace("WORD", &word)), word, "{around}");
    }
}

#[test]
fn what_is_no_design_is_said_for_what_it_is() {
    let word = pack("presswright: 1\nname: blog\n");
    let cases = [
        (String::new(), WordError::Other),
        ("top".to_owned(), WordError::Other),
        ("v1.AAAA".to_owned(), WordError::Other),
        ("0.AAAA".to_owned(), WordError::Other),
        ("99999999999999999999.AAAA".to_owned(), WordError::Other),
        ("2.AAAA".to_owned(), WordError::Newer(2)),
        (word.replacen('.', ".%3D", 1), WordError::Sign { sign: '%', place: 3 }),
        (format!("{word}ä"), WordError::Sign { sign: 'ä', place: word.len() + 1 }),
        ("1.".to_owned(), WordError::CutShort),
        ("1._____w".to_owned(), WordError::Damaged),
        (format!("{word}AAAA"), WordError::Damaged),
        (packed(&[0xff, 0xfe]), WordError::NotText),
    ];
    for (word, wrong) in cases {
        assert_eq!(unpack(&word), Err(wrong), "{word}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    // 256 MiB of zeros, deflated twice as bombs are, would be some hundred bytes; once they are 260 kB.
    let bomb = packed(&vec![b'a'; 64 << 20]);
    assert!(bomb.len() < 120_000, "{}", bomb.len());
    assert_eq!(unpack(&bomb), Err(WordError::TooLarge));
    assert_eq!(unpack(&packed(&vec![b'a'; LARGEST_TEXT + 1])), Err(WordError::TooLarge));
    assert!(unpack(&packed(&vec![b'a'; LARGEST_TEXT])).is_ok());
    assert_eq!(unpack(&format!("1.{}", "A".repeat(4 << 20))), Err(WordError::TooLarge));
}

#[test]
fn a_link_cut_anywhere_is_said_to_be_cut() {
    let word = pack(PRESETS[0].text);
    for length in 2..word.len() {
        assert_eq!(unpack(&word[..length]), Err(WordError::CutShort), "after {length} signs");
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC{0,400}|[a-z: \n#-]{0,2000}") {
        prop_assert_eq!(unpack(&pack(&text)), Ok(text));
    }

    #[test]
    fn a_stranger_s_word_is_a_text_or_an_error(word in "[0-9]{0,2}\\.?[A-Za-z0-9_%-]{0,200}|\\PC{0,80}") {
        if let Ok(text) = unpack(word_of(&word)) {
            prop_assert!(text.len() <= LARGEST_TEXT);
        }
    }
}

#[test]
fn the_longest_qr_code_and_one_sign_more() {
    assert_eq!(qr(&"a".repeat(2_953)).map(|qr| qr.size), Some(177 + 8));
    assert_eq!(qr(&"a".repeat(2_954)), None);
    // Three finder patterns have a first row of seven; the margin is four.
    let small = qr("https://presswright.example/").unwrap();
    assert!(small.path.starts_with("M4 4h7v1h-7z"), "{}", small.path);
}
