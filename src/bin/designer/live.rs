//! What of the page follows its signals.
//!
//! A part of a view has a type of its own for whatever makes it, and Leptos is compiled once more for
//! each. That weighs, so parts that come and go are given one type here.

use leptos::prelude::*;

/// A part of a view that is made anew when a signal changes that it read.
pub type Live = Box<dyn FnMut() -> AnyView + Send>;

/// A part that is always there.
pub fn live<V: IntoAny>(mut make: impl FnMut() -> V + Send + 'static) -> Live {
    Box::new(move || make().into_any())
}

/// A part that may be absent.
pub fn live_option<V: IntoAny>(mut make: impl FnMut() -> Option<V> + Send + 'static) -> Live {
    live(move || make().map(IntoAny::into_any))
}

/// A part that is there while something holds, and is not made anew while it goes on holding.
pub fn live_while<V: IntoAny>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    mut make: impl FnMut() -> V + Send + 'static,
) -> Live {
    let holds = Memo::new(move |_| holds());
    live_option(move || holds.get().then(&mut make))
}

/// One part for each thing.
pub fn each<T, V: IntoAny>(
    things: impl IntoIterator<Item = T>,
    draw: impl FnMut(T) -> V,
) -> Vec<AnyView> {
    things.into_iter().map(draw).map(IntoAny::into_any).collect()
}
