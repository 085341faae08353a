//! The sentence above the drawing, with what people can do with the site.

use super::details::details;
use super::{State, Told};
use crate::actions::run;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::Action;
use presswright::editor::rehearsal::{Phase, Use};
use presswright::simulate::serving::Level;

/// Sign, class and word of a level.
pub fn shown(level: Level) -> (&'static str, &'static str, &'static str) {
    match level {
        Level::Works => (icons::CHECK, "ok", "works"),
        Level::Partly => (icons::WARNING, "warning", "in part"),
        Level::Stops => (icons::ERROR, "error", "stops"),
    }
}

/// How a use stands at the time that is drawn.
fn chip((of, phase): (Use, Phase)) -> impl IntoView {
    let (icon, class, word) = shown(level(of, phase));
    view! {
        <li class=class>{icons::icon(icon)} {of.what} " " <b>{word}</b></li>
    }
}

fn level(of: Use, phase: Phase) -> Level {
    let [at_once, settled, returned] = of.levels;
    match phase {
        Phase::AtOnce => at_once,
        Phase::Settled => settled,
        Phase::Returned => returned,
    }
}

/// The first sentence, and the rest.
fn parted(text: &str) -> (String, String) {
    match text.split_once(". ") {
        Some((first, rest)) => (format!("{first}."), format!(" {rest}")),
        None => (text.to_owned(), String::new()),
    }
}

pub fn card(page: Page, state: State) -> impl IntoView {
    let told = state.told;
    let sentence = Memo::new(move |_| told.with(Told::sentence));
    let level = Memo::new(move |_| told.with(Told::level));
    let uses = Memo::new(move |_| {
        let phase = state.phase.get();
        told.with(|told| {
            let uses = told.answer().map(|answer| answer.uses);
            uses.into_iter().flatten().map(|of| (of, phase)).collect::<Vec<_>>()
        })
    });
    let some = Memo::new(move |_| state.failing.with(|failing| !failing.is_empty()));
    view! {
        <section
            class=move || format!("sentence {}", shown(level.get()).1)
            aria-label="What becomes of the site"
            // It scrolls where words are large.
            tabindex="0"
        >
            {live(move || icons::icon(shown(level.get()).0))}
            <div>
                <p class="told">{live(move || {
                    let (first, rest) = parted(&sentence.get());
                    view! { <b>{first}</b> {rest} }
                })}</p>
                {live_option(move || state.before.get().map(|old| view! {
                    <p class="before"><b>"Before the change:"</b> " " {old}</p>
                }))}
                {live_option(move || (!some.get()).then(|| view! {
                    <p class="how">"Press a machine, a pod or the NFS export to let it fail; again, and it is back."</p>
                }))}
                <ul class="uses">{live(move || each(uses.get(), chip))}</ul>
            </div>
            <div class="acts">
                {live_option(move || some.get().then(|| view! {
                    <button
                        title=Action::BringBack.titled(Action::BringBack.name(), page.mac)
                        aria-keyshortcuts=Action::BringBack.shortcuts(page.mac)
                        on:click=move |_| run(page, Action::BringBack)
                    >{Action::BringBack.name()}</button>
                }))}
                {details(page)}
            </div>
        </section>
    }
}
