//! Chance out of a number: the same number, the same chance.

/// A row of numbers that is the same for the same seed (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014: the mixing of `SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `most`; 0 where that is 0.
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.next().checked_rem(most).unwrap_or(0)
    }

    /// A duration around this one: from seven to fourteen tenths of it.
    pub(super) fn around(&mut self, duration: u64) -> u64 {
        let tenth = duration / 10;
        tenth * 7 + self.below(tenth * 7 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_row_and_durations_stay_near() {
        let row = |seed| {
            let mut random = Random::new(seed);
            (0..100).map(|_| random.around(1000)).collect::<Vec<_>>()
        };
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
        assert!(row(3).iter().all(|one| (700..=1400).contains(one)));
        assert!(row(3).iter().any(|one| *one < 800) && row(3).iter().any(|one| *one > 1300));
        assert_eq!(Random::new(1).below(0), 0);
    }
}
