//! What a person sets beside the curve: unit, range and default of each, once for the command line and the page.

use super::Assumed;

/// The most of what is given in seconds.
pub const MOST_SECONDS: u32 = 3600;
/// The least and the most of what is given in milliseconds.
pub const LEAST_MILLISECONDS: f64 = 0.1;
/// See [`LEAST_MILLISECONDS`].
pub const MOST_MILLISECONDS: f64 = 60_000.0;
/// The highest point of a curve that has a name, in requests a second.
pub const MOST_PEAK: u32 = 1_000_000;
/// The highest point where nobody says another.
pub const PEAK: u32 = 40;

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The highest point of a curve that has a name.
    Peak,
    /// CPU of a request.
    Cpu,
    /// What a request waits.
    Wait,
    /// Until a replica is ready.
    Start,
    /// Until a machine has the image.
    Pull,
    /// What a visitor waits.
    Patience,
}

/// Why a text is no value of a setting: what is wanted, and what was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name}: wanted is {wanted}, not {found:?}")]
pub struct SettingError {
    /// What the setting is called.
    pub name: &'static str,
    /// Its range, with the unit.
    pub wanted: String,
    /// What was typed, the first signs of it.
    pub found: String,
}

impl Setting {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Setting; 6] = [
        Setting::Peak,
        Setting::Cpu,
        Setting::Wait,
        Setting::Start,
        Setting::Pull,
        Setting::Patience,
    ];

    /// What the command line calls it, and a link.
    pub const fn flag(self) -> &'static str {
        match self {
            Setting::Peak => "peak",
            Setting::Cpu => "cpu",
            Setting::Wait => "wait",
            Setting::Start => "start",
            Setting::Pull => "pull",
            Setting::Patience => "patience",
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Setting::Peak => "Highest point",
            Setting::Cpu => "CPU of a request",
            Setting::Wait => "Wait of a request",
            Setting::Start => "Start of a replica",
            Setting::Pull => "Image pull",
            Setting::Patience => "Patience",
        }
    }

    /// What it does, in one line.
    pub const fn about(self) -> &'static str {
        match self {
            Setting::Peak => "Requests a second at the highest point of the curve.",
            Setting::Cpu => "What a request takes of one processor.",
            Setting::Wait => "How long it waits for the database and the files.",
            Setting::Start => "From the start of a replica's containers until it is ready.",
            Setting::Pull => "How long a machine loads the image if it has none yet.",
            Setting::Patience => "How long a visitor waits before they go.",
        }
    }

    /// Its unit.
    pub const fn unit(self) -> &'static str {
        match self {
            Setting::Peak => "a second",
            Setting::Cpu | Setting::Wait => "ms",
            Setting::Start | Setting::Pull | Setting::Patience => "s",
        }
    }

    /// The least and the most.
    pub fn range(self) -> (f64, f64) {
        match self {
            Setting::Peak => (1.0, f64::from(MOST_PEAK)),
            Setting::Cpu | Setting::Wait => (LEAST_MILLISECONDS, MOST_MILLISECONDS),
            Setting::Start | Setting::Pull => (0.0, f64::from(MOST_SECONDS)),
            Setting::Patience => (1.0, f64::from(MOST_SECONDS)),
        }
    }

    /// Whether it is a whole number.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Setting::Cpu | Setting::Wait)
    }

    /// What it is where nobody says otherwise.
    pub fn default(self) -> f64 {
        self.of(PEAK, &Assumed::default())
    }

    /// Its value.
    pub fn of(self, peak: u32, assumed: &Assumed) -> f64 {
        match self {
            Setting::Peak => f64::from(peak),
            Setting::Cpu => assumed.cpu,
            Setting::Wait => assumed.wait,
            Setting::Start => f64::from(assumed.start),
            Setting::Pull => f64::from(assumed.pull),
            Setting::Patience => f64::from(assumed.patience),
        }
    }

    /// Gives it a value that [`read`](Self::read) or [`within`](Self::within) gave.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within its range")]
    pub fn set(self, value: f64, peak: &mut u32, assumed: &mut Assumed) {
        let whole = value as u32;
        match self {
            Setting::Peak => *peak = whole,
            Setting::Cpu => assumed.cpu = value,
            Setting::Wait => assumed.wait = value,
            Setting::Start => assumed.start = whole,
            Setting::Pull => assumed.pull = whole,
            Setting::Patience => assumed.patience = whole,
        }
    }

    /// The value nearest to it that the setting can have.
    pub fn within(self, value: f64) -> f64 {
        let (least, most) = self.range();
        let value = if self.is_whole() { value.round() } else { value };
        value.clamp(least, most)
    }

    /// Its range in words: `a whole number from 1 to 3600 s`.
    pub fn bounds(self) -> String {
        let (least, most) = self.range();
        let kind = if self.is_whole() { "a whole number" } else { "a number" };
        format!("{kind} from {least} to {most} {}", self.unit())
    }

    /// A value from what was typed.
    pub fn read(self, text: &str) -> Result<f64, SettingError> {
        let (least, most) = self.range();
        // `1e3` and `inf` are numbers to Rust, and not to whoever types.
        let digits = |text: &&str| text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
        let fits = |value: &f64| {
            (least..=most).contains(value) && (!self.is_whole() || value.fract() == 0.0)
        };
        let value = Some(text.trim()).filter(digits).and_then(|text| text.parse().ok());
        value.filter(fits).ok_or_else(|| SettingError {
            name: self.name(),
            wanted: self.bounds(),
            found: text.chars().take(40).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{PEAK, Setting};
    use crate::simulate::load::Assumed;

    #[test]
    fn what_was_typed_is_taken_within_the_range_alone() {
        assert_eq!(Setting::Cpu.read(" 12.5 "), Ok(12.5));
        assert_eq!(Setting::Start.read("0"), Ok(0.0));
        for (setting, text) in [
            (Setting::Cpu, "0"),
            (Setting::Cpu, "60001"),
            (Setting::Cpu, "1e3"),
            (Setting::Cpu, "-1"),
            (Setting::Cpu, "inf"),
            (Setting::Cpu, "NaN"),
            (Setting::Cpu, ""),
            (Setting::Peak, "0"),
            (Setting::Peak, "2.5"),
            (Setting::Patience, "0"),
            (Setting::Pull, "3601"),
        ] {
            let error = setting.read(text).unwrap_err().to_string();
            assert!(error.starts_with(setting.name()), "{text:?}: {error}");
            assert!(error.ends_with(&format!("{text:?}")), "{text:?}: {error}");
        }
        let error = Setting::Patience.read("soon").unwrap_err().to_string();
        assert_eq!(error, "Patience: wanted is a whole number from 1 to 3600 s, not \"soon\"");
        assert!(Setting::Cpu.read(&"9".repeat(1000)).unwrap_err().to_string().len() < 200);
    }

    #[test]
    fn each_setting_sets_itself_and_nothing_else() {
        for setting in Setting::ALL {
            let (mut peak, mut assumed) = (PEAK, Assumed::default());
            setting.set(setting.within(7.0), &mut peak, &mut assumed);
            for other in Setting::ALL {
                let expected = if other == setting { 7.0 } else { other.default() };
                assert!(
                    (other.of(peak, &assumed) - expected).abs() < 1e-9,
                    "{setting:?}: {other:?}"
                );
            }
        }
    }
}
