//! Why a finding matters: its rule's page, which opens below what was asked.

use super::live::{Live, live_while};
use super::part::fetched;
use super::problems::focus;
use super::rule_page::rule_page;
use super::state::Page;
use leptos::prelude::*;
use presswright::rules::Finding;

/// A rule whose page is open, or can be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The id of what opens it: no other has the same.
    pub id: String,
    pub code: &'static str,
    /// What is wrong with this design, or what the setting does.
    pub message: String,
}

impl Why {
    /// Of a finding in that panel.
    pub fn of(panel: &str, finding: &Finding) -> Why {
        let Finding { code, place, message, .. } = finding;
        // One rule may find several things at one place.
        let sum =
            message.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        Why { id: format!("why-{panel}-{code}-{place}-{sum:x}"), code, message: message.clone() }
    }
}

fn is_open(page: Page, id: &str) -> bool {
    page.why.with(|why| why.as_ref().is_some_and(|why| why.id == id))
}

/// Opens it, or closes it where it is open.
fn turn(page: Page, why: &Why) {
    let next = if untrack(|| is_open(page, &why.id)) { None } else { Some(why.clone()) };
    page.why_told.set_value(None);
    page.why.set(next);
}

/// Closes it; the focus goes back to what opened it.
fn close(page: Page, id: &str) {
    if untrack(|| is_open(page, id)) {
        page.why.set(None);
        focus(id);
    }
}

/// Esc closes it, from its button and from within.
fn key(page: Page, id: &str, event: &web_sys::KeyboardEvent) {
    if event.key() == "Escape" && untrack(|| is_open(page, id)) {
        event.prevent_default();
        close(page, id);
    }
}

/// The button that opens it. `label` is for who does not see what stands before it.
pub fn button(
    page: Page,
    why: Why,
    name: String,
    label: Option<String>,
    tab: impl Fn() -> &'static str + Send + 'static,
) -> AnyView {
    let Why { id, .. } = why.clone();
    let (shown, left) = (id.clone(), id.clone());
    view! {
        <button
            id=id.clone()
            class="link"
            tabindex=tab
            aria-label=label
            aria-expanded=move || is_open(page, &shown).to_string()
            aria-controls=page_id(&id)
            on:click=move |_| turn(page, &why)
            on:keydown=move |event| key(page, &left, &event)
        >{name}</button>
    }
    .into_any()
}

/// The page, where it is open.
pub fn opened(page: Page, id: String) -> Live {
    let shown = id.clone();
    live_while(
        move || is_open(page, &shown),
        move || {
            let left = id.clone();
            view! {
                <section
                    id=page_id(&id)
                    class="why"
                    aria-label="Why it matters"
                    on:keydown=move |event| key(page, &left, &event)
                >{fetched(rule_page)}</section>
            }
        },
    )
}

/// The id of the page that something of that id opens.
pub fn page_id(id: &str) -> String {
    format!("{id}-page")
}
