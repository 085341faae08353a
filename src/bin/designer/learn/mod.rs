//! Learn: the course, beside the canvas, on a design of its own.
//!
//! What a chapter is, when a step is done and what is right stands in the library (`lesson`); its texts are
//! files that are fetched when a chapter is opened. Nothing here changes a design: the learner does.

mod chapter;
mod ending;
mod exercise;
mod own;
mod question;
mod step;
mod then;

use super::icons;
use super::live::{each, live, live_option};
use super::part::{Draw, part};
use super::problems::focus;
use super::received::take_out;
use super::state::{Page, page};
use super::storage;
use leptos::ev;
use leptos::prelude::*;
use presswright::editor::Mode;
use presswright::lesson::{CHAPTERS, Chapter, Progress, Seen, chapter as chapter_named};
use std::cell::RefCell;

part!(learn in rehearse: Draw = || view! { <Learn /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/learn.css");

/// Where the browser keeps how far the learner is.
const KEPT: &str = "presswright.learn";

thread_local! {
    /// The same, for a browser that keeps nothing.
    static PROGRESS: RefCell<Option<Progress>> = const { RefCell::new(None) };
}

/// The course's own state.
#[derive(Clone, Copy)]
struct Course {
    page: Page,
    progress: RwSignal<Progress>,
    /// The chapter that is open.
    open: RwSignal<Option<usize>>,
    /// Whether the design that is open is the course's.
    ours: Memo<bool>,
}

impl Course {
    fn new(page: Page) -> Course {
        let progress = RwSignal::new(remembered());
        let name = progress.with_untracked(|progress| progress.chapter.clone());
        let open = name.and_then(|name| chapter_named(&name)).map(|(place, _)| place);
        let ours = Memo::new(move |_| {
            page.editor.track();
            progress.with(|progress| {
                let id = progress.design.as_deref();
                page.keeper.with_value(|keeper| id.is_some() && keeper.id() == id)
            })
        });
        Course { page, progress, open: RwSignal::new(open), ours }
    }

    /// Changes how far the learner is, and keeps it.
    fn note<T>(self, change: impl FnOnce(&mut Progress) -> T) -> Option<T> {
        let made = self.progress.try_update(change);
        let progress = self.progress.get_untracked();
        // A browser that keeps nothing keeps it for the visit.
        let _ = storage::write(KEPT, &progress.written());
        PROGRESS.with_borrow_mut(|kept| *kept = Some(progress));
        made
    }

    /// Opens a chapter, or the list of them.
    fn turn_to(self, place: Option<usize>) {
        let name =
            place.and_then(|place| CHAPTERS.get(place)).map(|chapter| chapter.name.to_owned());
        self.note(|progress| progress.chapter = name);
        self.open.set(place);
        request_animation_frame(|| focus("learn-heading"));
    }
}

fn remembered() -> Progress {
    let visit = PROGRESS.with_borrow(Clone::clone);
    visit.or_else(|| storage::read(KEPT).map(|text| Progress::read(&text))).unwrap_or_default()
}

/// What a check looks at: the design as it is.
fn seen<T>(page: Page, read: impl FnOnce(&Seen) -> T) -> T {
    page.editor.with(|editor| {
        read(&Seen {
            design: editor.design(),
            topology: editor.topology(),
            report: editor.report(),
        })
    })
}

#[component]
fn Learn() -> impl IntoView {
    let course = Course::new(page());
    follow(course);
    make_room(course.page);
    view! {
        <style>{STYLE}</style>
        <aside class="learn" aria-label="Learn">
            {exercise::line(course)}
            {live(move || match course.open.get().and_then(|place| Some((place, CHAPTERS.get(place)?))) {
                Some((place, chapter)) => chapter::chapter(course, place, chapter),
                None => overview(course),
            })}
        </aside>
    }
}

/// Where course and settings leave the drawing little, the settings wait until they are asked for.
fn make_room(page: Page) {
    let little = window().match_media("(max-width: 89.9em)").ok().flatten();
    if little.is_some_and(|query| query.matches()) && page.inspector.get_untracked() {
        page.inspector.set(false);
        on_cleanup(move || page.inspector.set(true));
    }
}

/// Opens what the address asks for: a chapter or an exercise.
fn follow(course: Course) {
    let look = move || {
        let fragment = window().location().hash().unwrap_or_default();
        let fragment = fragment.trim_start_matches('#');
        if let Some(name) = fragment.strip_prefix("learn") {
            take_out();
            let named = chapter_named(name.trim_start_matches('='));
            course.turn_to(named.map(|(place, _)| place));
        } else if exercise::receive(course, fragment) {
            take_out();
        }
    };
    look();
    let handle = window_event_listener(ev::hashchange, move |_| look());
    on_cleanup(move || handle.remove());
}

/// How many steps of a chapter were done.
fn count(progress: &Progress, chapter: &Chapter) -> usize {
    let done = chapter.steps.iter().filter(|step| progress.has(chapter.name, step.name));
    done.count()
}

fn overview(course: Course) -> AnyView {
    let whole = move || {
        let steps: usize = CHAPTERS.iter().map(|chapter| chapter.steps.len()).sum();
        let done: usize = course
            .progress
            .with(|progress| CHAPTERS.iter().map(|chapter| count(progress, chapter)).sum());
        format!("{done} of {steps} steps are done.")
    };
    let row = move |(place, chapter): (usize, &'static Chapter)| {
        let steps = chapter.steps.len();
        let done = move || course.progress.with(|progress| count(progress, chapter));
        view! {
            <li class:done=move || done() == steps>
                <button on:click=move |_| course.turn_to(Some(place))>
                    {live_option(move || (done() == steps).then(|| icons::icon(icons::CHECK)))}
                    <b>{format!("{}. {}", place + 1, chapter.title)}</b>
                    <span>{live(move || format!("{} of {steps} steps", done()))}</span>
                </button>
            </li>
        }
    };
    view! {
        <header>
            <h2 id="learn-heading" tabindex="-1">"Learn"</h2>
            {close(course.page)}
        </header>
        <div class="body">
            <p>
                "A course in nine chapters. It begins with what an article of 2017 built, with all its faults, and ends with a design that can be exported. You find each fault, learn what it does, and mend it on the drawing. Any way of mending it counts."
            </p>
            <p>"The course works on a copy. Your own designs stay as they are. The chapters can be taken in any order."</p>
            <p class="whole">{live(whole)}</p>
            <ol class="chapters">{each(CHAPTERS.iter().enumerate(), row)}</ol>
            {ending::ending(course)}
            {exercise::maker(course)}
        </div>
    }
    .into_any()
}

/// The button that leads back to the design.
fn close(page: Page) -> AnyView {
    view! {
        <button
            class="quiet square"
            aria-label="Close the course"
            on:click=move |_| page.mode.set(Mode::Design)
        >{icons::icon(icons::CLOSE)}</button>
    }
    .into_any()
}

/// Where the page is, without what its address says after `#`.
fn address() -> String {
    let whole = window().location().href().unwrap_or_default();
    whole.split('#').next().unwrap_or_default().to_owned()
}
