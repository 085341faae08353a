//! What happens, moment by moment below the steps of `deploy.sh`; the one that is looked at is marked.

use super::{State, playing};
use crate::live::{each, live};
use crate::problems::focus;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::{Course, Moment, sections};
use presswright::simulate::deploy::Kind;
use presswright::simulate::deploy::words::{Line, clock};
use wasm_bindgen::JsCast;

fn id(place: usize) -> String {
    format!("deploy-moment-{place}")
}

fn row(place: usize) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(&id(place))?.dyn_into().ok()
}

pub fn log(page: Page, state: State) -> impl IntoView {
    mark(state);
    let drawn = move |course: &Course| {
        each(sections(course), |(name, places)| {
            let moments = each(places, |place| {
                let moment = course.moments.get(place);
                moment.map(|moment| entry(page, state, course, place, moment))
            });
            view! {
                <h3>{name}</h3>
                <ol>{moments}</ol>
            }
        })
    };
    live(move || match state.course(drawn) {
        Some(sections) => view! { <div class="log">{sections}</div> }.into_any(),
        None => view! { <p class="none">"There is no cluster of it."</p> }.into_any(),
    })
}

/// The moment that is looked at is marked, Tab stops at it, and it is in sight. Of hundreds two change at a time, so
/// that they do not each listen.
fn mark(state: State) {
    Effect::new(move |last: Option<Option<usize>>| {
        state.course.track();
        let now = state.moment.get();
        // Once they are drawn.
        request_animation_frame(move || {
            if let Some(row) = last.flatten().filter(|last| Some(*last) != now).and_then(row) {
                let _ = row.remove_attribute("aria-current");
                let _ = row.set_attribute("tabindex", "-1");
            }
            let Some(row) = now.and_then(row) else { return };
            let _ = row.set_attribute("aria-current", "true");
            let _ = row.set_attribute("tabindex", "0");
            if let Some(log) = document().get_element_by_id("deploy-log") {
                let (top, room) = (row.offset_top(), log.client_height());
                let hidden = top < log.scroll_top() + 30
                    || top + row.offset_height() > log.scroll_top() + room;
                if hidden {
                    log.set_scroll_top(top - room / 3);
                }
            }
        });
        now
    });
}

fn entry(page: Page, state: State, course: &Course, place: usize, moment: &Moment) -> AnyView {
    let lines = course.lines.get(moment.lines.clone()).unwrap_or_default();
    let when = lines.first().map_or(moment.at, |line| line.at);
    let last = course.moments.len().saturating_sub(1);
    let key = move |event: web_sys::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => place.saturating_sub(1),
            "ArrowDown" => (place + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        focus(&id(to));
    };
    view! {
        <li>
            <button
                id=id(place)
                class="moment"
                tabindex="-1"
                on:click=move |_| playing::go(page, state, place)
                on:keydown=key
            >
                <span class="when mono">{clock(when)}</span>
                <span class="told-then">{each(lines, told)}</span>
            </button>
        </li>
    }
    .into_any()
}

fn told(line: &Line) -> AnyView {
    let class = match line.kind {
        Kind::Fault | Kind::Ended | Kind::Unready => "bad",
        Kind::Waits => "waits",
        _ => "",
    };
    let who = match line.kind {
        Kind::Step => "deploy.sh".to_owned(),
        _ => line.who.clone(),
    };
    let because = (!line.because.is_empty()).then(|| {
        view! { <span class="because">" (" {line.because} ")"</span> }
    });
    view! {
        <span class=class>
            {(!who.is_empty()).then(|| view! { <b>{who}</b> " " })}
            {line.words.clone()}
            {because}
        </span>
    }
    .into_any()
}
