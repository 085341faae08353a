//! A link as a QR code (ISO/IEC 18004).

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::Write as _;

/// The margin that a reader needs, in modules.
const QUIET: i32 = 4;

/// A QR code as a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Width and height with the margin, in modules.
    pub size: i32,
    /// What is dark, as the data of an SVG path.
    pub path: String,
}

/// The QR code of a link; nothing for one that is too long for any (2,953 bytes).
pub fn qr(link: &str) -> Option<Qr> {
    let code = QrCode::encode_segments_advanced(
        &[QrSegment::make_bytes(link.as_bytes())],
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        None::<Mask>,
        true,
    )
    .ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(Qr { size: code.size() + 2 * QUIET, path })
}
