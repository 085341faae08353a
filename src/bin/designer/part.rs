//! Parts of the page that are fetched when they are first opened.
//!
//! `xtask/src/split.rs` moves what only a part calls out of the page's wasm into a file of the part's
//! own: docs/decisions/0008-lazy-parts.md. `trunk build` leaves everything in one file.

use super::live::{Live, live};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;

/// A part could not be fetched. What the browser says of it is in its console.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "This part of the page could not be fetched. Nothing is lost: try again with a connection."
)]
pub struct NotFetched;

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> Self {
        NotFetched
    }
}

/// A part on its way.
pub type Fetching<T> = Pin<Box<dyn Future<Output = Result<T, NotFetched>>>>;

/// What draws a part.
pub type Draw = fn() -> AnyView;

/// Makes `fn $name() -> Fetching<$type>`, which gives `$entry` once the part `$name` is here.
///
/// What only `$entry` calls is in the part. `$entry` is a function without state. `$name in $part` is one
/// entry of several of the part `$part`, which come together.
macro_rules! part {
    ($name:ident: $type:ty = $entry:expr) => {
        $crate::part::part!($name in $name: $type = $entry);
    };
    ($name:ident in $part:ident: $type:ty = $entry:expr) => {
        pub fn $name() -> $crate::part::Fetching<$type> {
            #[cfg(split_wasm)]
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, fallible)]
            fn $name() -> Result<$type, $crate::part::NotFetched> {
                Ok($entry)
            }
            #[cfg(not(split_wasm))]
            async fn $name() -> Result<$type, $crate::part::NotFetched> {
                Ok($entry)
            }
            Box::pin($name())
        }
    };
}
pub(crate) use part;

/// The address of a file whose name says nothing of its version: the page asks for that of its own
/// (public/service-worker.js).
pub fn versioned(file: &str) -> String {
    let root = document().document_element();
    match root.and_then(|root| root.get_attribute("data-version")) {
        Some(version) => format!("{file}?{version}"),
        // Not built by `cargo xtask dist`.
        None => file.to_owned(),
    }
}

#[derive(Clone, Copy)]
enum Stage {
    Coming,
    Missing,
    Here(Draw),
}

/// A view that is drawn by a part: a line says so while it comes, and when it cannot be had.
pub fn fetched(fetch: fn() -> Fetching<Draw>) -> Live {
    fetched_in("", fetch)
}

/// The same for a panel of the page: the line stands where the class of that panel does.
pub fn fetched_in(panel: &'static str, fetch: fn() -> Fetching<Draw>) -> Live {
    let stage = RwSignal::new(Stage::Coming);
    let begin = move || {
        stage.set(Stage::Coming);
        spawn_local(async move {
            let draw = fetch().await;
            // Whoever asked may have closed the panel by now.
            let _ = stage.try_set(draw.map_or(Stage::Missing, Stage::Here));
        });
    };
    begin();
    live(move || {
        match stage.get() {
        Stage::Here(draw) => draw(),
        Stage::Coming => view! {
            <div class=panel><p class="instead" aria-live="polite">"This is being fetched."</p></div>
        }
        .into_any(),
        Stage::Missing => view! {
            <div class=panel>
                <p class="instead" role="alert">
                    {NotFetched.to_string()} " "
                    <button on:click=move |_| begin()>"Try again"</button>
                </p>
            </div>
        }
        .into_any(),
    }
    })
}
