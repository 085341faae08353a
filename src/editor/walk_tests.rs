//! A person who does anything in any order: whatever holds must go on to hold.

mod person;

use super::*;
use crate::design::PRESETS;
use person::Person;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Something a person does. Numbers choose among what there is then.
#[derive(Clone, Debug)]
enum Act {
    /// An action of the table, about a thing or none, and what is chosen if it asks.
    Do { action: usize, thing: Option<usize>, pick: usize },
    /// A drag of a thing that is dropped there.
    Drop { thing: usize, machine: usize },
    /// A new machine from the shelf.
    Shelf,
    /// A field of a thing, or one that several have in common.
    Set { thing: usize, field: usize, word: String },
    /// A press.
    Select(usize),
    /// A marquee, by hundredths of the drawing.
    Marquee { from: (u8, u8), to: (u8, u8), adds: bool },
    /// Text that is typed.
    Type(String),
    /// A text from somewhere else that is pasted.
    Paste(String),
}

fn act() -> impl Strategy<Value = Act> {
    let word =
        prop_oneof!["[a-z]{1,5}", "[0-9]{1,3}", Just("local".to_owned()), Just("4Gi".to_owned())];
    let any_thing = prop_oneof![1 => Just(None), 4 => (0_usize..60).prop_map(Some)];
    let hundredth = || (0_u8..101, 0_u8..101);
    let text = prop_oneof![
        Just("presswright: 1\nname: typed # mine\n".to_owned()),
        Just("presswright: 1\nname: No\n".to_owned()),
        "[a-z: \n]{0,20}",
    ];
    let pasted = prop_oneof![
        Just("presswright-parts: 1\nmachines:\n  - name: web\n    address: 10.0.0.1\n".to_owned()),
        Just("presswright-parts: 1\nmachines:\n  - {name: web}\n  - {name: web}\n".to_owned()),
        Just("presswright-parts: 9\n".to_owned()),
        "presswright-parts: 1\n[a-z: \n]{0,20}",
    ];
    prop_oneof![
        12 => (0..ENTRIES.len(), any_thing, 0_usize..40)
            .prop_map(|(action, thing, pick)| Act::Do { action, thing, pick }),
        2 => (0_usize..60, 0_usize..7).prop_map(|(thing, machine)| Act::Drop { thing, machine }),
        1 => Just(Act::Shelf),
        2 => (0_usize..60, 0_usize..40, word)
            .prop_map(|(thing, field, word)| Act::Set { thing, field, word }),
        2 => (0_usize..60).prop_map(Act::Select),
        2 => (hundredth(), hundredth(), any::<bool>())
            .prop_map(|(from, to, adds)| Act::Marquee { from, to, adds }),
        1 => text.prop_map(Act::Type),
        1 => pasted.prop_map(Act::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_can_be_undone_and_done_again(
        all in prop::collection::vec(act(), 1..40),
        from in 0_usize..PRESETS.len(),
    ) {
        let mut person = Person::begin(from);
        for one in &all {
            person.act(one);
            person.sweep()?;
        }
        person.there_and_back()?;
    }
}

/// Numbers without an order, the same in every run: xorshift, Marsaglia 2003.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 20).unwrap() % below
    }
}

#[test]
fn thousands_of_actions_do_everything_that_the_table_holds() {
    const LEGS: usize = 45;
    const ACTIONS: usize = 60;
    let mut numbers = Numbers(20_170_113);
    let mut done = BTreeSet::new();
    for leg in 0..LEGS {
        let mut person = Person::begin(leg % PRESETS.len());
        for _ in 0..ACTIONS {
            let thing = (numbers.next(5) > 0).then(|| numbers.next(60));
            // Steps back and forth are as frequent as with people, and other designs as rare.
            let action = match numbers.next(8) {
                0 => numbers.next(2),
                _ => numbers.next(ENTRIES.len()),
            };
            if matches!(ENTRIES[action].action, Action::Preset(_)) && numbers.next(8) > 0 {
                continue;
            }
            // Few know what to do with one machine.
            if matches!(ENTRIES[action].action, Action::Arrange(_)) && numbers.next(2) > 0 {
                for first in [Action::SelectNone, Action::SelectAll] {
                    let action = ENTRIES.iter().position(|entry| entry.action == first).unwrap();
                    person.act(&Act::Do { action, thing: None, pick: 0 });
                }
                person.act(&Act::Do { action, thing: None, pick: 0 });
            }
            person.act(&Act::Do { action, thing, pick: numbers.next(40) });
        }
        person.sweep().unwrap();
        person.there_and_back().unwrap();
        done.append(&mut person.done);
    }
    let missing: Vec<&str> = ENTRIES
        .iter()
        .enumerate()
        .filter(|(number, _)| !done.contains(number))
        .map(|(_, entry)| entry.name)
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "no walk has done these");
}
