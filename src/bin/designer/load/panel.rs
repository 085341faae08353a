//! The panel of a load: what is set, and what comes of it over time.

use super::{State, plots, settings, sheet};
use crate::live::{each, live_option};
use crate::rehearse::Before;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::Shape;
use presswright::simulate::load::Curve;
use presswright::simulate::load::settings::Setting;

/// The choice that is no curve with a name.
const BY_HAND: &str = "by hand";

pub fn panel(page: Page, state: State) -> AnyView {
    view! {
        <div class="load">
            <section aria-labelledby="the-load" tabindex="0">
                <h2 id="the-load">"The load"</h2>
                {chosen(state)}
                {sheet::sheet(page, state)}
                {others(state)}
            </section>
            <section class="comes" aria-labelledby="comes-of-it" tabindex="0">
                <div class="heads">
                    <h2 id="comes-of-it">"What comes of it"</h2>
                    {compared(page, state)}
                </div>
                {plots::plots(state)}
            </section>
        </div>
    }
    .into_any()
}

/// Which curve.
fn chosen(state: State) -> impl IntoView {
    let name = Memo::new(move |_| {
        state.loading.with(|loading| match &loading.shape {
            Shape::Named(name) => *name,
            Shape::Drawn(_) => BY_HAND,
        })
    });
    let about = move || {
        let known = Curve::names().find(|(known, _)| *known == name.get());
        known.map_or(
            "Drawn by hand: seconds and requests a second, straight between the points.",
            |(_, about)| about,
        )
    };
    let choose = move |event: web_sys::Event| {
        let choice = event_target_value(&event);
        state.loading.update(|loading| {
            *loading = match loading.named(&choice) {
                Some(named) => named,
                // The curve that there is goes on, as one that is drawn.
                None => {
                    let mut next = loading.clone();
                    next.shape = Shape::Drawn(loading.curve());
                    next
                }
            };
        });
    };
    let names = Curve::names().map(|(name, _)| name).chain([BY_HAND]);
    view! {
        <div class="set">
            <label for="load-curve">"Curve"</label>
            <select id="load-curve" aria-describedby="about-load-curve" prop:value=move || name.get() on:change=choose>
                {each(names, |option| view! {
                    <option value=option selected=move || name.get() == option>{option}</option>
                })}
            </select>
            <p class="about" id="about-load-curve">{about}</p>
        </div>
    }
}

/// What else is set. A curve that is drawn has its own highest point.
fn others(state: State) -> impl IntoView {
    let drawn =
        Memo::new(move |_| state.loading.with(|loading| matches!(loading.shape, Shape::Drawn(_))));
    let own = move || (!drawn.get()).then(|| settings::field(state, Setting::Peak));
    let rest = Setting::ALL.into_iter().filter(|setting| *setting != Setting::Peak);
    view! {
        <div class="sets">
            {live_option(own)}
            {each(rest, |setting| settings::field(state, setting))}
        </div>
    }
}

/// Keeps what there is, to compare what comes next with it.
fn compared(page: Page, state: State) -> impl IntoView {
    let kept =
        Memo::new(move |_| state.before.with(|before| before.as_ref().map(|before| before.kept)));
    let keep = move |_| {
        if let Some(course) = state.course.get_untracked() {
            state.before.set(Some(Before { course, kept: true }));
            page.say("Kept. What changes from now on is shown beside it.");
        }
    };
    let forget = move |_| {
        state.before.set(None);
        page.say("Nothing is compared.");
        crate::problems::focus("load-keep");
    };
    view! {
        <div class="acts">
            <button id="load-keep" on:click=keep>"Keep to compare"</button>
            {live_option(move || kept.get().map(|_| view! {
                <button on:click=forget>"Stop comparing"</button>
            }))}
        </div>
    }
}
