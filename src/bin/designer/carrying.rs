//! What is seen of a drag.

use super::icons;
use super::live::{live, live_option, live_while};
use super::number::{number, pixels};
use super::state::page;
use leptos::prelude::*;
use presswright::editor::{Drop, Thing};

/// What is carried, under the pointer, and the machine on which it would be dropped. Both lie over the
/// drawing, which is not painted anew at each step of the pointer; and they change where they are, for
/// with each new element the browser puts all layers together anew.
#[component]
pub fn Carrying() -> impl IntoView {
    let page = page();
    let held = Memo::new(move |_| {
        page.carried.with(|c| c.as_ref().map(|c| (c.name.clone(), c.drop.allowed)))
    });
    let under = move || {
        page.carried.with(|c| c.as_ref().map_or_else(String::new, |c| shifted(c.at.x, c.at.y)))
    };
    let target = Memo::new(move |_| {
        let (index, state) =
            page.carried.with(|c| c.as_ref().and_then(|c| Some((c.over?, state(&c.drop)))))?;
        let rect = page.scene.with(|scene| scene.rect_of(Thing::Machine(index)))?;
        Some((page.view.get().seen(rect), state))
    });
    let over = move || target.get().unwrap_or_default().0;
    view! {
        {live_while(move || target.with(Option::is_some), move || view! {
            <div
                class=move || format!("target {}", target.get().unwrap_or_default().1)
                style=("transform", move || shifted(over().x, over().y))
                style=("width", move || pixels(over().w))
                style=("height", move || pixels(over().h))
                style=("border-radius", move || {
                    target.track();
                    pixels(12.0 * page.view.get_untracked().scale)
                })
            ></div>
        })}
        {live_option(move || held.get().map(|(name, allowed)| view! {
            <div class="ghost" class:refused=!allowed style=("transform", under) aria-hidden="true">
                <span>{name}</span>
            </div>
        }))}
    }
}

fn shifted(x: f64, y: f64) -> String {
    format!("translate({}px,{}px)", number(x), number(y))
}

/// How a drop would end, as a class.
fn state(drop: &Drop) -> &'static str {
    match (drop.allowed, &drop.causes) {
        (false, _) => "no",
        (true, Some(_)) => "beware",
        (true, None) => "yes",
    }
}

/// What a drop here would mean.
#[component]
pub fn Hint() -> impl IntoView {
    let page = page();
    let hint = Memo::new(move |_| {
        if let Some((text, meant)) = page.hint.get() {
            return Some((text, None, meant));
        }
        page.carried.with(|carried| {
            let drop = &carried.as_ref()?.drop;
            Some((drop.sentence.clone(), drop.causes.clone(), state(drop)))
        })
    });
    let shown = move || hint.get().unwrap_or_default();
    let icon = Memo::new(move |_| match shown().2 {
        "yes" => icons::CHECK,
        _ => icons::ERROR,
    });
    live_while(
        move || hint.with(Option::is_some),
        move || {
            view! {
                <div class=move || format!("hint {}", shown().2)>
                    {live(move || icons::icon(icon.get()))}
                    <p>
                        <b>{live(move || shown().0)}</b>
                        {live_option(move || shown().1.map(|causes| view! { <span>"It would stop the export: " {causes}</span> }))}
                    </p>
                </div>
            }
        },
    )
}
