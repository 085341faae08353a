//! The sentence above the drawing, with the clock and what it is played by.

use super::{State, playing};
use crate::actions::run;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::number::number;
use crate::rehearse::{details, shown};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::Action;
use presswright::editor::rehearsal::deploy::sentence;
use presswright::editor::rehearsal::no_cluster;
use presswright::simulate::deploy::words::clock;
use presswright::simulate::serving::Level;

const PLAY: &str = "m7 4 12 8-12 8z";
const PAUSE: &str = "M8 5v14M16 5v14";
const NEXT: &str = "m5 5 10 7-10 7zM19 5v14";
const PREVIOUS: &str = "m19 5-10 7 10 7zM5 5v14";
/// So many times as fast as it would be.
const SPEEDS: [u32; 4] = [1, 10, 30, 60];
/// What a key of the scrubber goes, in milliseconds.
const STEP: u64 = 1000;

pub fn card(page: Page, state: State) -> impl IntoView {
    let told = Memo::new(move |_| {
        let errors = state.errors.get();
        let of = state.course(|course| (course.level, course.sentence.clone()));
        of.unwrap_or_else(|| (Level::Partly, no_cluster(errors)))
    });
    let now = Memo::new(move |_| {
        let moment = state.moment.get();
        let told = state.course(|course| {
            moment.and_then(|at| course.moments.get(at)).map(|moment| sentence(course, moment))
        });
        told.flatten().unwrap_or_default()
    });
    let there = Memo::new(move |_| state.course.with(Option::is_some));
    view! {
        <section
            class=move || format!("sentence start {}", shown(told.with(|told| told.0)).1)
            aria-label="How the start ends"
            // It scrolls where words are large.
            tabindex="0"
            on:keydown=move |event| playing::space(page, state, &event)
        >
            {live(move || icons::icon(shown(told.with(|told| told.0)).0))}
            <div>
                <p class="told">{live(move || told.with(|told| told.1.clone()))}</p>
                {live_option(move || state.before.get().map(|old| view! {
                    <p class="before"><b>"Before the change:"</b> " " <span>{old}</span></p>
                }))}
                {live_option(move || there.get().then(|| transport(page, state)))}
                <p class="now">{live(move || now.get())}</p>
            </div>
            <div class="acts">
                {details(page)}
            </div>
        </section>
    }
}

/// A button of the clock.
fn button(
    page: Page,
    action: Action,
    name: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    icon: impl Fn() -> &'static str + Send + Sync + 'static,
) -> AnyView {
    view! {
        <button
            class="square"
            aria-label=name
            title=move || action.titled(name(), page.mac)
            aria-keyshortcuts=action.shortcuts(page.mac)
            on:click=move |_| run(page, action)
        >{live(move || icons::icon(icon()))}</button>
    }
    .into_any()
}

fn transport(page: Page, state: State) -> impl IntoView {
    let plays = move || state.playing.get();
    let end = Memo::new(move |_| state.course(|course| course.end).unwrap_or_default());
    // A whole number of steps, so that the end can be come to.
    let most = move || end.get().div_ceil(STEP) * STEP;
    let scrub = move |event: web_sys::Event| {
        if let Ok(at) = event_target_value(&event).parse::<u64>() {
            state.playing.set(false);
            playing::look(page, state, at.min(end.get_untracked()));
        }
    };
    let choose = move |event: web_sys::Event| {
        if let Ok(speed) = event_target_value(&event).parse() {
            state.speed.set(speed);
        }
    };
    let speeds = each(SPEEDS, |speed| {
        view! {
            <option value=speed.to_string() selected=move || state.speed.get() == speed>
                {format!("{speed}×")}
            </option>
        }
    });
    view! {
        <div class="transport" role="group" aria-label="Play the start">
            <div class="controls">
                {button(page, Action::Event(false), || "Previous event", || PREVIOUS)}
                {button(
                    page,
                    Action::Play,
                    move || if plays() { "Pause" } else { "Play" },
                    move || if plays() { PAUSE } else { PLAY },
                )}
                {button(page, Action::Event(true), || "Next event", || NEXT)}
                <label class="speed">
                    "Speed "
                    <select on:change=choose>{speeds}</select>
                </label>
                <label for="deploy-time" class="clock">
                    "Time " <b class="mono">{live(move || clock(state.at.get()))}</b>
                    <span class="of">" of " {live(move || clock(end.get()))}</span>
                </label>
            </div>
            <div class="scrubber">
                <input
                    id="deploy-time" type="range" min="0" step=STEP.to_string()
                    max=move || most().to_string()
                    prop:value=move || state.at.get().to_string()
                    aria-valuetext=move || playing::words(state)
                    on:input=scrub
                />
                <div class="breaks-at" aria-hidden="true">{live(move || ticks(state, most()))}</div>
            </div>
        </div>
    }
}

/// When something breaks, below the scrubber.
fn ticks(state: State, most: u64) -> Vec<AnyView> {
    #[allow(clippy::cast_precision_loss, reason = "some minutes")]
    let share = |at: u64| at.min(most) as f64 / most.max(1) as f64;
    let times = state
        .starting
        .with(|starting| starting.breaks.iter().map(|one| one.at).collect::<Vec<_>>());
    each(times, |at| {
        view! { <span style=("left", format!("{}%", number(share(at) * 100.0)))>"✕"</span> }
    })
}
