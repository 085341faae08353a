//! A step of a chapter: what and why, what to do, whether it is done, what helps.

use super::super::canvas::focus_on;
use super::super::icons;
use super::super::live::{each, live, live_option, live_while};
use super::super::markdown::prose;
use super::super::problems::focus;
use super::super::state::Page;
use super::chapter::{Chapters, unfold};
use super::question::question;
use super::seen;
use leptos::prelude::*;
use presswright::editor::Thing;
use presswright::lesson::Step;
use presswright::lesson::text::StepText;
use presswright::rules::Severity;

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It was not done yet.
    Open,
    /// It holds.
    Done,
    /// It was done, and does not hold in this design.
    Undone,
    /// It was done, and another design is open.
    Before,
}

fn state(chapters: Chapters, at: usize, step: &Step) -> State {
    let holds = chapters.holding.with(|holding| holding.get(at).copied());
    let known =
        chapters.course.progress.with(|progress| progress.has(chapters.chapter.name, step.name));
    match (holds, known) {
        (Some(true), _) => State::Done,
        (Some(false), true) => State::Undone,
        (None, true) => State::Before,
        (_, false) => State::Open,
    }
}

pub fn step(chapters: Chapters, at: usize, step: &'static Step, text: StepText) -> AnyView {
    let open = move || chapters.unfolded.get() == Some(at);
    let state = Memo::new(move |_| state(chapters, at, step));
    let done = move || state.get() == State::Done || state.get() == State::Before;
    let words = move || if done() { "done" } else { "" };
    view! {
        <li class="step" class:done=done>
            <h3>
                <button
                    id=format!("step-{at}")
                    aria-expanded=move || open().to_string()
                    aria-controls=format!("step-{at}-body")
                    on:click=move |_| {
                        let next = if untrack(open) { None } else { Some(at) };
                        chapters.unfolded.set(next);
                    }
                >
                    <span class="mark">{live(move || icons::icon(if done() { icons::CHECK } else { icons::PENCIL }))}</span>
                    <span class="name">{step.title} " " <span class="hidden">{live(words)}</span></span>
                </button>
            </h3>
            <div id=format!("step-{at}-body")>
                {live_while(open, move || body(chapters, at, step, state, &text))}
            </div>
        </li>
    }
    .into_any()
}

fn body(
    chapters: Chapters,
    at: usize,
    step: &'static Step,
    state: Memo<State>,
    text: &StepText,
) -> AnyView {
    let page = chapters.course.page;
    let hinted = RwSignal::new(false);
    let hint = text.hint.clone();
    let questions = step.questions.iter().zip(text.questions.clone()).enumerate();
    let questions = each(questions, |(number, (one, text))| {
        question(chapters.course, format!("q-{at}-{number}"), *one, &text)
    });
    let next = move || {
        let next = at + 1;
        let there = next < chapters.chapter.steps.len() && state.get() == State::Done;
        there.then(|| {
            view! { <button class="primary" on:click=move |_| unfold(chapters, next)>"Next step"</button> }
        })
    };
    view! {
        {prose(&text.about)}
        <div class="to-do">
            <h4>"To do"</h4>
            {prose(&text.act)}
            {live(move || standing(chapters, step, state.get()))}
            <div class="acts">
                <button on:click=move |_| show(page, step)>"Show me"</button>
                <button
                    aria-expanded=move || hinted.get().to_string()
                    on:click=move |_| hinted.update(|shown| *shown = !*shown)
                >"Hint"</button>
                {live_option(next)}
            </div>
            {live_while(move || hinted.get(), move || {
                view! { <div class="clue">{prose(&hint)}</div> }
            })}
        </div>
        {questions}
    }
    .into_any()
}

/// Whether it is done, and what is still found.
fn standing(chapters: Chapters, step: &'static Step, state: State) -> AnyView {
    let page = chapters.course.page;
    let left = move || {
        seen(page, |seen| {
            let mut left = step.left(seen);
            let first = left.next().map(|finding| format!("{}: {}", finding.code, finding.message));
            let more = left.count();
            match (first, more) {
                (None, _) => {
                    match seen.report.findings().iter().find(|one| one.severity == Severity::Error)
                    {
                        Some(error) => format!("Not yet. {}: {}", error.code, error.message),
                        None => {
                            "Not yet: it has no error, and not all holds that this step asks for."
                                .to_owned()
                        }
                    }
                }
                (Some(first), 0) => format!("Not yet. {first}"),
                (Some(first), more) => format!("Not yet. {first} And {more} more."),
            }
        })
    };
    let (class, icon, words) = match state {
        State::Done => ("state done", icons::CHECK, "Done.".to_owned()),
        State::Before => {
            ("state done", icons::CHECK, "Done before, on the course's copy.".to_owned())
        }
        State::Undone => ("state", icons::PENCIL, format!("It was done. {}", left())),
        State::Open if chapters.course.ours.get() => ("state", icons::PENCIL, left()),
        State::Open => {
            ("state", icons::PENCIL, "It is checked once the course's copy is open.".to_owned())
        }
    };
    view! { <p class=class>{icons::icon(icon)} <span>{words}</span></p> }.into_any()
}

/// Shows the thing on the drawing and puts the focus on its field.
fn show(page: Page, step: &Step) {
    let place = untrack(|| seen(page, |seen| step.place(seen)));
    let thing = Thing::of_place(&place);
    page.show(thing);
    into_field(format!("field-{place}"), thing, 60);
}

/// The settings may have to be fetched and drawn first.
fn into_field(id: String, thing: Thing, frames: u32) {
    request_animation_frame(move || {
        if document().get_element_by_id(&id).is_some() {
            focus(&id);
        } else if frames > 0 && document().get_element_by_id("settings").is_none() {
            into_field(id, thing, frames - 1);
        } else {
            focus_on(thing);
        }
    });
}
