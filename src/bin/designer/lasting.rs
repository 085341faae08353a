//! A list whose things last: what changed of one is drawn anew, and nothing else is touched.
//!
//! A list that is drawn as a whole costs as much as all its things at every change, most of which change one. So
//! each thing has a signal of its own, and the places of those that stay are kept.

use super::live::live;
use leptos::prelude::*;
use presswright::editor::Thing;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is drawn of each thing, by the thing.
type Things = Box<dyn Fn() -> Vec<Thing> + Send + Sync>;
type Drawing = Arc<dyn Fn(Thing) -> AnyView + Send + Sync>;

/// One part for each thing of a list; no thing is in it twice.
pub fn lasting<T: Clone + PartialEq + Send + Sync + 'static>(
    list: impl Fn() -> Vec<(Thing, T)> + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView {
    let signals = StoredValue::new(BTreeMap::<Thing, ArcRwSignal<T>>::new());
    let things = Memo::new(move |_| {
        let mut before = signals.try_update_value(std::mem::take).unwrap_or_default();
        let mut now = BTreeMap::new();
        let mut things = Vec::new();
        for (thing, state) in list() {
            let signal = match before.remove(&thing) {
                Some(signal) => {
                    if signal.with_untracked(|known| *known != state) {
                        signal.set(state);
                    }
                    signal
                }
                None => ArcRwSignal::new(state),
            };
            now.insert(thing, signal);
            things.push(thing);
        }
        signals.set_value(now);
        things
    });
    let one = move |thing: Thing| {
        let signal = signals.with_value(|signals| signals.get(&thing).cloned());
        live(move || signal.as_ref().map(|signal| draw(signal.get()))).into_any()
    };
    keyed(Box::new(move || things.get()), Arc::new(one))
}

/// Compiled once for all lists: every part of a view weighs for each type that it is made of.
fn keyed(things: Things, draw: Drawing) -> AnyView {
    view! { <For each=things key=|thing| *thing children=move |thing| draw(thing) /> }.into_any()
}
