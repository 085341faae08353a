//! The clock: it is played, stopped, stepped and set, and things break at its moment.

use super::State;
use crate::actions::keep_focus;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::{
    MOST_BREAKS, Starting, next_second, sentence, spoken,
};
use presswright::editor::rehearsal::{Failing, faults_of};
use presswright::editor::{Action, Thing};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// So often the clock goes on while it is played.
const TICK: Duration = Duration::from_millis(100);
/// A tick is no longer than so, in milliseconds: a page that slept goes on where it was.
const LONGEST: f64 = 1000.0;

/// While it is played the moment goes on, as many times as fast as is set.
pub fn follow(page: Page, state: State) {
    Effect::new(move |_| {
        if !state.playing.get() {
            return;
        }
        let last = StoredValue::new(js_sys::Date::now());
        let ticking = set_interval_with_handle(
            move || {
                let Some(before) = last.try_get_value() else { return };
                let now = js_sys::Date::now();
                last.set_value(now);
                tick(page, state, (now - before).clamp(0.0, LONGEST));
            },
            TICK,
        );
        let ticking = ticking.ok();
        on_cleanup(move || {
            if let Some(ticking) = ticking {
                ticking.clear();
            }
        });
    });
}

fn tick(page: Page, state: State, passed: f64) {
    let Some((end, told)) = state.course_now(|course| (course.end, course.sentence.clone())) else {
        return state.playing.set(false);
    };
    let by = passed * f64::from(state.speed.get_untracked());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some seconds")]
    let next = state.at.get_untracked().saturating_add(by.round() as u64);
    look(page, state, next.min(end));
    if next >= end {
        state.playing.set(false);
        page.say(told);
    }
}

/// Another moment is looked at.
pub fn look(page: Page, state: State, at: u64) {
    // What is drawn is drawn anew.
    keep_focus(page);
    state.at.set(at);
}

/// What happened last is said.
fn say(page: Page, state: State) {
    let moment = state.moment.get_untracked();
    let told = state.course_now(|course| {
        let moment = course.moments.get(moment?)?;
        Some(sentence(course, moment))
    });
    if let Some(Some(told)) = told {
        page.say(told);
    }
}

/// Plays on, or stops; from the end it begins anew.
pub fn toggle(page: Page, state: State) {
    let Some(end) = state.course_now(|course| course.end) else {
        return page.refuse("There is no cluster to start.".to_owned());
    };
    let plays = !state.playing.get_untracked();
    if plays && state.at.get_untracked() >= end {
        look(page, state, 0);
    }
    state.playing.set(plays);
    if plays {
        page.say(match state.speed.get_untracked() {
            1 => "Plays.".to_owned(),
            speed => format!("Plays, {speed} times as fast."),
        });
    } else {
        say(page, state);
    }
}

/// To the next moment or to the one before.
pub fn step(page: Page, state: State, forward: bool) {
    state.playing.set(false);
    let now = state.at.get_untracked();
    let next =
        state.course_now(|course| if forward { course.next(now) } else { course.previous(now) });
    match next {
        Some(Some(at)) => {
            look(page, state, at);
            say(page, state);
        }
        Some(None) => {
            page.say(if forward { "Nothing more happens." } else { "Nothing is before it." });
        }
        None => {}
    }
}

/// To a moment that was chosen.
pub fn go(page: Page, state: State, moment: usize) {
    state.playing.set(false);
    let at = state.course_now(|course| course.moments.get(moment).map(|moment| moment.at));
    if let Some(Some(at)) = at {
        look(page, state, at);
        say(page, state);
    }
}

/// What the scrubber says.
pub fn words(state: State) -> String {
    let at = state.at.get();
    state.course(|course| spoken(course, at)).unwrap_or_default()
}

/// Space plays and stops, where it does not press what has the focus.
pub fn space(page: Page, state: State, event: &web_sys::KeyboardEvent) {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    if event.key() != " " || held {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let own = "button, select, option, summary, input:not([type=range])";
    if target.is_none_or(|target| target.matches(own).unwrap_or_default()) {
        return;
    }
    event.prevent_default();
    if !event.repeat() {
        toggle(page, state);
    }
}

/// What the table of actions has for it.
pub fn act(page: Page, state: State, action: Action, thing: Option<Thing>) {
    match action {
        Action::Play => toggle(page, state),
        Action::Event(forward) => step(page, state, forward),
        Action::BringBack => {
            keep_focus(page);
            state.starting.update(|starting| starting.breaks.clear());
        }
        _ => fail(page, state, thing),
    }
}

/// A thing breaks at the moment that is looked at, with all that is meant with it; or it is mended.
fn fail(page: Page, state: State, thing: Option<Thing>) {
    let at = state.at.get_untracked();
    let next = page.editor.with_untracked(|editor| {
        let (design, topology) = (editor.design(), editor.topology());
        let things = editor.meant(thing);
        let able = things.iter().any(|thing| !faults_of(*thing, design, topology).is_empty());
        let next = || state.starting.with_untracked(|it| it.toggled(&things, at, design, topology));
        able.then(next)
    });
    match next {
        Some(next) => put(page, state, next),
        None => page.refuse("Machines, pods, folders and the NFS export can break.".to_owned()),
    }
}

/// One kind of failure of a thing, on or off.
pub fn turn(page: Page, state: State, one: &Failing) {
    let at = state.at.get_untracked();
    put(page, state, state.starting.with_untracked(|starting| starting.turned(one, at)));
}

/// This breaks at the moment that is looked at.
pub fn add(page: Page, state: State, one: Failing) {
    let at = state.at.get_untracked();
    put(page, state, state.starting.with_untracked(|starting| starting.with(one, at)));
}

/// Another start, looked at when what is new in it happens; nothing where no more may break.
fn put(page: Page, state: State, next: Option<Starting>) {
    let Some(next) = next else {
        return page.refuse(format!("At most {MOST_BREAKS} things break in one start."));
    };
    keep_focus(page);
    let at = state.at.get_untracked();
    let then = next_second(at);
    let is_new = next.breaks.iter().any(|one| one.at == then || one.until == Some(then));
    // In this order: the moment is within what comes of it.
    state.starting.set(next);
    if is_new && !state.playing.get_untracked() {
        request_animation_frame(move || {
            if state.at.try_get_untracked() == Some(at) {
                look(page, state, then);
                say(page, state);
            }
        });
    }
}
