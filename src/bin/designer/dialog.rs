//! The dialogs whose inside is a part of the page: one after the other in one element.

use super::designs::designs;
use super::live::live_option;
use super::modal::reading;
use super::overwrite::overwrite;
use super::part::fetched;
use super::rule_page::rule_page;
use super::sharing::sharing;
use super::state::{Page, page};
use leptos::prelude::*;

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The designs in this browser.
    Designs,
    /// What is sent to somebody else.
    Share,
    /// The page of a rule, which a link asked for.
    Rule,
    /// Another program has written to the file of the design.
    Overwrite,
}

pub fn close(page: Page) {
    page.opened.set(None);
}

#[component]
pub fn OpenedDialog() -> impl IntoView {
    let page = page();
    let open = Memo::new(move |_| page.opened.with(Option::is_some));
    let inner = live_option(move || {
        page.opened.get().map(|opened| {
            fetched(match opened {
                Opened::Designs => designs,
                Opened::Share => sharing,
                Opened::Rule => rule_page,
                Opened::Overwrite => overwrite,
            })
        })
    });
    let label = |page: Page| match page.opened.get() {
        Some(Opened::Share) => "Share",
        Some(Opened::Rule) => "Rule",
        Some(Opened::Overwrite) => "Changed on disk",
        _ => "Designs",
    };
    reading(page, label, open, close, inner)
}
