//! What breaks when, and the seed.

use super::{State, playing};
use crate::bar::target;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::problems::focus;
use crate::state::Page;
use leptos::html;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::{Broken, Times, breakable, next_second, typed};
use presswright::simulate::load::words::clock;

/// One that breaks, as it is shown.
#[derive(Clone, PartialEq)]
struct Shown {
    index: usize,
    words: String,
    at: u64,
    until: Option<u64>,
    can_end: bool,
}

/// Milliseconds as they are typed: `1:30`.
fn typed_as(at: u64) -> String {
    clock(u32::try_from(at / 1000).unwrap_or(u32::MAX))
}

pub fn breaks(page: Page, state: State) -> impl IntoView {
    // As the design has them: what it has no more does not break.
    let all = Memo::new(move |_| {
        page.revision.track();
        let starting = state.starting.get();
        page.editor.with_untracked(|editor| {
            let topology = editor.topology();
            let shown = |(index, one): (usize, &Broken)| {
                let fault = one.what.fault(topology)?;
                let (words, can_end) = (fault.words(topology), one.what.can_end());
                Some(Shown { index, words, at: one.at, until: one.until, can_end })
            };
            starting.breaks.iter().enumerate().filter_map(shown).collect::<Vec<_>>()
        })
    });
    let count = Memo::new(move |_| all.with(Vec::len));
    let refused = RwSignal::new(None::<String>);
    view! {
        {adding(page, state)}
        <ul class="broken" id="deploy-broken" tabindex="-1" aria-labelledby="deploy-breaks">{live(move || {
            match count.get() {
                0 => vec![view! { <li class="none">"Nothing."</li> }.into_any()],
                count => each(0..count, |place| one(page, state, refused, all, place)),
            }
        })}</ul>
        {live_option(move || refused.get().map(|text| view! { <p class="refusal" role="alert">{text}</p> }))}
        <p class="about">
            "Or press a machine, a pod or the NFS export on the drawing: it breaks at the time that is looked at, and once more mends it."
        </p>
        {seed(state)}
    }
}

/// What breaks next, of all that can.
fn adding(page: Page, state: State) -> impl IntoView {
    let groups = Memo::new(move |_| {
        page.revision.track();
        page.editor.with_untracked(|editor| breakable(editor.topology()))
    });
    let list = NodeRef::<html::Select>::new();
    let options = move || {
        let first = view! { <option value="">"…"</option> }.into_any();
        let groups = each(groups.get(), |(name, all)| {
            let options = each(all, |(_, words)| view! { <option>{words}</option> });
            view! { <optgroup label=name>{options}</optgroup> }
        });
        [first].into_iter().chain(groups).collect::<Vec<_>>()
    };
    let then = move || typed_as(next_second(state.at.get()));
    let press = move |_| {
        let words = list.get_untracked().map(|list| list.value()).unwrap_or_default();
        let named = groups.with_untracked(|groups| {
            let mut all = groups.iter().flat_map(|(_, all)| all);
            all.find(|(_, one)| *one == words).map(|(failing, _)| failing.clone())
        });
        match named {
            Some(one) => playing::add(page, state, one),
            None => page.refuse("Choose what breaks first.".to_owned()),
        }
    };
    view! {
        <div class="adding">
            <label for="deploy-what">"Fault"</label>
            <select id="deploy-what" node_ref=list>{live(options)}</select>
            <button on:click=press>
                {icons::icon(icons::PLUS)} <span>{live(move || format!("Break it at {}", then()))}</span>
            </button>
        </div>
    }
}

/// One that breaks. It stays the same line while its times are typed.
fn one(
    page: Page,
    state: State,
    refused: RwSignal<Option<String>>,
    all: Memo<Vec<Shown>>,
    place: usize,
) -> AnyView {
    let words =
        move || all.with(|all| all.get(place).map(|it| it.words.clone())).unwrap_or_default();
    let can_end = Memo::new(move |_| all.with(|all| all.get(place).is_some_and(|it| it.can_end)));
    let index = move || all.with_untracked(|all| all.get(place).map(|it| it.index));
    let time = move |times: Times, name: &'static str| {
        let value = move || {
            all.with(|all| {
                let time = all.get(place).and_then(|it| match times {
                    Times::At => Some(it.at),
                    Times::Until => it.until,
                });
                time.map(typed_as).unwrap_or_default()
            })
        };
        let take = move |event: web_sys::Event| {
            let Some(input) = target::<web_sys::HtmlInputElement>(&event) else { return };
            let Some(index) = index() else { return };
            let next = state.starting.with_untracked(|it| typed(it, index, times, &input.value()));
            match next {
                Ok(next) => {
                    refused.set(None);
                    state.starting.set(next);
                }
                Err(reason) => {
                    refused.set(Some(reason));
                    // What was not taken is not left standing.
                    input.set_value(&untrack(value));
                }
            }
        };
        view! {
            <input
                type="text" class="mono" inputmode="numeric" autocomplete="off"
                aria-label=move || format!("{}: {name}", words())
                placeholder=(times == Times::Until).then_some("never")
                prop:value=value on:change=take
            />
        }
    };
    let away = move || format!("Take it away: {}", words());
    let remove = move |_| {
        let Some(index) = index() else { return };
        refused.set(None);
        state.starting.update(|starting| *starting = starting.without(index));
        page.say("Taken away.");
        focus("deploy-broken");
    };
    view! {
        <li>
            {icons::icon(icons::ERROR)}
            <span class="what">{live(words)}</span>
            <span class="from">"at " {time(Times::At, "breaks at")}</span>
            {live_option(move || can_end.get().then(|| view! {
                <span class="from">"mended " {time(Times::Until, "is mended at")}</span>
            }))}
            <button class="quiet square" aria-label=away title=away on:click=remove>
                {icons::icon(icons::CLOSE)}
            </button>
        </li>
    }
    .into_any()
}

fn seed(state: State) -> impl IntoView {
    let refused = RwSignal::new(false);
    let value = Memo::new(move |_| state.starting.with(|starting| starting.seed));
    let set = move |seed: u64| {
        refused.set(false);
        state.starting.update(|starting| starting.seed = seed);
    };
    let take = move |event: web_sys::Event| match event_target_value(&event).trim().parse() {
        Ok(seed) => set(seed),
        Err(_) => refused.set(true),
    };
    view! {
        <div class="seed">
            <label for="deploy-seed">"Seed"</label>
            <input
                id="deploy-seed" type="text" inputmode="numeric" autocomplete="off" class="mono"
                aria-describedby="about-deploy-seed"
                aria-invalid=move || refused.get().to_string()
                prop:value=move || value.get().to_string()
                on:change=take
            />
            <button on:click=move |_| set(value.get_untracked().wrapping_add(1))>"Another"</button>
            <p class="about" id="about-deploy-seed">
                "How long things take is assumed, and a little else with each seed. One seed is one history."
            </p>
            {live_option(move || refused.get().then(|| view! {
                <p class="refusal" role="alert">"Seed: wanted is a whole number from 0 on."</p>
            }))}
        </div>
    }
}
