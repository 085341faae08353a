//! A rule's own page, which is a file beside this program, in the place where it was asked for.

use super::live::{each, live};
use super::markdown::{block, fetch};
use super::part::{Draw, part};
use super::state::{Page, page};
use super::why::{Why, page_id};
use leptos::prelude::*;
use presswright::editor::blocks;
use wasm_bindgen_futures::spawn_local;

part!(rule_page: Draw = || view! { <RulePage /> }.into_any());

/// What there is of the file.
#[derive(Clone)]
enum Text {
    Coming,
    /// There is no connection, or whoever serves the program has left the pages out.
    Missing,
    Here(String),
}

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/why.css");

#[component]
fn RulePage() -> impl IntoView {
    let page = page();
    // This is made anew for each rule.
    let why = page.why.get_untracked();
    let text = RwSignal::new(Text::Coming);
    if let Some(Why { id, code, .. }) = why.clone() {
        // Already while it is being fetched: who opened it is to see that.
        let opened = id.clone();
        request_animation_frame(move || {
            if !told(page, &opened) {
                into_sight(&opened);
            }
        });
        spawn_local(async move {
            let fetched = fetch(&format!("rules/{code}.md")).await;
            let here = fetched.is_some();
            // It may have been closed meanwhile.
            let closed = text.try_set(fetched.map_or(Text::Missing, Text::Here)).is_some();
            if here && !closed {
                request_animation_frame(move || arrived(page, &id, code));
            }
        });
    }
    let shown = live(move || {
        let Some(Why { code, message, .. }) = why.clone() else { return Vec::new() };
        let waiting = match text.get() {
            Text::Here(text) => return each(blocks(&text), block),
            Text::Coming => "Its page is being fetched.".to_owned(),
            Text::Missing => format!(
                "Its page could not be fetched. Try again with a connection; `presswright rules {code}` prints it without one."
            ),
        };
        let waiting = view! {
            <h3>{code}</h3>
            <p>{message}</p>
            <p aria-live="polite">{waiting}</p>
        };
        vec![waiting.into_any()]
    });
    view! {
        <style>{STYLE}</style>
        {shown}
    }
}

/// It is here: it comes into sight, as far as it is not, and who does not see it hears where it is. Once:
/// what is around it may be drawn anew, with it, and then what changed is what is told.
fn arrived(page: Page, id: &str, code: &str) {
    if told(page, id) {
        return;
    }
    page.why_told.set_value(Some(id.to_owned()));
    into_sight(id);
    page.say(format!("The page of {code} is open. Esc closes it."));
}

fn told(page: Page, id: &str) -> bool {
    page.why_told.with_value(|told| told.as_deref() == Some(id))
}

fn into_sight(id: &str) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    // What opened it last: it stays in sight also where the page is longer than the panel.
    for id in [page_id(id).as_str(), id] {
        if let Some(element) = document().get_element_by_id(id) {
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}
