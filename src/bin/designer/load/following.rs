//! What comes of a load is computed anew when the load or the design changes: in the same moment where it is short,
//! and else in slices, between which the page draws.

use super::State;
use crate::rehearse::{Before, tell_rested};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{Course, Loading};
use presswright::simulate::load::Running;
use std::sync::Arc;
use std::time::Duration;

/// How long it is computed in one go, in milliseconds.
const SLICE: f64 = 6.0;
/// Between two looks at the clock so many seconds of the curve are gone through.
const SECONDS: u32 = 120;

/// A course on its way: of which revision of the design, and the how many-th.
struct Way {
    ticket: u64,
    revision: u64,
    loading: Loading,
    running: Running,
}

pub fn follow(page: Page, state: State) {
    let way = StoredValue::new(None::<Way>);
    // What the last course was of.
    let last = StoredValue::new(None::<(u64, Loading)>);
    Effect::new(move |ticket: Option<u64>| {
        let ticket = ticket.unwrap_or(0) + 1;
        let revision = page.revision.get();
        let loading = state.loading.get();
        let errors = page.editor.with_untracked(|editor| editor.report().errors());
        state.errors.set(errors);
        if errors > 0 {
            way.set_value(None);
            state.busy.set(false);
            state.course.set(None);
            return ticket;
        }
        let running = page.editor.with_untracked(|editor| {
            let curve = loading.curve();
            Running::of(editor.design(), editor.topology(), curve, &loading.assumed)
        });
        way.set_value(Some(Way { ticket, revision, loading, running }));
        state.busy.set(true);
        go_on(page, state, way, last, ticket);
        ticket
    });
}

fn go_on(
    page: Page,
    state: State,
    way: StoredValue<Option<Way>>,
    last: StoredValue<Option<(u64, Loading)>>,
    ticket: u64,
) {
    let now = page.revision.get_untracked();
    let until = js_sys::Date::now() + SLICE;
    let more = way.try_update_value(|way| {
        let way = way.as_mut().filter(|way| way.ticket == ticket && way.revision == now)?;
        let mut more = true;
        page.editor.with_untracked(|editor| {
            while more && js_sys::Date::now() < until {
                more = way.running.step(editor.topology(), SECONDS);
            }
        });
        Some(more)
    });
    match more {
        Some(Some(true)) => {
            set_timeout(move || go_on(page, state, way, last, ticket), Duration::ZERO);
        }
        Some(Some(false)) => {
            let done = way.try_update_value(Option::take).flatten();
            if let Some(done) = done {
                arrive(page, state, last, done);
            }
        }
        // Load was left, or something newer is on its way.
        Some(None) | None => {}
    }
}

/// What was computed is here. Where the design is another than that of the last course, that one stands beside it.
fn arrive(page: Page, state: State, last: StoredValue<Option<(u64, Loading)>>, done: Way) {
    let Way { revision, loading, running, .. } = done;
    let course = page
        .editor
        .with_untracked(|editor| Arc::new(Course::of(editor.design(), &loading, running.end())));
    let kept = state.before.with_untracked(|before| before.as_ref().is_some_and(|it| it.kept));
    if !kept {
        let old = state.course.get_untracked();
        let changed = last.with_value(|last| {
            last.as_ref().is_some_and(|(of, under)| *of != revision && *under == loading)
        });
        let before = old.filter(|old| changed && **old != *course);
        state.before.set(before.map(|course| Before { course, kept: false }));
    }
    last.set_value(Some((revision, loading)));
    state.at.update(|at| *at = (*at).min(course.end));
    state.busy.set(false);
    state.course.set(Some(course));
}

/// What comes of it is said once it rests.
pub fn tell(page: Page, state: State) {
    let sentence = Memo::new(move |_| {
        state.course.with(|course| course.as_ref().map(|it| it.sentence.clone()))
    });
    tell_rested(page, "Load", sentence);
}
