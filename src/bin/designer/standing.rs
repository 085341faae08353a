//! How each thing of the drawing stands: selected, lit, carried, and whether Tab stops at it.
//!
//! A list of what is lit or carried is looked at anew with each step of the pointer, and mostly comes
//! out as it was. Did each thing listen to the list, thousands would be asked each time. So one listener
//! compares it with what it was, and tells those things alone that it came to or left.

use leptos::prelude::*;
use presswright::editor::Thing;
use std::collections::BTreeMap;

/// One way to stand.
#[derive(Clone, Copy)]
pub enum Bit {
    Selected = 1,
    Lit = 2,
    Taken = 4,
    Stop = 8,
    /// In a rehearsal: it is dead.
    Failed = 16,
    /// It lives, and does not do its work.
    Ailing = 32,
    /// In a start: it is not there yet.
    Coming = 64,
}

/// The ways that are seen, with the words of the styles.
const SEEN: [(Bit, &str); 6] = [
    (Bit::Selected, " selected"),
    (Bit::Lit, " lit"),
    (Bit::Taken, " taken"),
    (Bit::Failed, " failed"),
    (Bit::Ailing, " ailing"),
    (Bit::Coming, " coming"),
];

/// How one thing stands.
#[derive(Clone)]
pub struct Standing(ArcRwSignal<u8>);

impl Standing {
    pub fn has(&self, bit: Bit) -> bool {
        self.0.get() & bit as u8 != 0
    }

    /// The thing's classes beside its own.
    pub fn classes(&self, own: &str) -> String {
        let mut classes = own.to_owned();
        for (_, word) in SEEN.iter().filter(|(bit, _)| self.has(*bit)) {
            classes.push_str(word);
        }
        classes
    }
}

/// How all of them stand.
#[derive(Clone, Copy)]
pub struct Standings(StoredValue<BTreeMap<Thing, Standing>>);

impl Standings {
    pub fn new() -> Standings {
        Standings(StoredValue::new(BTreeMap::new()))
    }

    /// That of one thing, which need not be there yet.
    pub fn of(self, thing: Thing) -> Standing {
        let new = || Standing(ArcRwSignal::new(0));
        self.0
            .try_update_value(|all| all.entry(thing).or_insert_with(new).clone())
            .unwrap_or_else(new)
    }

    /// From now on things stand so while they are in this list.
    pub fn follow(self, bit: Bit, list: impl Fn() -> Vec<Thing> + 'static) {
        Effect::new(move |before: Option<Vec<Thing>>| {
            let mut now = list();
            now.sort_unstable();
            self.turn(bit, &before.unwrap_or_default(), &now);
            now
        });
    }

    /// Things stand so while they are in this list and whoever asks for it is here.
    pub fn follow_here(self, bit: Bit, list: impl Fn() -> Vec<Thing> + 'static) {
        let stood = StoredValue::new(Vec::<Thing>::new());
        Effect::new(move |_| {
            let now = list();
            self.turn(bit, &stood.get_value(), &now);
            stood.set_value(now);
        });
        on_cleanup(move || {
            let stood = stood.try_get_value().unwrap_or_default();
            self.turn(bit, &stood, &[]);
        });
    }

    /// Those stood so, and now these do; both lists are sorted.
    pub fn turn(self, bit: Bit, before: &[Thing], now: &[Thing]) {
        let put = |things: &[Thing], others: &[Thing], change: fn(&mut u8, u8)| {
            for thing in things.iter().filter(|thing| others.binary_search(thing).is_err()) {
                self.of(*thing).0.update(|standing| change(standing, bit as u8));
            }
        };
        put(before, now, |standing, bit| *standing &= !bit);
        put(now, before, |standing, bit| *standing |= bit);
    }
}
