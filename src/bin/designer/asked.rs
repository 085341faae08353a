//! What the page asks a person, and where: a dialog for commands, Find and the sheet of shortcuts, and
//! the menu of a thing. What is in them is fetched when the first of them is opened.

use super::canvas::focus_on;
use super::commands::commands;
use super::live::live_option;
use super::modal::modal;
use super::part::fetched;
use super::state::{Page, page};
use leptos::html;
use leptos::prelude::*;
use presswright::editor::{Question, Thing};
use wasm_bindgen::JsCast;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// To choose one of several, and about which thing.
    Choose(Question, Option<Thing>),
    /// Nothing: the shortcuts are shown.
    Shortcuts,
    /// What to do with a thing, or with the whole drawing, at that point of the window.
    Menu { thing: Option<Thing>, at: (i32, i32) },
}

impl Asked {
    /// The menu of a thing, where its element is.
    pub fn menu_of(thing: Option<Thing>) -> Asked {
        let focused = document().active_element().filter(|element| element.tag_name() != "BODY");
        let drawn = |thing: Thing| document().get_element_by_id(&format!("on-{}", thing.id()));
        let rect = focused
            .filter(|element| element.id().ends_with(&thing.map(Thing::id).unwrap_or_default()))
            .or_else(|| thing.and_then(drawn))
            .map(|element| element.get_bounding_client_rect());
        #[allow(clippy::cast_possible_truncation, reason = "a place in the window")]
        let at = rect.map_or((80, 80), |rect| {
            (
                (rect.left() + rect.width().min(120.0) / 2.0) as i32,
                (rect.top() + rect.height().min(60.0) / 2.0) as i32,
            )
        });
        Asked::Menu { thing, at }
    }

    fn is_menu(self) -> bool {
        matches!(self, Asked::Menu { .. })
    }
}

/// Opens the menu at the point of an event, in place of the browser's.
pub fn context(page: Page, event: &web_sys::MouseEvent, thing: Option<Thing>) {
    event.prevent_default();
    // A finger that rests opens it by itself where the browser does not: hold.rs.
    if page.asked.with_untracked(Option::is_some) {
        return;
    }
    let keyboard = event.client_x() == 0 && event.client_y() == 0;
    open_menu(page, thing, (!keyboard).then(|| (event.client_x(), event.client_y())));
}

/// Opens the menu of a thing, and selects it, unless it is selected with others.
pub fn open_menu(page: Page, thing: Option<Thing>, at: Option<(i32, i32)>) {
    if let Some(thing) = thing {
        if page.selected.with_untracked(|all| !all.contains(&thing)) {
            page.editor.update(|editor| editor.select(Some(thing)));
        }
        let focused = document().active_element();
        if focused.is_none_or(|element| !element.id().starts_with("in-")) {
            focus_on(thing);
        }
    }
    page.asked.set(Some(at.map_or_else(|| Asked::menu_of(thing), |at| Asked::Menu { thing, at })));
}

pub fn close(page: Page) {
    page.asked.set(None);
}

#[component]
pub fn AskedDialog() -> impl IntoView {
    let page = page();
    let asked = move || page.asked.get().filter(|asked| !asked.is_menu());
    let open = Memo::new(move |_| asked().is_some());
    let sheet = Memo::new(move |_| asked() == Some(Asked::Shortcuts));
    let class = move || match asked() {
        Some(Asked::Choose(Question::Find, _)) => "choose find",
        Some(Asked::Choose(..)) => "choose",
        _ => "sheet",
    };
    let label = move || match asked() {
        Some(Asked::Choose(Question::Command, _)) => "Commands",
        Some(Asked::Choose(Question::Find, _)) => "Find",
        Some(Asked::Choose(..)) => "Move to machine",
        _ => "Keyboard shortcuts",
    };
    // Drawn anew where the sheet follows the commands, but not from one question to the next.
    let inner = live_option(move || {
        sheet.track();
        open.get().then(|| fetched(commands))
    });
    modal(page, class, label, open, close, inner)
}

/// The menu of a thing.
#[component]
pub fn ContextMenu() -> impl IntoView {
    let page = page();
    let menu = NodeRef::<html::Div>::new();
    let before = StoredValue::new_local(None::<web_sys::Element>);
    let open = Memo::new(move |_| page.asked.get().filter(|asked| asked.is_menu()));
    Effect::new(move |_| {
        let Some(menu) = menu.get() else { return };
        match open.get() {
            Some(_) => {
                let focused = document().active_element();
                if focused.as_ref().is_none_or(|element| !menu.contains(Some(element))) {
                    before.set_value(focused);
                }
                let _ = menu.show_popover();
            }
            None => {
                let _ = menu.hide_popover();
                give_back(before);
            }
        }
    });
    view! {
        <div
            class="context"
            popover="manual"
            node_ref=menu
            on:contextmenu=move |event| event.prevent_default()
        >
            {live_option(move || open.get().map(|_| fetched(commands)))}
        </div>
    }
}

/// The focus goes back to what had it before, if nothing else has it now.
fn give_back(before: StoredValue<Option<web_sys::Element>, LocalStorage>) {
    let Some(element) = before.try_update_value(Option::take).flatten() else { return };
    let lost = document().active_element().is_none_or(|now| now.tag_name() == "BODY");
    if !lost {
        return;
    }
    if let Some(html) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = html.focus();
    } else if let Some(svg) = element.dyn_ref::<web_sys::SvgElement>() {
        let _ = svg.focus();
    }
}
