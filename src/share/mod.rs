//! A design on its way to somebody else: in a link, as a QR code, in a picture; and out of them again.
//!
//! All of them carry the same [`word`]: the text of the design, compressed, of signs that stand
//! anywhere. What comes in is a stranger's, so its size is bounded before it is unpacked.

mod link;
pub mod picture;
#[cfg(test)]
mod picture_tests;
pub mod png;
mod qr;
#[cfg(test)]
mod tests;
pub mod word;

pub use link::{EVERYWHERE, LONGEST, Reach, link, word_of};
pub use picture::{PictureError, is_picture, open_picture};
pub use qr::{Qr, qr};
pub use word::WordError;
