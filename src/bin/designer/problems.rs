//! The problems, with their fixes, and the verdict.

use super::actions::run;
use super::canvas::focus_on;
use super::icons;
use super::live::{each, live, live_while};
use super::maker::Bundle;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Action, Editor, Mark, Tab, Thing, verdict_counts};
use presswright::rules::{Finding, Severity};
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
                {live(move || each(findings.get().into_iter().enumerate(), |(index, finding)| row(page, index, finding)))}
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
    let safe = move || page.editor.with(Editor::safe_fixes);
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
                <button class="fix-all" on:click=move |_| run(page, Action::FixAll)>
                    {icons::icon(icons::CHECK)}
                    {live(move || match safe() {
                        1 => "Fix the safe one".to_owned(),
                        safe => format!("Fix all {safe} safe ones"),
                    })}
                </button>
            })}
            <button class="link" on:click=move |_| run(page, Action::Tab(Tab::Files))>"Look at the files"</button>
        </div>
    }
}

fn row(page: Page, index: usize, finding: Finding) -> impl IntoView {
    let (icon, class) = icons::of_mark(mark_of(finding.severity));
    let thing = Thing::of_place(&finding.place);
    let name = page.editor.with_untracked(|editor| thing.name(editor.design(), editor.topology()));
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
            <button class="link thing" title="Show it" on:click=move |_| go(page, index)>{name}</button>
            <span class="acts">
                {fix}
                <button class="link" on:click=move |_| super::why::open(page, &shown)>"Why"</button>
            </span>
        </li>
    }
}

/// Shows a problem, by its place in the report: the thing on the drawing, and the field if it is one's.
pub fn go(page: Page, index: usize) {
    let found = page.editor.with_untracked(|editor| {
        let findings = editor.report().findings();
        findings.get(index).map(|finding| (finding.clone(), findings.len()))
    });
    let Some((finding, count)) = found else { return };
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
