//! What comes of a start is computed anew when the design, the seed or what breaks is another.

use super::State;
use crate::rehearse::tell_rested;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::{Course, Starting};
use std::sync::Arc;

pub fn follow(page: Page, state: State) {
    Effect::new(move |last: Option<(u64, Starting)>| {
        let (revision, starting) = (page.revision.get(), state.starting.get());
        let errors = page.editor.with_untracked(|editor| editor.report().errors());
        state.errors.set(errors);
        if errors > 0 {
            state.playing.set(false);
            state.course.set(None);
            return (revision, starting);
        }
        let course = page
            .editor
            .with_untracked(|editor| Course::of(editor.design(), editor.topology(), &starting));
        let old = state.course_now(|course| course.sentence.clone());
        let changed = last.is_some_and(|(of, under)| of != revision && under == starting);
        // Nothing is put beside it where a person set something else.
        let before = old.filter(|old| changed && *old != course.sentence);
        state.before.set(before);
        state.at.update(|at| *at = (*at).min(course.end));
        state.course.set(Some(Arc::new(course)));
        (revision, starting)
    });
}

/// How it ends is said once it rests.
pub fn tell(page: Page, state: State) {
    let sentence = Memo::new(move |_| state.course(|course| course.sentence.clone()));
    tell_rested(page, "Deploy", sentence);
}
