//! Where problems lead, and how many there are: what of them is needed before their list is here.

use super::actions::run;
use super::canvas::focus_on;
use super::icons;
use super::live::live;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Action, Mark, Tab, Thing, verdict_counts};
use presswright::rules::{Finding, Severity};
use wasm_bindgen::JsCast;

/// How many problems there are, and the class of the worst.
pub fn count(page: Page) -> (usize, &'static str) {
    page.editor.with(|editor| {
        let findings = editor.report().findings();
        // The worst comes first.
        let worst =
            findings.first().map_or("", |finding| icons::of_mark(mark_of(finding.severity)).1);
        (findings.len(), worst)
    })
}

/// The number of problems, which stays in sight when their list is closed.
#[component]
pub fn ProblemCount() -> impl IntoView {
    let page = page();
    let action = Action::Tab(Tab::Problems);
    let words = move || page.editor.with(|editor| verdict_counts(editor.report()));
    let icon = move || match count(page).1 {
        "" => icons::CHECK,
        "error" => icons::ERROR,
        "warning" => icons::WARNING,
        _ => icons::ADVICE,
    };
    view! {
        <button
            class=move || format!("quiet problem-count {}", count(page).1)
            aria-label=move || format!("{}: {}", action.name(), words())
            title=move || action.titled(&words(), page.mac)
            aria-keyshortcuts=action.shortcuts(page.mac)
            on:click=move |_| run(page, action)
        >{live(move || icons::icon(icon()))} {live(move || count(page).0)}</button>
    }
}

/// A finding of the report, and how many there are.
fn nth(page: Page, index: usize) -> Option<(Finding, usize)> {
    page.editor.with_untracked(|editor| {
        let findings = editor.report().findings();
        findings.get(index).map(|finding| (finding.clone(), findings.len()))
    })
}

/// Shows a problem, by its place in the report: the thing on the drawing, and the field if it is one's.
pub fn go(page: Page, index: usize) {
    let Some((finding, count)) = nth(page, index) else { return };
    let thing = Thing::of_place(&finding.place);
    page.problem.set(Some(index));
    page.show(thing);
    page.say(format!(
        "Problem {} of {count}, {}: {}",
        index + 1,
        finding.severity,
        finding.message
    ));
    let field = format!("field-{}", finding.place);
    // The settings are drawn first.
    request_animation_frame(move || {
        if document().get_element_by_id(&field).is_some() {
            focus(&field);
        } else {
            focus_on(thing);
        }
    });
}

pub fn mark_of(severity: Severity) -> Mark {
    match severity {
        Severity::Error => Mark::Error,
        Severity::Warning => Mark::Warning,
        Severity::Advice => Mark::Advice,
    }
}

/// Puts the focus on the element of that id, if it is there.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}
