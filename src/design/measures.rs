//! Numbers with a unit: memory, CPU, shares, ports, counts.

use super::shape::Shape;
use super::value::Single;
use crate::document::Tree;
use std::fmt;

/// An amount of memory or storage, as Kubernetes writes it: `4Gi`, `512Mi`, `10G`.
///
/// Whole bytes up to 2^63 − 1. Source: apimachinery `pkg/api/resource/quantity.go`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    bytes: u64,
    text: String,
}

const BYTE_UNITS: [(&str, u64); 10] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
];

impl Quantity {
    /// That many bytes, written with the largest binary unit that divides them.
    pub fn from_bytes(bytes: u64) -> Self {
        let unit = BYTE_UNITS
            .iter()
            .take(5)
            .rev()
            .find(|(_, size)| bytes > 0 && bytes.is_multiple_of(*size));
        let text = match unit {
            Some((suffix, size)) => format!("{}{suffix}", bytes / size),
            None => bytes.to_string(),
        };
        Self { bytes, text }
    }

    /// That many MiB.
    pub fn mebibytes(amount: u64) -> Self {
        Self::from_bytes(amount.saturating_mul(1 << 20))
    }

    /// That many GiB.
    pub fn gibibytes(amount: u64) -> Self {
        Self::from_bytes(amount.saturating_mul(1 << 30))
    }

    /// The amount in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Single for Quantity {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        let allowed = || "wanted an amount such as 512Mi, 4Gi or 10G".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = text.strip_prefix(digits).unwrap_or_default();
        let size = if suffix.is_empty() {
            1
        } else {
            let unit = BYTE_UNITS.iter().find(|(name, _)| *name == suffix);
            unit.map(|(_, size)| *size).ok_or_else(|| {
                format!("wanted an amount with one of the units Ki, Mi, Gi, Ti, Pi, k, M, G, T, P, such as 4Gi; `{suffix}` is none of them")
            })?
        };
        let thousandths = decimal(digits, 3).ok_or_else(allowed)?;
        // Finer than a byte is rounded up, as Kubernetes does.
        let bytes = (u128::from(thousandths) * u128::from(size)).div_ceil(1000);
        match u64::try_from(bytes) {
            Ok(bytes) if bytes > 0 && i64::try_from(bytes).is_ok() => {
                Ok(Self { bytes, text: text.to_owned() })
            }
            Ok(0) => Err("wanted more than nothing".to_owned()),
            _ => Err("wanted at most 2^63 - 1 bytes".to_owned()),
        }
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.text.clone())
    }

    const SINGLE_SHAPE: Shape = Shape::Measure {
        pattern: r"^[0-9]+(\.[0-9]{1,3})?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$",
        bare: true,
        example: "4Gi",
    };
}

/// Digits with at most `places` decimals, times ten to that power.
fn decimal(digits: &str, places: usize) -> Option<u64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let fraction_fits = fraction.len() <= places && (digits.contains('.') != fraction.is_empty());
    if whole.is_empty()
        || whole.len() > 16
        || !all_digits(whole)
        || !all_digits(fraction)
        || !fraction_fits
    {
        return None;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        // 0644 is octal to some readers.
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

/// Processors, in thousandths of a core: `2`, `0.5`, `500m`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpu {
    millicores: u64,
    text: String,
}

impl Cpu {
    /// That many thousandths of a core.
    pub fn millis(millicores: u64) -> Self {
        let text = if millicores > 0 && millicores.is_multiple_of(1000) {
            (millicores / 1000).to_string()
        } else {
            format!("{millicores}m")
        };
        Self { millicores, text }
    }

    /// The amount in thousandths of a core.
    pub fn millicores(&self) -> u64 {
        self.millicores
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Single for Cpu {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        let read = match text.strip_suffix('m') {
            Some(digits) => decimal(digits, 0).filter(|_| !digits.contains('.')),
            None => decimal(text, 3),
        };
        match read {
            Some(millicores) if (1..=1_024_000).contains(&millicores) => {
                Ok(Self { millicores, text: text.to_owned() })
            }
            _ => Err("wanted processors such as 2, 0.5 or 500m, up to 1024".to_owned()),
        }
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.text.clone())
    }

    const SINGLE_SHAPE: Shape = Shape::Measure {
        pattern: r"^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$",
        bare: true,
        example: "500m",
    };
}

/// A share of something: `50%`. From 1 % to 400 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(u16);

impl Percentage {
    /// The share in hundredths, kept between 1 and 400.
    pub fn new(percent: u16) -> Self {
        Self(percent.clamp(1, 400))
    }

    /// The share in hundredths.
    pub fn percent(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl Single for Percentage {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        text.strip_suffix('%')
            .and_then(whole_number)
            .and_then(|percent| u16::try_from(percent).ok())
            .filter(|percent| (1..=400).contains(percent))
            .map(Self)
            .ok_or_else(|| "wanted a percentage from 1% to 400%, such as 50%".to_owned())
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.to_string())
    }

    const SINGLE_SHAPE: Shape =
        Shape::Measure { pattern: r"^[1-9][0-9]{0,2}%$", bare: false, example: "50%" };
}

/// A whole number between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Count<LEAST, MOST> {
    /// The number, kept between the bounds.
    pub fn new(number: u32) -> Self {
        Self(number.clamp(LEAST, MOST))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const LEAST: u32, const MOST: u32> fmt::Display for Count<LEAST, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<const LEAST: u32, const MOST: u32> Single for Count<LEAST, MOST> {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        whole_number(text)
            .filter(|number| (LEAST..=MOST).contains(number))
            .map(Self)
            .ok_or_else(|| format!("wanted a whole number from {LEAST} to {MOST}, in plain digits"))
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.0.to_string())
    }

    const SINGLE_SHAPE: Shape = Shape::Number { least: LEAST as i64, most: MOST as i64 };
}

/// A place on the canvas along one of its sides, in pixels at 100 %: to either side of where it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate(i32);

impl Coordinate {
    /// How far the canvas reaches to either side.
    pub const FARTHEST: i32 = 100_000;

    /// The place, kept on the canvas.
    pub fn new(place: i32) -> Self {
        Self(place.clamp(-Self::FARTHEST, Self::FARTHEST))
    }

    /// The place.
    pub fn get(self) -> i32 {
        self.0
    }
}

impl Single for Coordinate {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        let (digits, negative) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        whole_number(digits)
            .and_then(|number| i32::try_from(number).ok())
            .filter(|number| *number <= Self::FARTHEST && !(negative && *number == 0))
            .map(|number| Self(if negative { -number } else { number }))
            .ok_or_else(|| {
                format!("wanted a whole number from -{0} to {0}, in plain digits", Self::FARTHEST)
            })
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.0.to_string())
    }

    const SINGLE_SHAPE: Shape =
        Shape::Number { least: -(Self::FARTHEST as i64), most: Self::FARTHEST as i64 };
}

/// A TCP port, 1 to 65535.
pub type Port = Count<1, 65535>;
/// A time in seconds, up to a day.
pub type Seconds = Count<0, 86400>;

/// Plain digits without a leading zero: `1_000`, `0o644` and `0644` are not taken.
fn whole_number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let octal = text.len() > 1 && text.starts_with('0');
    if digits && !octal { text.parse().ok() } else { None }
}

impl Single for bool {
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("wanted true or false; YAML readers do not agree on other words".to_owned()),
        }
    }

    fn to_tree(&self) -> Tree {
        Tree::Plain(self.to_string())
    }

    const SINGLE_SHAPE: Shape = Shape::Truth;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_kubernetes_reads_them() {
        assert_eq!(Quantity::parse("4Gi").unwrap().bytes(), 4 << 30);
        assert_eq!(Quantity::parse("1.5Gi").unwrap().bytes(), 3 << 29);
        assert_eq!(Quantity::parse("10G").unwrap().bytes(), 10_000_000_000);
        assert_eq!(Quantity::gibibytes(10).to_string(), "10Gi");
        for text in ["", "4gi", "-1Gi", "0", "1_000", "0644", "4 Gi", "9999999999Pi", "1.", ".5Gi"]
        {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
        assert_eq!(Cpu::parse("0.5").unwrap().millicores(), 500);
        assert_eq!(Cpu::parse("500m").unwrap().millicores(), 500);
        assert_eq!(Cpu::millis(2000).to_string(), "2");
        for text in ["0", "1.5m", "-1", "m", "2000000"] {
            assert!(Cpu::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_in_other_guises_are_refused() {
        for text in ["0o644", "0644", "1_000", "1e3", "+5", "", "70000"] {
            assert!(Port::parse(text).is_err(), "{text}");
        }
        assert_eq!(Coordinate::parse("-240").unwrap().get(), -240);
        for text in
            ["-0", "--1", "-", "- 1", "-01", "+1", "1.5", "100001", "-100001", "-4294967295"]
        {
            assert!(Coordinate::parse(text).is_err(), "{text}");
        }
        assert!(bool::parse("yes").is_err());
        assert!(Percentage::parse("50").is_err());
        assert_eq!(Percentage::parse("50%").unwrap().percent(), 50);
    }
}
