//! The outline: the drawing's twin as a tree (the ARIA tree pattern), in which several can be selected.

use super::actions::{run, run_on};
use super::asked::context;
use super::bar::target;
use super::hold::Hold;
use super::icons;
use super::keys;
use super::live::{each, live, live_option};
use super::part::{Draw, part};
use super::problems::focus;
use super::standing::{Bit, Standing};
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{
    Action, Line, Panel, Thing, Turn, Turned, outline as lines_of, turned, unfolded,
};

part!(outline: Draw = || view! { <Outline /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/outline.css");

#[component]
fn Outline() -> impl IntoView {
    let page = page();
    let lines = Memo::new(move |_| {
        page.revision.track();
        page.editor.with_untracked(lines_of)
    });
    let closed = RwSignal::new(Vec::<Thing>::new());
    let seen =
        Memo::new(move |_| lines.with(|lines| closed.with(|closed| unfolded(lines, closed))));
    // The one line that Tab stops at: where the focus was last, else what is selected, else the first.
    let last = RwSignal::new(None::<Thing>);
    let stop = Memo::new(move |_| {
        seen.with(|seen| {
            let there = |thing: &Thing| seen.iter().any(|line| line.thing == *thing);
            let wanted = [last.get(), page.selection.get()];
            let wanted = wanted.into_iter().flatten().find(there);
            wanted.or(seen.first().map(|line| line.thing))
        })
    });
    let key = move |event: web_sys::KeyboardEvent| {
        let Some(at) = stop.get_untracked().filter(|_| !event.alt_key()) else { return };
        let held = event.ctrl_key() || event.meta_key();
        let turn = match event.key().as_str() {
            "ArrowUp" => Turn::Up,
            "ArrowDown" => Turn::Down,
            "ArrowLeft" => Turn::Out,
            "ArrowRight" => Turn::In,
            "Home" => Turn::First,
            "End" => Turn::Last,
            "Enter" if !held => {
                event.prevent_default();
                return page.show(at);
            }
            " " => {
                event.prevent_default();
                return run_on(page, Action::Toggle, Some(at));
            }
            _ => return,
        };
        event.prevent_default();
        let next = lines
            .with_untracked(|lines| closed.with_untracked(|shut| turned(lines, shut, at, turn)));
        match next {
            Some(Turned::To(thing)) => {
                if event.shift_key() && matches!(turn, Turn::Up | Turn::Down) {
                    extend(page, at, thing);
                }
                go(thing);
            }
            Some(Turned::Close(thing)) => {
                closed.update(|closed| closed.push(thing));
                go_later(thing);
            }
            Some(Turned::Open(thing)) => {
                closed.update(|closed| closed.retain(|other| *other != thing));
                go_later(thing);
            }
            None => {}
        }
    };
    let hold = Hold::new();
    let thing_at = move |event: &web_sys::Event| {
        target::<web_sys::Element>(event).and_then(|element| keys::thing_of(&element))
    };
    let press = move |event: web_sys::MouseEvent| {
        let Some(thing) = thing_at(&event).filter(|_| !hold.opened()) else { return };
        let on_twist = target::<web_sys::Element>(&event)
            .is_some_and(|element| element.closest(".twist").is_ok_and(|found| found.is_some()));
        if on_twist {
            closed.update(|closed| match closed.iter().position(|other| *other == thing) {
                Some(place) => {
                    closed.remove(place);
                }
                None => closed.push(thing),
            });
            return go_later(thing);
        }
        let toggles = if page.mac { event.meta_key() } else { event.ctrl_key() };
        let several = page.several.get_untracked();
        let selected = page.selected.with_untracked(|all| all.contains(&thing));
        if toggles || several || (event.shift_key() && !selected) {
            run_on(page, Action::Toggle, Some(thing));
        } else if !event.shift_key() {
            page.show(thing);
        }
        go(thing);
    };
    let focused = move |event: web_sys::FocusEvent| {
        let thing = thing_at(&event);
        last.set(thing);
        page.focus.set(thing);
    };
    view! {
        <section class="outline" aria-label="Outline">
            <style>{STYLE}</style>
            <header>
                <h2>"Outline"</h2>
                <button
                    class="quiet square"
                    aria-label="Close the outline"
                    on:click=move |_| run(page, Action::Panel(Panel::Outline))
                >{icons::icon(icons::CLOSE)}</button>
            </header>
            <ul
                role="tree"
                aria-label="Outline"
                aria-multiselectable="true"
                on:keydown=key
                on:click=press
                on:focusin=focused
                on:focusout=move |_| page.focus.set(None)
                on:contextmenu=move |event| context(page, &event, thing_at(&event))
                on:pointerdown=move |event| hold.down(page, &event, thing_at(&event))
                on:pointermove=move |_| hold.end()
                on:pointerup=move |_| hold.end()
                on:pointercancel=move |_| hold.end()
                on:touchend=move |event| hold.lifted(&event)
                on:pointerover=move |event| page.focus.set(thing_at(&event))
                on:pointerleave=move |_| page.focus.set(None)
            >
                {live(move || each(seen.get(), |line| {
                    let shut = closed.with_untracked(|closed| closed.contains(&line.thing));
                    item(page, line, shut, stop)
                }))}
            </ul>
        </section>
    }
}

fn item(page: Page, line: Line, shut: bool, stop: Memo<Option<Thing>>) -> impl IntoView {
    let Line { thing, name, depth, place, holds } = line;
    let standing = page.standings.of(thing);
    view! {
        <li
            id=format!("in-{}", thing.id())
            role="treeitem"
            class=format!("line {}", icons::colour(thing.tier()))
            style=("--depth", depth.to_string())
            attr:aria-level=(depth + 1).to_string()
            aria-posinset=place.0.to_string()
            aria-setsize=place.1.to_string()
            aria-expanded=holds.then(|| (!shut).to_string())
            aria-selected=move || page.selected.with(|all| all.contains(&thing)).to_string()
            tabindex=move || if stop.get() == Some(thing) { "0" } else { "-1" }
        >
            {holds.then(|| view! {
                <span class="twist" class:shut=shut aria-hidden="true">{icons::icon(icons::DOWN)}</span>
            })}
            {icons::icon(icons::of_thing(thing))} <span>{name}</span>
            {live_option(move || rehearsed(&standing))}
        </li>
    }
}

/// What became of it in a rehearsal.
fn rehearsed(standing: &Standing) -> Option<impl IntoView + use<>> {
    let (icon, word) = if standing.has(Bit::Failed) {
        (icons::ERROR, "failed")
    } else if standing.has(Bit::Ailing) {
        (icons::WARNING, "not working")
    } else {
        return None;
    };
    Some(view! { <span class="became">{icons::icon(icon)} {word}</span> })
}

/// Selects from one line to the next; going back takes out what is left.
fn extend(page: Page, from: Thing, to: Thing) {
    let mut things = page.selected.get_untracked();
    if things.contains(&to) && things.last() == Some(&from) {
        things.pop();
    } else if !things.contains(&from) {
        things.push(from);
    }
    things.retain(|thing| *thing != to);
    things.push(to);
    page.choose(things);
}

fn go(thing: Thing) {
    focus(&format!("in-{}", thing.id()));
}

/// The lines are drawn anew first.
fn go_later(thing: Thing) {
    request_animation_frame(move || go(thing));
}
