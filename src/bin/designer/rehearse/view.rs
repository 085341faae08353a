//! What is rehearsed: failure, load or the start.

use crate::live::live;
use crate::problems::focus;
use leptos::prelude::*;

/// What is rehearsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Things fail.
    #[default]
    Failure,
    /// Requests come.
    Load,
    /// The bundle comes up.
    Deploy,
}

impl View {
    const ALL: [View; 3] = [View::Failure, View::Load, View::Deploy];

    const fn name(self) -> &'static str {
        match self {
            View::Failure => "Failure",
            View::Load => "Load",
            View::Deploy => "Deploy",
        }
    }

    /// The one that a key of the choice leads to.
    fn next(self, key: &str) -> Option<View> {
        let [first, .., last] = Self::ALL;
        match (key, self) {
            ("Home", _) | ("ArrowRight", View::Deploy) | ("ArrowLeft", View::Load) => Some(first),
            ("ArrowRight", View::Failure) | ("ArrowLeft", View::Deploy) => Some(View::Load),
            ("End", _) | ("ArrowRight", View::Load) | ("ArrowLeft", View::Failure) => Some(last),
            _ => None,
        }
    }
}

/// The choice above the panel, and the panel of what is chosen.
pub fn chosen(chosen: RwSignal<View>, inner: impl Fn(View) -> AnyView + Send + 'static) -> AnyView {
    let key = move |event: web_sys::KeyboardEvent| {
        let Some(next) = chosen.get_untracked().next(&event.key()) else { return };
        event.prevent_default();
        chosen.set(next);
        focus(&format!("rehearse-{next:?}"));
    };
    let tab = move |view: View| {
        let is = move || chosen.get() == view;
        view! {
            <button
                id=format!("rehearse-{view:?}")
                role="tab"
                aria-selected=move || is().to_string()
                aria-controls="rehearsed"
                tabindex=move || if is() { "0" } else { "-1" }
                on:click=move |_| chosen.set(view)
            >{view.name()}</button>
        }
        .into_any()
    };
    let view = Memo::new(move |_| chosen.get());
    view! {
        <div class="what-of">
            <div role="tablist" aria-label="What is rehearsed" on:keydown=key>
                {View::ALL.into_iter().map(tab).collect::<Vec<_>>()}
            </div>
            <div
                id="rehearsed"
                role="tabpanel"
                aria-labelledby=move || format!("rehearse-{:?}", view.get())
            >{live(move || inner(view.get()))}</div>
        </div>
    }
    .into_any()
}
