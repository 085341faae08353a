//! Why a finding matters: the dialog that shows the rule's page.

use super::live::live_option;
use super::modal::reading;
use super::part::fetched;
use super::rule_page::rule_page;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::rules::Finding;

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

/// Opens the page of a rule that speaks of a setting; `doc` is what the setting does.
pub fn open_rule(page: Page, code: &'static str, doc: &str) {
    page.why.set(Some(Why { code, message: doc.to_owned() }));
}

fn close(page: Page) {
    page.why.set(None);
}

#[component]
pub fn WhyDialog() -> impl IntoView {
    let page = page();
    let open = Memo::new(move |_| page.why.with(Option::is_some));
    let inner = live_option(move || page.why.get().map(|_| fetched(rule_page)));
    reading(page, |_| "Why it matters", open, close, inner)
}
