//! The sentence above the drawing.

use super::State;
use crate::icons;
use crate::live::{live, live_option};
use crate::rehearse::{details, shown};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::no_cluster;
use presswright::simulate::serving::Level;

pub fn card(page: Page, state: State) -> impl IntoView {
    let told = Memo::new(move |_| {
        let errors = state.errors.get();
        state.course.with(|course| match course {
            Some(course) => (course.level, course.sentence.clone()),
            None if errors > 0 => (Level::Partly, no_cluster(errors)),
            None => (Level::Partly, "What comes of this load is being computed.".to_owned()),
        })
    });
    let before = Memo::new(move |_| {
        state.before.with(|before| {
            let before = before.as_ref()?;
            let when = if before.kept { "Kept:" } else { "Before the change:" };
            Some((when, before.course.sentence.clone()))
        })
    });
    view! {
        <section
            class=move || format!("sentence {}", shown(told.with(|told| told.0)).1)
            aria-label="What becomes of the site under the load"
            aria-busy=move || state.busy.get().to_string()
            // It scrolls where words are large.
            tabindex="0"
        >
            {live(move || icons::icon(shown(told.with(|told| told.0)).0))}
            <div>
                <p class="told">{live(move || told.with(|told| told.1.clone()))}</p>
                {live_option(move || before.get().map(|(when, old)| view! {
                    <p class="before"><b>{when}</b> " " <span>{old}</span></p>
                }))}
            </div>
            <div class="acts">
                {details(page)}
            </div>
        </section>
    }
}
