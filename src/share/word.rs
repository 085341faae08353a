//! A design as one word: `1.` and base64url (RFC 4648, 5) of the deflated text (RFC 1951).
//!
//! The number is the format's. What a later version writes is told from what is broken.

use crate::document::LARGEST_TEXT;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::{DecodeError, Engine as _};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The format that is written, and the only one that is read.
const FORMAT: u32 = 1;
/// A design is small, so time is no matter and each byte is.
const LEVEL: u8 = 9;
/// The most signs that are looked at: base64 of the largest text, if nothing in it could be compressed.
const LARGEST_WORD: usize = 2 * LARGEST_TEXT;

/// Why a word is no design's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// It does not begin as one.
    #[error("it does not hold a design. One begins with `1.`: was something else copied?")]
    Other,
    /// A later version wrote it.
    #[error(
        "it is of format {0}, and this version of Presswright reads format 1. Take a newer version, or ask for the design.yaml"
    )]
    Newer(u32),
    /// A sign that none has.
    #[error(
        "it was changed on its way: {sign:?} at place {place} does not belong. Ask for it again"
    )]
    Sign {
        /// The sign.
        sign: char,
        /// Where it is, from 1.
        place: usize,
    },
    /// The end is missing.
    #[error("it was cut short on its way. Ask for it again, or for the design.yaml")]
    CutShort,
    /// It cannot be unpacked.
    #[error("it was changed on its way and cannot be unpacked. Ask for it again")]
    Damaged,
    /// It would be larger than any design.
    #[error("unpacked it would be larger than 1 MiB, and no design is. It was not unpacked")]
    TooLarge,
    /// It holds no text.
    #[error("what is in it is not text in UTF-8, so it is no design")]
    NotText,
}

/// The text as a word.
pub fn pack(text: &str) -> String {
    let mut word = format!("{FORMAT}.");
    URL_SAFE_NO_PAD.encode_string(compress_to_vec(text.as_bytes(), LEVEL), &mut word);
    word
}

/// The text in a word.
pub fn unpack(word: &str) -> Result<String, WordError> {
    if word.len() > LARGEST_WORD {
        return Err(WordError::TooLarge);
    }
    let (format, packed) = word.split_once('.').ok_or(WordError::Other)?;
    match format.parse::<u32>() {
        Ok(FORMAT) => {}
        Ok(newer) if newer > FORMAT => return Err(WordError::Newer(newer)),
        _ => return Err(WordError::Other),
    }
    let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|error| match error {
        DecodeError::InvalidByte(at, byte) => {
            // What stands there may be longer than a byte.
            let sign = packed.get(at..).and_then(|rest| rest.chars().next());
            WordError::Sign { sign: sign.unwrap_or(char::from(byte)), place: format.len() + 2 + at }
        }
        _ => WordError::CutShort,
    })?;
    String::from_utf8(inflate(&bytes)?).map_err(|_| WordError::NotText)
}

/// Into a field of the largest size that is allowed: what does not fit is never made.
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, WordError> {
    let mut text = vec![0; LARGEST_TEXT];
    let (status, read, written) = decompress(
        &mut DecompressorOxide::new(),
        bytes,
        &mut text,
        0,
        TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    match status {
        TINFLStatus::Done if read == bytes.len() => {
            text.truncate(written);
            Ok(text)
        }
        TINFLStatus::HasMoreOutput => Err(WordError::TooLarge),
        TINFLStatus::FailedCannotMakeProgress => Err(WordError::CutShort),
        _ => Err(WordError::Damaged),
    }
}
