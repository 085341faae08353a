//! What waits for what at the moment that is looked at.

use super::State;
use crate::live::{each, live};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::{Waiting, waiting};

pub fn waits(page: Page, state: State) -> impl IntoView {
    let all = Memo::new(move |_| {
        page.revision.track();
        let at = state.at.get();
        let list = state.course(|course| {
            page.editor.with_untracked(|editor| waiting(course, editor.topology(), at))
        });
        list.unwrap_or_default()
    });
    let line = |one: Waiting| {
        view! {
            <li><b>{one.who}</b> " waits for " <b>{one.on}</b> <span class="why">{one.why}</span></li>
        }
    };
    live(move || {
        let all = all.get();
        if all.is_empty() {
            view! { <p class="none">"Nothing waits."</p> }.into_any()
        } else {
            view! { <ul class="waiting-list" aria-labelledby="deploy-waits">{each(all, line)}</ul> }
                .into_any()
        }
    })
}
