//! What is rehearsed: failure or load. What was set for a load stays while the other is looked at, and is forgotten
//! with the rehearsal.

use crate::live::live;
use crate::load::Load;
use crate::problems::focus;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{Course, Loading};
use std::sync::Arc;

/// What is rehearsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Things fail.
    #[default]
    Failure,
    /// Requests come.
    Load,
}

/// What a load is compared with.
#[derive(Clone, Debug)]
pub struct Before {
    pub course: Arc<Course>,
    /// A person kept it; else it is how things were before the last change of the design.
    pub kept: bool,
}

#[derive(Clone, Copy)]
pub struct Loads {
    pub view: RwSignal<View>,
    /// While that part is here.
    pub here: RwSignal<Option<Load>>,
    pub loading: RwSignal<Loading>,
    pub before: RwSignal<Option<Before>>,
    /// The second that is looked at.
    pub at: RwSignal<u32>,
    /// A link with a load, until it is taken.
    pub coming: RwSignal<Option<String>>,
}

impl Loads {
    pub fn new() -> Loads {
        Loads {
            view: RwSignal::new(View::default()),
            here: RwSignal::new(None),
            loading: RwSignal::new(Loading::default()),
            before: RwSignal::new(None),
            at: RwSignal::new(0),
            coming: RwSignal::new(None),
        }
    }

    /// Whether a load is looked at.
    pub fn chosen(self) -> bool {
        self.view.get() == View::Load
    }
}

impl View {
    const ALL: [View; 2] = [View::Failure, View::Load];

    const fn name(self) -> &'static str {
        match self {
            View::Failure => "Failure",
            View::Load => "Load",
        }
    }
}

/// The choice above the panel, and the panel of what is chosen.
pub fn chosen(loads: Loads, inner: impl Fn(View) -> AnyView + Send + 'static) -> AnyView {
    let key = move |event: web_sys::KeyboardEvent| {
        let next = match (event.key().as_str(), loads.view.get_untracked()) {
            ("ArrowRight" | "ArrowLeft", View::Failure) | ("End", _) => View::Load,
            ("ArrowRight" | "ArrowLeft", View::Load) | ("Home", _) => View::Failure,
            _ => return,
        };
        event.prevent_default();
        loads.view.set(next);
        focus(&format!("rehearse-{next:?}"));
    };
    let tab = move |view: View| {
        let chosen = move || loads.view.get() == view;
        view! {
            <button
                id=format!("rehearse-{view:?}")
                role="tab"
                aria-selected=move || chosen().to_string()
                aria-controls="rehearsed"
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| loads.view.set(view)
            >{view.name()}</button>
        }
        .into_any()
    };
    let view = Memo::new(move |_| loads.view.get());
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
