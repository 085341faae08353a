//! Goes through every moment that can be reached, breadth first, so that a story is a shortest one.
//!
//! A moment that was met is kept as 64 bits of its hash and of the hash of the one before it.

use crate::action::Action;
use crate::model::{Model, Wrong};
use crate::state::State;

/// How a search ended.
pub struct Outcome<const N: usize> {
    pub states: usize,
    pub deepest: usize,
    /// Nothing was left out for want of room or time.
    pub complete: bool,
    pub cut: usize,
    pub wrong: Option<(Wrong, Vec<(Action, State<N>)>)>,
    pub seconds: f64,
}

/// Where to stop.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub states: usize,
    pub seconds: u64,
}

/// Fingerprints, each with that of the moment before it.
pub struct Met {
    slots: Vec<(u64, u64)>,
    count: usize,
}

impl Met {
    fn new() -> Self {
        Self { slots: vec![(0, 0); 1 << 16], count: 0 }
    }

    fn place(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = usize::try_from(key & mask as u64).unwrap_or(0);
        while self.slots[at].0 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn insert(&mut self, key: u64, before: u64) -> bool {
        if self.count * 10 > self.slots.len() * 7 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); old.len() * 2];
            for (key, before) in old.into_iter().filter(|(key, _)| *key != 0) {
                let at = self.place(key);
                self.slots[at] = (key, before);
            }
        }
        let at = self.place(key);
        if self.slots[at].0 != 0 {
            return false;
        }
        self.slots[at] = (key, before);
        self.count += 1;
        true
    }

    fn before(&self, key: u64) -> u64 {
        self.slots[self.place(key)].1
    }
}

impl<const N: usize> Model<N> {
    /// Shows every moment that can be reached, and says whether that was all.
    pub fn reach(&self, bounds: Bounds, mut show: impl FnMut(&State<N>)) -> (Met, bool) {
        let begun = std::time::Instant::now();
        let first = self.settled(self.first());
        let mut met = Met::new();
        met.insert(first.fingerprint(), 0);
        show(&first);
        let mut level = vec![first];
        let mut next = Vec::new();
        while !level.is_empty() {
            let mut following = Vec::new();
            for state in &level {
                next.clear();
                self.next(state, &mut next);
                for (_, after) in &next {
                    if met.insert(after.fingerprint(), state.fingerprint()) {
                        show(after);
                        following.push(*after);
                    }
                }
            }
            level = following;
            if met.count > bounds.states || begun.elapsed().as_secs() > bounds.seconds {
                break;
            }
        }
        (met, level.is_empty())
    }

    /// The way to a moment that was met.
    pub fn story_to(&self, met: &Met, state: &State<N>) -> Vec<(Action, State<N>)> {
        self.story(met, &self.settled(self.first()), state.fingerprint())
    }

    pub fn search(&self, bounds: Bounds) -> Outcome<N> {
        let begun = std::time::Instant::now();
        let first = self.settled(self.first());
        let mut met = Met::new();
        met.insert(first.fingerprint(), 0);
        let mut level = vec![first];
        let mut outcome =
            Outcome { states: 1, deepest: 0, complete: true, cut: 0, wrong: None, seconds: 0.0 };
        let mut next = Vec::new();
        'levels: while !level.is_empty() {
            let mut following = Vec::new();
            for state in &level {
                let from = state.fingerprint();
                next.clear();
                self.next(state, &mut next);
                for (_, after) in &next {
                    let key = after.fingerprint();
                    if !met.insert(key, from) {
                        continue;
                    }
                    if after.cut {
                        outcome.cut += 1;
                    }
                    if let Some(wrong) = self.wrong(after) {
                        outcome.wrong = Some((wrong, self.story(&met, &first, key)));
                        break 'levels;
                    }
                    following.push(*after);
                }
            }
            outcome.deepest += 1;
            if met.count > bounds.states || begun.elapsed().as_secs() > bounds.seconds {
                outcome.complete = following.is_empty();
                break;
            }
            level = following;
            // How far it came, where it does not end in the time that there is.
            if met.count > 1_000_000 {
                println!(
                    "{} steps deep: {} moments, {} at this depth, {} s",
                    outcome.deepest,
                    met.count,
                    level.len(),
                    begun.elapsed().as_secs()
                );
            }
        }
        outcome.states = met.count;
        outcome.seconds = begun.elapsed().as_secs_f64();
        outcome
    }

    /// The way to a moment, with the members in one order all along.
    fn story(&self, met: &Met, first: &State<N>, last: u64) -> Vec<(Action, State<N>)> {
        let mut keys = vec![last];
        while let Some(key) = keys.last().map(|key| met.before(*key)).filter(|key| *key != 0) {
            keys.push(key);
        }
        keys.reverse();
        let plain = Self::new(crate::model::Settings { symmetric: false, ..self.settings });
        let teller = Self { settings: plain.settings, protocol: self.protocol };
        let mut state = *first;
        let mut story = Vec::new();
        let mut next = Vec::new();
        for key in keys.into_iter().skip(1) {
            next.clear();
            teller.next(&state, &mut next);
            let found = next.iter().find(|(_, after)| self.settled(*after).fingerprint() == key);
            let Some((action, after)) = found else { break };
            story.push((*action, *after));
            state = *after;
        }
        story
    }
}
