//! Why a finding matters: the dialog that shows the rule's page.

use super::icons;
use super::live::live_option;
use super::part::fetched;
use super::rule_page::rule_page;
use super::state::{Page, page};
use leptos::html;
use leptos::prelude::*;
use presswright::rules::Finding;
use wasm_bindgen::JsCast;

/// A rule whose page is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    pub code: &'static str,
    /// What is wrong with this design.
    pub message: String,
}

/// Opens the page of a finding's rule.
pub fn open(page: Page, finding: &Finding) {
    page.why.set(Some(Why { code: finding.code, message: finding.message.clone() }));
}

#[component]
pub fn WhyDialog() -> impl IntoView {
    let page = page();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        let open = page.why.with(Option::is_some);
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class="why"
            aria-label="Why it matters"
            node_ref=dialog
            on:close=move |_| page.why.set(None)
            on:click=move |event| {
                // A press beside the dialog closes it.
                let on_itself = event
                    .target()
                    .is_some_and(|target| target.dyn_ref::<web_sys::HtmlDialogElement>().is_some());
                if on_itself {
                    page.why.set(None);
                }
            }
        >
            <div class="page">
                <button class="quiet square close" aria-label="Close" on:click=move |_| page.why.set(None)>
                    {icons::icon(icons::CLOSE)}
                </button>
                {live_option(move || page.why.get().map(|_| fetched(rule_page)))}
            </div>
        </dialog>
    }
}
