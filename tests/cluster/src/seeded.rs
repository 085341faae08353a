//! The random designs of a run: how many, and from which seed.

use std::collections::BTreeMap;

use presswright::design::{Design, Document, PRESETS};
use presswright::rules::Approved;

use crate::random_design::{Drawer, OptionValue};

/// The number from which the random designs follow; drawn anew for each run unless set.
pub const SEED_VARIABLE: &str = "PRESSWRIGHT_SEED";

/// Set in the long tier.
const LONG_TIER: &str = "PRESSWRIGHT_ALL";

/// Designs drawn at random, and how often each value of each option was.
#[derive(Debug)]
pub struct Seeded {
    /// The designs' texts.
    pub texts: Vec<String>,
    /// How often each value was drawn.
    pub coverage: BTreeMap<OptionValue, usize>,
}

/// The seed of this run.
pub fn seed() -> u64 {
    number(SEED_VARIABLE).unwrap_or_else(|| fastrand::u64(..1_000_000))
}

/// How many designs: what the environment says, else as many as the tier has.
pub fn designs(variable: &str, usual: u64, long_tier: u64) -> u64 {
    number(variable).unwrap_or(if is_long_tier() { long_tier } else { usual })
}

/// Whether this is the long tier, for cases that the default run has a sample of.
pub fn is_long_tier() -> bool {
    std::env::var_os(LONG_TIER).is_some()
}

/// Draws designs, each approved by the rules.
pub fn draw(seed: u64, designs: u64) -> Seeded {
    let beginnings = PRESETS
        .iter()
        .filter_map(|preset| Document::read(preset.text).ok())
        .map(|document| document.design().clone());
    let approves = |design: &Design| Approved::of(Document::write(design)).is_ok();
    let mut drawer = Drawer::new(beginnings.collect(), &approves);
    let texts: Vec<String> = (0..designs)
        .filter_map(|index| drawer.draw(seed.wrapping_add(index), &format!("random-{index}")))
        .map(|design| Document::write(&design).text().to_owned())
        .collect();
    println!("seed {seed} ({SEED_VARIABLE}={seed} repeats it), {} designs", texts.len());
    Seeded { texts, coverage: drawer.coverage() }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
