//! The problems with their fixes, grouped and filtered as a person wants them, and the verdict.

use super::actions::run;
use super::bar::target;
use super::icons;
use super::live::{each, live, live_option, live_while};
use super::maker::Bundle;
use super::problems::{focus, go, mark_of};
use super::state::{Page, page};
use super::storage;
use super::why::{self, Why};
use leptos::prelude::*;
use presswright::editor::{
    Action, Editor, Filter, Grouping, Mode, ProblemGroup, Tab, Thing, problem_groups, problem_step,
    severity_heading, verdict_counts,
};
use presswright::rules::{Finding, Severity};

/// Where the browser keeps how a person wants to see them.
const KEPT: &str = "presswright.problems";

const GROUPINGS: [(Grouping, &str, &str); 2] =
    [(Grouping::Severity, "severity", "How much it matters"), (Grouping::Thing, "thing", "Thing")];

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

/// What the list and what is above it share.
#[derive(Clone, Copy)]
struct Shown {
    page: Page,
    grouping: RwSignal<Grouping>,
    filter: RwSignal<Filter>,
    groups: Memo<Vec<ProblemGroup>>,
}

#[component]
pub fn Problems() -> impl IntoView {
    let page = page();
    let (grouping, without) = kept();
    let grouping = RwSignal::new(grouping);
    let filter = RwSignal::new(Filter { text: String::new(), without });
    let groups = Memo::new(move |_| {
        page.revision.track();
        let grouping = grouping.get();
        page.editor
            .with_untracked(|editor| filter.with(|filter| problem_groups(editor, grouping, filter)))
    });
    let shown = Shown { page, grouping, filter, groups };
    // The one problem that Tab stops at.
    let stop = Memo::new(move |_| {
        let last = page.problem.get();
        groups.with(|groups| {
            let mut all = groups.iter().flat_map(|group| group.problems.iter().copied());
            last.filter(|last| all.clone().any(|one| one == *last)).or_else(|| all.next())
        })
    });
    let key = move |event: web_sys::KeyboardEvent| {
        let Some(on) = target::<web_sys::Element>(&event).and_then(|element| row_of(&element))
        else {
            return;
        };
        if let Some(next) = groups.with_untracked(|groups| problem_step(groups, on, &event.key())) {
            event.prevent_default();
            page.problem.set(Some(next));
            focus(&format!("problem-{next}"));
        }
    };
    // As they are said: another change may leave as many, with other words.
    let drawn: Memo<Vec<(String, Vec<Row>)>> = Memo::new(move |_| {
        page.revision.track();
        groups.with(|groups| {
            page.editor.with_untracked(|editor| {
                groups.iter().map(|group| (group.title.clone(), rows_of(editor, group))).collect()
            })
        })
    });
    let group = move |(title, rows): (String, Vec<Row>)| {
        view! {
            <h2>{title} " " <span class="count">{rows.len()}</span></h2>
            <ul>{each(rows, |one| row(shown, stop, one))}</ul>
        }
    };
    view! {
        <div class="problems" on:keydown=key>
            <Verdict />
            {live_while(move || page.editor.with(|editor| !editor.report().findings().is_empty()), move || view! { <Sieve shown /> })}
            {live(move || {
                let drawn = drawn.get();
                // They are drawn anew, and what has the focus goes.
                if document().active_element().is_some_and(|on| on.closest(".problem").is_ok_and(|row| row.is_some())) {
                    keep_focus(Some(shown));
                }
                each(drawn, group)
            })}
        </div>
    }
}

/// A problem of the list.
#[derive(Clone, PartialEq)]
struct Row {
    /// Its place in the report.
    index: usize,
    finding: Finding,
    /// What the thing is called.
    name: String,
}

fn rows_of(editor: &Editor, group: &ProblemGroup) -> Vec<Row> {
    let findings = editor.report().findings();
    let row = |index: &usize| {
        let finding = findings.get(*index)?.clone();
        let name = Thing::of_place(&finding.place).name(editor.design(), editor.topology());
        Some(Row { index: *index, finding, name })
    };
    group.problems.iter().filter_map(row).collect()
}

/// What the findings come to; it stands first, so that it is always seen.
#[component]
fn Verdict() -> impl IntoView {
    let page = page();
    let errors = move || page.editor.with(|editor| editor.report().has_errors());
    let counts = move || page.editor.with(|editor| verdict_counts(editor.report()));
    let safe = move || page.editor.with(Editor::safe_fixes);
    let follows = move || match page.bundle.get() {
        Bundle::Ready(made) => format!(
            "The bundle can be exported: {} files, {} objects.",
            made.files.len(),
            made.objects.len()
        ),
        Bundle::Making => "The bundle is being made.".to_owned(),
        Bundle::Stopped => "Nothing is exported until the errors are gone.".to_owned(),
        Bundle::Failed(reason) => reason,
    };
    view! {
        <div id="verdict" class="verdict" class:error=errors tabindex="-1">
            {live(move || icons::icon(if errors() { icons::ERROR } else { icons::CHECK }))}
            <p><b>{live(move || format!("{}.", counts()))}</b> " " {live(follows)}</p>
            // The course mends one fault after the other.
            {live_while(move || safe() > 0 && page.mode.get() != Mode::Learn, move || view! {
                <button class="fix-all" on:click=move |_| {
                    run(page, Action::FixAll);
                    keep_focus(None);
                }>
                    {icons::icon(icons::CHECK)}
                    {live(move || match safe() {
                        1 => "Apply 1 safe fix".to_owned(),
                        safe => format!("Apply all {safe} safe fixes"),
                    })}
                </button>
            })}
            <button class="link" on:click=move |_| run(page, Action::Tab(Tab::Files))>"Look at the files"</button>
        </div>
    }
}

/// By what the problems are put together, and which are shown.
#[component]
fn Sieve(shown: Shown) -> impl IntoView {
    let Shown { page, grouping, filter, groups } = shown;
    let chosen = move |event: web_sys::Event| {
        let Some(select) = target::<web_sys::HtmlSelectElement>(&event) else { return };
        if let Some((choice, ..)) = GROUPINGS.iter().find(|(_, word, _)| *word == select.value()) {
            grouping.set(*choice);
            keep(shown);
        }
    };
    let typed = move |event: web_sys::Event| {
        if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
            filter.update(|filter| filter.text = input.value());
        }
    };
    let severity = move |severity: Severity| {
        let count = move || page.editor.with(|editor| editor.report().count(severity));
        let (icon, class) = icons::of_mark(mark_of(severity));
        let on = move || filter.with(|filter| !filter.without.contains(&severity));
        live_while(
            move || count() > 0,
            move || {
                view! {
                    <button
                        class=class
                        aria-pressed=move || on().to_string()
                        on:click=move |_| {
                            filter.update(|filter| match filter.without.iter().position(|one| *one == severity) {
                                Some(place) => { filter.without.remove(place); }
                                None => filter.without.push(severity),
                            });
                            keep(shown);
                        }
                    >{icons::icon(icon)} {severity_heading(severity)} " " {live(count)}</button>
                }
            },
        )
    };
    let left_out = move || {
        let all = page.editor.with(|editor| editor.report().findings().len());
        let seen: usize =
            groups.with(|groups| groups.iter().map(|group| group.problems.len()).sum());
        (seen < all).then(|| format!("{seen} of {all} are shown."))
    };
    view! {
        <div class="sieve" role="group" aria-label="Which problems are shown">
            <label for="grouping">"Group by"</label>
            <select id="grouping" on:change=chosen>
                {each(GROUPINGS, |(choice, word, name)| view! {
                    <option value=word selected=move || grouping.get() == choice>{name}</option>
                })}
            </select>
            {SEVERITIES.map(severity)}
            <input
                type="text" aria-label="Words that stand in a problem" placeholder="Filter"
                autocomplete="off" spellcheck="false" on:input=typed
            />
            <p aria-live="polite">{live_option(left_out)}</p>
        </div>
    }
}

fn row(shown: Shown, stop: Memo<Option<usize>>, row: Row) -> AnyView {
    let page = shown.page;
    let Row { index, finding, name } = row;
    let (icon, class) = icons::of_mark(mark_of(finding.severity));
    // What can be done with a problem comes behind it; Tab does not go through all of them.
    let tab = move || if stop.get() == Some(index) { "0" } else { "-1" };
    let fix = finding.fix.clone().map(|fix| {
        let title = fix.title.clone();
        view! {
            <button class="link" tabindex=tab on:click=move |event| {
                // The second press of two would mend what took this one's place.
                if event.detail() < 2 {
                    page.attempt(&title, &fix.edit);
                }
            }>{fix.title.clone()}</button>
        }
    });
    let why = Why::of("list", &finding);
    let id = why.id.clone();
    view! {
        <li class=format!("problem {class}") on:focusin=move |_| page.problem.set(Some(index))>
            <span class="severity" title=finding.severity.to_string()>
                {icons::icon(icon)}
                <span class="hidden">{finding.severity.to_string()}</span>
            </span>
            <span class="code">{finding.code}</span>
            <button
                id=format!("problem-{index}")
                class="message"
                title="Show it on the drawing, and its field"
                tabindex=tab
                on:click=move |_| go(page, index)
            >{finding.message.clone()}</button>
            <span class="thing">{name}</span>
            <span class="acts">
                {fix}
                {why::button(page, why, "Why".to_owned(), None, tab)}
            </span>
            {why::opened(page, id)}
        </li>
    }
    .into_any()
}

/// The problem in whose row an element stands, by its place in the report. The page of its rule has
/// its own keys.
fn row_of(element: &web_sys::Element) -> Option<usize> {
    if element.closest(".why").ok()?.is_some() {
        return None;
    }
    let message = element.closest(".problem").ok()??.query_selector(".message").ok()??;
    message.id().strip_prefix("problem-")?.parse().ok()
}

/// What was mended is gone, with its button: the focus goes to the problem that has its place now.
fn keep_focus(shown: Option<Shown>) {
    request_animation_frame(move || {
        if document().active_element().is_some_and(|element| element.tag_name() != "BODY") {
            return;
        }
        let next = shown.and_then(|shown| {
            let last = shown.page.problem.get_untracked()?;
            shown.groups.with_untracked(|groups| {
                let all: Vec<usize> =
                    groups.iter().flat_map(|group| group.problems.iter().copied()).collect();
                all.iter().find(|one| **one >= last).or(all.last()).copied()
            })
        });
        focus(&next.map_or_else(|| "verdict".to_owned(), |next| format!("problem-{next}")));
    });
}

fn keep(shown: Shown) {
    let grouping = shown.grouping.get_untracked();
    let word = GROUPINGS.iter().find(|(one, ..)| *one == grouping).map_or("", |(_, word, _)| word);
    let without = shown.filter.with_untracked(|filter| {
        filter.without.iter().map(|severity| format!(" {severity}")).collect::<String>()
    });
    // A browser that keeps nothing keeps it until the panel is closed.
    let _ = storage::write(KEPT, &format!("{word}{without}"));
}

fn kept() -> (Grouping, Vec<Severity>) {
    let words = storage::read(KEPT).unwrap_or_default();
    let has = |word: &str| words.split(' ').any(|one| one == word);
    let grouping = GROUPINGS.iter().find(|(_, word, _)| has(word)).map(|(grouping, ..)| *grouping);
    let without = SEVERITIES.into_iter().filter(|severity| has(&severity.to_string())).collect();
    (grouping.unwrap_or_default(), without)
}
