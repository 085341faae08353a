//! A chapter: its text, the course's copy, its steps.

use super::super::icons;
use super::super::live::{each, live, live_option};
use super::super::markdown::{fetch, prose};
use super::super::problems::focus;
use super::step::step;
use super::{Course, close, ending, own, seen, then};
use leptos::prelude::*;
use presswright::lesson::text::{Lesson, lesson};
use presswright::lesson::{CHAPTERS, Chapter};
use wasm_bindgen_futures::spawn_local;

/// What there is of the chapter's text.
#[derive(Clone, PartialEq)]
enum Text {
    Coming,
    Missing,
    Here(Lesson),
}

/// What the steps of a chapter share.
#[derive(Clone, Copy)]
pub struct Chapters {
    pub course: Course,
    pub chapter: &'static Chapter,
    /// The step that is unfolded.
    pub unfolded: RwSignal<Option<usize>>,
    /// Which steps hold in the design as it is; none where that is not the course's.
    pub holding: Memo<Vec<bool>>,
}

pub fn chapter(course: Course, place: usize, chapter: &'static Chapter) -> AnyView {
    let page = course.page;
    let text = RwSignal::new(Text::Coming);
    let read = move || {
        text.set(Text::Coming);
        spawn_local(async move {
            let fetched = fetch(&format!("lessons/lesson-{}.md", chapter.name)).await;
            // Whoever asked may be elsewhere by now.
            let _ = text.try_set(fetched.map_or(Text::Missing, |text| Text::Here(lesson(&text))));
        });
    };
    read();
    let holding = Memo::new(move |_| {
        if !course.ours.get() {
            return Vec::new();
        }
        seen(page, |seen| chapter.steps.iter().map(|step| step.holds(seen)).collect())
    });
    let first = course.progress.with_untracked(|progress| {
        chapter.steps.iter().position(|step| !progress.has(chapter.name, step.name))
    });
    let chapters = Chapters { course, chapter, unfolded: RwSignal::new(first), holding };
    watch(chapters);
    let steps = move || match text.get() {
        Text::Here(lesson) => {
            let steps = chapter.steps.iter().zip(lesson.steps).enumerate();
            let drawn = each(steps, |(at, (one, text))| step(chapters, at, one, text));
            view! { <ol class="steps">{drawn}</ol> }.into_any()
        }
        Text::Coming => {
            view! { <p aria-live="polite">"The chapter is being fetched."</p> }.into_any()
        }
        Text::Missing => view! {
            <p role="alert">
                "The chapter could not be fetched. With a connection, "
                <button on:click=move |_| read()>"Try again"</button>
            </p>
        }
        .into_any(),
    };
    let opening = move || match text.get() {
        Text::Here(lesson) => Some(prose(&lesson.opening)),
        _ => None,
    };
    let words = move || match text.get() {
        Text::Here(lesson) => Some(view! {
            <details class="words">
                <summary>"New words, beside Docker's"</summary>
                {prose(&lesson.words)}
            </details>
        }),
        _ => None,
    };
    let last = place + 1 == CHAPTERS.len();
    let link = format!("{}#learn={}", super::address(), chapter.name);
    let next = CHAPTERS.get(place + 1).map(|next| {
        view! {
            <button on:click=move |_| course.turn_to(Some(place + 1))>
                {format!("Next chapter: {}", next.title)}
            </button>
        }
    });
    view! {
        <header>
            <button
                class="quiet square"
                aria-label="All chapters"
                title="All chapters"
                on:click=move |_| course.turn_to(None)
            >{icons::icon(icons::TREE)}</button>
            <h2 id="learn-heading" tabindex="-1">{format!("{}. {}", place + 1, chapter.title)}</h2>
            {close(page)}
        </header>
        <div class="body">
            {live_option(opening)}
            {live_option(words)}
            {own::line(course, place)}
            {live(steps)}
            {last.then(|| ending::ending(course))}
            <div class="acts">
                {then::button(chapter)}
                {next}
            </div>
            <p class="link-to">
                <a href=link>"Link to this chapter"</a>
            </p>
        </div>
    }
    .into_any()
}

/// Notes which steps are done, and tells of each once.
fn watch(chapters: Chapters) {
    let Chapters { course, chapter, holding, .. } = chapters;
    Effect::new(move |_| {
        let holding = holding.get();
        let done: Vec<&'static str> = chapter
            .steps
            .iter()
            .zip(holding)
            .filter(|(step, holds)| {
                let known = course.progress.with_untracked(|it| it.has(chapter.name, step.name));
                *holds && !known
            })
            .map(|(step, _)| {
                course.note(|progress| progress.done(chapter.name, step.name));
                step.title
            })
            .collect();
        if done.is_empty() {
            return;
        }
        // What was just said of the change is said with it.
        let said = course.page.said.get_untracked();
        let (count, all) = (
            course.progress.with_untracked(|progress| super::count(progress, chapter)),
            chapter.steps.len(),
        );
        course.page.say(format!(
            "{said} Step done: {}. {count} of {all} of this chapter.",
            done.join("; ")
        ));
    });
}

/// Unfolds a step and puts the focus on its heading.
pub fn unfold(chapters: Chapters, at: usize) {
    chapters.unfolded.set(Some(at));
    request_animation_frame(move || focus(&format!("step-{at}")));
}
