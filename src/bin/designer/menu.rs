//! The menu of a thing, or of the whole drawing: what the table offers for it.

use super::actions::{here, run_on};
use super::asked::close;
use super::live::each;
use super::problems::focus;
use super::state::page;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use presswright::editor::rehearsal::faults_of;
use presswright::editor::{Action, Thing, listed, offers};
use wasm_bindgen::JsCast;

#[component]
pub fn Menu(thing: Option<Thing>, at: (i32, i32)) -> impl IntoView {
    let page = page();
    let menu = NodeRef::<html::Div>::new();
    let items = here(page, thing, |here| {
        let rehearsed = thing.filter(|_| page.rehearsal.get_untracked().is_some());
        let fails = |thing: &Thing| {
            !faults_of(*thing, here.editor.design(), here.editor.topology()).is_empty()
        };
        let fail = rehearsed.filter(fails).map(|_| Action::Fail);
        let items =
            fail.into_iter().chain(offers(here)).map(|action| (action, action.doing(here).err()));
        items.enumerate().collect::<Vec<_>>()
    });
    let count = items.len();
    let name = match thing {
        Some(thing) => page.editor.with_untracked(|editor| {
            listed(editor.design(), editor.topology(), &editor.meant(Some(thing)))
        }),
        None => "The drawing".to_owned(),
    };
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            put(&menu, at);
            focus("item-0");
        }
    });
    // A press beside it closes it, and so does whatever moves what it is about.
    let beside = move |event: &web_sys::Event| {
        let node = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let menu = menu.get_untracked();
        if !menu.is_some_and(|menu| menu.contains(node.as_ref())) {
            close(page);
        }
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| beside(&event));
    let turned = window_event_listener(ev::wheel, move |event| beside(&event));
    let resized = window_event_listener(ev::resize, move |_| close(page));
    on_cleanup(move || {
        pressed.remove();
        turned.remove();
        resized.remove();
    });
    let key = move |event: web_sys::KeyboardEvent| {
        let now = document().active_element().and_then(|item| {
            item.id().strip_prefix("item-").and_then(|place| place.parse::<usize>().ok())
        });
        let now = now.unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowDown" => (now + 1) % count,
            "ArrowUp" => (now + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            "Escape" | "Tab" => {
                event.prevent_default();
                return close(page);
            }
            _ => return,
        };
        event.prevent_default();
        focus(&format!("item-{next}"));
    };
    // A finger that rested may lift where the menu has come up: that chooses nothing. What presses
    // without a pointer counts no presses.
    let touched = StoredValue::new(false);
    let item = move |(place, (action, refused)): (usize, (Action, Option<String>))| {
        let keys = action.entry().and_then(|entry| entry.keys.first());
        let stopped = refused.is_some();
        view! {
            <button
                id=format!("item-{place}")
                role="menuitem"
                tabindex="-1"
                aria-disabled=stopped.then_some("true")
                aria-keyshortcuts=action.shortcuts(page.mac)
                class:danger=action == Action::Remove
                on:pointerenter=move |_| focus(&format!("item-{place}"))
                on:click=move |event| {
                    if !stopped && (touched.get_value() || event.detail() == 0) {
                        close(page);
                        // The focus goes back first.
                        request_animation_frame(move || run_on(page, action, thing));
                    }
                }
            >
                <span class="what">
                    <span class="name">{action.name()}</span>
                    {refused.map(|reason| view! { <span class="detail">{reason}</span> })}
                </span>
                {keys.map(|keys| view! { <kbd aria-hidden="true">{keys.shown(page.mac)}</kbd> })}
            </button>
        }
    };
    view! {
        <p class="about" aria-hidden="true">{name.clone()}</p>
        <div role="menu" aria-label=name node_ref=menu on:keydown=key on:pointerdown=move |_| touched.set_value(true)>{each(items, item)}</div>
    }
}

/// Puts the menu at that point, or as near to it as the window allows.
fn put(menu: &web_sys::HtmlDivElement, at: (i32, i32)) {
    const GAP: i32 = 8;
    let Some(whole) = menu.parent_element().and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    let size = |length: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        #[allow(clippy::cast_possible_truncation, reason = "the size of a window")]
        let length = length.ok().and_then(|length| length.as_f64()).map(|length| length as i32);
        length.unwrap_or(0)
    };
    let (wide, high) = (size(window().inner_width()), size(window().inner_height()));
    let left = at.0.min(wide - whole.offset_width() - GAP).max(GAP);
    let top = at.1.min(high - whole.offset_height() - GAP).max(GAP);
    let style = whole.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}
