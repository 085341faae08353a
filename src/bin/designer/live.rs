//! What of the page follows its signals.

use leptos::prelude::*;

/// A part of a view that is made anew when a signal changes that it read.
pub type Live = Box<dyn FnMut() -> AnyView + Send>;

/// Gives such parts one type, whatever makes them: Leptos would else be compiled once more for each
/// of them, and that weighs.
pub fn live<V: IntoAny>(mut make: impl FnMut() -> V + Send + 'static) -> Live {
    Box::new(move || make().into_any())
}
