//! The problems, with their fixes, and the verdict.

use super::icons;
use super::live::{each, live, live_while};
use super::maker::Bundle;
use super::state::{Page, Tab, page};
use leptos::prelude::*;
use presswright::design::Edit;
use presswright::editor::{Mark, Thing, verdict_counts};
use presswright::rules::{Finding, Severity, fix_all_safe};
use wasm_bindgen::JsCast;

#[component]
pub fn Problems() -> impl IntoView {
    let page = page();
    let findings = Memo::new(move |_| {
        page.revision.track();
        page.editor.with_untracked(|editor| editor.report().findings().to_vec())
    });
    view! {
        <div class="problems">
            <Verdict />
            <ul>
                {live(move || each(findings.get(), |finding| row(page, finding)))}
            </ul>
        </div>
    }
}

/// What the findings come to; it stands first, so that it is always seen.
#[component]
fn Verdict() -> impl IntoView {
    let page = page();
    let errors = move || page.editor.with(|editor| editor.report().has_errors());
    let counts = move || page.editor.with(|editor| verdict_counts(editor.report()));
    let safe = move || {
        page.editor.with(|editor| {
            let findings = editor.report().findings().iter();
            findings.filter(|f| f.fix.as_ref().is_some_and(|fix| fix.safe)).count()
        })
    };
    let follows = move || match page.bundle.get() {
        Bundle::Ready { files, objects } => {
            format!("The bundle can be exported: {} files, {objects} objects.", files.len())
        }
        Bundle::Making => "The bundle is being made.".to_owned(),
        Bundle::Stopped => "Nothing is exported until the errors are gone.".to_owned(),
        Bundle::Failed(reason) => reason,
    };
    view! {
        <div class="verdict" class:error=errors>
            {live(move || icons::icon(if errors() { icons::ERROR } else { icons::CHECK }))}
            <p><b>{live(move || format!("{}.", counts()))}</b> " " {live(follows)}</p>
            {live_while(move || { safe() > 0 }, move || view! {
                <button class="fix-all" on:click=move |_| fix_all(page)>
                    {icons::icon(icons::CHECK)}
                    {live(move || match safe() {
                        1 => "Fix the safe one".to_owned(),
                        safe => format!("Fix all {safe} safe ones"),
                    })}
                </button>
            })}
            <button class="link" on:click=move |_| page.tab.set(Tab::Files)>"Look at the files"</button>
        </div>
    }
}

fn row(page: Page, finding: Finding) -> impl IntoView {
    let (icon, class) = icons::of_mark(mark_of(finding.severity));
    let thing = Thing::of_place(&finding.place);
    let name = page.editor.with_untracked(|editor| thing.name(editor.design(), editor.topology()));
    let place = finding.place.clone();
    let fix = finding.fix.clone().map(|fix| {
        let title = fix.title.clone();
        view! {
            <button class="link" on:click=move |_| page.attempt(&title, &fix.edit)>{fix.title.clone()}</button>
        }
    });
    let shown = finding.clone();
    view! {
        <li class=format!("problem {class}")>
            <span class="severity" title=finding.severity.to_string()>
                {icons::icon(icon)}
                <span class="hidden">{finding.severity.to_string()}</span>
            </span>
            <span class="code">{finding.code}</span>
            <span class="message">{finding.message.clone()}</span>
            <button class="link thing" title="Show it" on:click=move |_| {
                page.show(thing);
                let field = format!("field-{place}");
                // The inspector is drawn first.
                request_animation_frame(move || focus(&field));
            }>{name}</button>
            <span class="acts">
                {fix}
                <button class="link" on:click=move |_| super::why::open(page, &shown)>"Why"</button>
            </span>
        </li>
    }
}

fn fix_all(page: Page) {
    let edit = page.editor.with_untracked(|editor| fix_all_safe(editor.design()));
    if edit == Edit::Many(Vec::new()) {
        page.say("Nothing can be fixed without a decision.");
    } else {
        page.attempt("Fixed all that is safe", &edit);
    }
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
