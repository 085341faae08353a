//! The panel of a start: what happens, what waits for what, what breaks.

use super::{State, breaks, log, playing, waits};
use crate::state::Page;
use leptos::prelude::*;

pub fn panel(page: Page, state: State) -> AnyView {
    view! {
        <div class="deploy" on:keydown=move |event| playing::space(page, state, &event)>
            <section class="happens" id="deploy-log" aria-labelledby="deploy-happens" tabindex="0">
                <h2 id="deploy-happens">"What happens"</h2>
                {log::log(page, state)}
            </section>
            <section aria-labelledby="deploy-waits" tabindex="0">
                <h2 id="deploy-waits">"What waits for what"</h2>
                {waits::waits(page, state)}
            </section>
            <section aria-labelledby="deploy-breaks" tabindex="0">
                <h2 id="deploy-breaks">"What breaks"</h2>
                {breaks::breaks(page, state)}
            </section>
        </div>
    }
    .into_any()
}
