//! Numbers as SVG and CSS take them.

/// In ten thousandths, without what Rust needs to print every float exactly: that weighs 4 kB.
pub fn number(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "a place on the drawing is far smaller")]
    let all = (value * 10_000.0).round() as i64;
    let sign = if all < 0 { "-" } else { "" };
    let (whole, part) = (all.unsigned_abs() / 10_000, all.unsigned_abs() % 10_000);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:04}") }
}

/// A shift by so much, as a `transform`.
pub fn moved(x: f64, y: f64) -> String {
    format!("translate({} {})", number(x), number(y))
}

/// A length for a style.
pub fn pixels(value: f64) -> String {
    format!("{}px", number(value))
}
