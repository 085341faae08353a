//! The course's own design, and the way back to the learner's.

use super::super::keep::{self, Keeping, Turn};
use super::super::live::{Live, live};
use super::super::storage;
use super::{Course, seen};
use leptos::prelude::*;
use presswright::design::Document;
use presswright::lesson::{ready_for, start_of};
use std::cell::RefCell;

/// The design that was open before the course's: its identifier where the browser keeps it, and its text.
#[derive(Clone)]
struct Before {
    id: Option<String>,
    text: String,
}

thread_local! {
    static BEFORE: RefCell<Option<Before>> = const { RefCell::new(None) };
}

/// Remembers what is open, unless it is the course's own.
pub fn remember(course: Course) {
    if course.ours.get_untracked() {
        return;
    }
    let page = course.page;
    let kept = !matches!(page.keeping.get_untracked(), Keeping::Unsaved(_));
    let id = page.keeper.with_value(|keeper| keeper.id().map(str::to_owned)).filter(|_| kept);
    let text = page.editor.with_untracked(|editor| editor.text().to_owned());
    // The way back outlives a reload where the design does.
    course.note(|progress| progress.before.clone_from(&id));
    BEFORE.with_borrow_mut(|before| *before = Some(Before { id, text }));
}

/// Begins a design; nothing is overwritten. Gives its identifier.
pub fn begin(course: Course, title: &str, document: Document) -> Option<String> {
    let page = course.page;
    if page.turn.get_value().is_none() {
        storage::fail(page, "The part of the page that keeps designs is not here yet. Try again.");
        return None;
    }
    keep::begin(page, title, document);
    page.keeper.with_value(|keeper| keeper.id().map(str::to_owned))
}

/// Begins a chapter on a copy of what the chapters before it lead to.
fn start(course: Course, place: usize) {
    remember(course);
    if let Some(id) =
        start_of(place).and_then(|document| begin(course, "The course's copy is open", document))
    {
        course.note(|progress| progress.design = Some(id));
    }
}

/// Back to the course's design.
fn back(course: Course) {
    remember(course);
    if let Some(id) = course.progress.with_untracked(|progress| progress.design.clone()) {
        keep::turn(course.page, Turn::Open(id));
    }
}

/// Back to what was open before.
fn leave(course: Course) {
    let kept = course.progress.with_untracked(|progress| progress.before.clone());
    let kept = kept.map(|id| Before { id: Some(id), text: String::new() });
    let Some(before) = BEFORE.with_borrow(Clone::clone).or(kept) else { return };
    match before.id {
        Some(id) => keep::turn(course.page, Turn::Open(id)),
        None => match Document::read(&before.text) {
            Ok(document) => keep::begin(course.page, "Your design is open", document),
            Err(unreadable) => storage::fail(course.page, &unreadable.to_string()),
        },
    }
}

/// Which design is open, and what can be done about it.
pub fn line(course: Course, place: usize) -> Live {
    let ready = Memo::new(move |_| seen(course.page, |seen| ready_for(place, seen)));
    let begun = Memo::new(move |_| course.progress.with(|progress| progress.design.is_some()));
    live(move || {
        let anew = |class: &'static str, words: &'static str| {
            view! { <button class=class on:click=move |_| start(course, place)>{words}</button> }
        };
        let text = match (course.ours.get(), begun.get()) {
            (true, _) if ready.get() => {
                "You work on the course's copy. To begin the chapter anew opens a fresh one; this one stays among your designs."
            }
            (true, _) => {
                "You work on the course's copy. What the chapters before this one mend is not mended in it: go on all the same, or take a copy in which it is."
            }
            (false, true) => "Another design is open. Steps are checked on the course's copy only.",
            (false, false) => {
                "The design that is open is yours, and stays as it is. The course works on a copy of the article's."
            }
        };
        let acts = match (course.ours.get(), begun.get()) {
            (true, _) => {
                let kept = course.progress.with(|progress| progress.before.is_some());
                let there = kept || BEFORE.with_borrow(Option::is_some);
                let leave = there.then(|| {
                    view! { <button on:click=move |_| leave(course)>"Back to your design"</button> }
                });
                view! { {leave} {anew("", "Begin this chapter anew")} }.into_any()
            }
            (false, true) => view! {
                <button class="primary" on:click=move |_| back(course)>"Go on with the course's copy"</button>
                {anew("", "Begin this chapter anew")}
            }
            .into_any(),
            (false, false) => anew("primary", "Begin").into_any(),
        };
        view! {
            <div class="own">
                <p>{text}</p>
                <div class="acts">{acts}</div>
            </div>
        }
    })
}
