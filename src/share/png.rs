//! A word in a PNG: in a chunk `iTXt` of its own (PNG, third edition, 11.3.3.4), which viewers leave alone.

use super::picture::PictureError;
use rawzip::crc32;

/// How every PNG begins.
pub const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// What the chunk is called among others of its type.
const KEYWORD: &[u8] = b"Presswright";
/// Length, type and checksum around what a chunk holds.
const AROUND: usize = 12;

/// A chunk: its type and what it holds.
struct Chunk<'a> {
    kind: &'a [u8],
    data: &'a [u8],
    is_whole: bool,
}

/// The chunk at the beginning of these bytes, and what comes after it.
fn chunk(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (sealed, rest) = rest.split_at_checked(length.checked_add(4)?)?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (kind, data) = sealed.split_at_checked(4)?;
    Some((Chunk { kind, data, is_whole: crc32(sealed) == u32::from_be_bytes(*sum) }, rest))
}

/// The PNG with the word in it.
pub fn embed(png: &[u8], word: &str) -> Result<Vec<u8>, PictureError> {
    let body = png.strip_prefix(&SIGNATURE).ok_or(PictureError::NotAPicture)?;
    let (header, rest) = chunk(body).ok_or(PictureError::CutShort)?;
    if header.kind != b"IHDR" {
        return Err(PictureError::NotAPicture);
    }
    let head = png.len() - rest.len();
    // Neither compressed nor in a language, and the keyword is not translated.
    let text = [b"iTXt", KEYWORD, b"\0\0\0\0\0", word.as_bytes()].concat();
    let length = u32::try_from(text.len() - 4).map_err(|_| PictureError::NotAPicture)?;
    let mut out = Vec::with_capacity(png.len() + text.len() + AROUND);
    out.extend_from_slice(png.get(..head).unwrap_or_default());
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&text);
    out.extend_from_slice(&crc32(&text).to_be_bytes());
    out.extend_from_slice(rest);
    Ok(out)
}

/// The word in a PNG.
pub fn word(png: &[u8]) -> Result<&str, PictureError> {
    let mut rest = png.strip_prefix(&SIGNATURE).ok_or(PictureError::NotAPicture)?;
    let mut found = None;
    loop {
        let (chunk, after) = chunk(rest).ok_or(PictureError::CutShort)?;
        if let Some(word) = ours(&chunk) {
            if !chunk.is_whole {
                return Err(PictureError::Damaged);
            }
            if found.replace(word).is_some() {
                return Err(PictureError::Several);
            }
        }
        if chunk.kind == b"IEND" {
            break;
        }
        rest = after;
    }
    let word = found.ok_or(PictureError::NoDesign)?;
    str::from_utf8(word).map_err(|_| PictureError::Damaged)
}

/// What a chunk of ours holds. Programs that write a PNG anew make a `tEXt` of what is plain.
fn ours<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    let after = chunk.data.strip_prefix(KEYWORD)?.strip_prefix(b"\0")?;
    match chunk.kind {
        b"tEXt" => Some(after),
        // Compressed or not and how, then the language and the keyword in it, each up to a zero.
        b"iTXt" => {
            let mut parts = after.strip_prefix(b"\0\0")?.splitn(3, |byte| *byte == 0);
            parts.nth(2)
        }
        _ => None,
    }
}
