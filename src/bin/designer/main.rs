//! The page: signals and events. What it knows is in the library.

#![allow(clippy::must_use_candidate, missing_docs)]
// Components are functions whose arguments are their properties.
#![allow(clippy::needless_pass_by_value)]
// `Page` is a handful of signals, which are handles: closures take copies of it.
#![allow(clippy::large_types_passed_by_value)]
// A `view!` is one expression, however much it shows.
#![allow(clippy::too_many_lines)]

mod acting;
mod actions;
mod arrival;
mod asked;
mod bar;
mod board;
mod bridge;
mod browsing;
mod canvas;
mod canvas_picture;
mod carrying;
mod chooser;
mod choosing;
mod clipboard;
mod clipping;
mod coming;
mod commands;
mod deploy;
mod designs;
mod dialog;
mod disk;
mod dock;
mod drag;
mod edge;
mod exports;
mod field;
mod figure;
mod files;
mod folder;
mod hand;
mod hold;
mod icons;
mod inspector;
mod keep;
mod kept;
mod keys;
mod lasting;
mod learn;
mod live;
mod load;
mod maker;
mod markdown;
mod menu;
mod modal;
mod mode;
mod near;
mod number;
mod on_disk;
mod outline;
mod overview;
mod overwrite;
mod part;
mod picture;
mod placing;
mod problem_list;
mod problems;
mod received;
mod rehearse;
mod rule_page;
mod saving;
mod several;
mod sharing;
mod sheet;
mod shelf;
mod sight;
mod space;
mod standing;
mod state;
mod storage;
mod text;
mod theme;
mod why;

use actions::run;
use coming::{Piece, from};
use leptos::prelude::*;
use live::{Live, live, live_while};
use part::{fetched, fetched_in};
use presswright::editor::{Action, Mode, Panel, Tab};
use state::Page;
use wasm_bindgen_futures::spawn_local;

fn main() {
    spawn_local(async {
        let start = keep::start().await;
        coming::pause(0).await;
        match start {
            Ok(start) => coming::draw(move |holder| {
                let page = Page::new(start);
                coming::begin(page, holder);
                app(page)
            }),
            Err(unreadable) => {
                coming::remove_picture();
                mount_to_body(move || view! { <p role="alert">{unreadable.to_string()}</p> });
            }
        }
    });
}

fn app(page: Page) -> impl IntoView {
    provide_context(page);
    keys::listen(page);
    clipboard::listen(page);
    hand::follow(page);
    near::follow(page);
    // As style/shell.css has it.
    let small = leptos::prelude::window().match_media("(max-width: 56.25em)").ok().flatten();
    if small.is_some_and(|query| query.matches()) {
        page.dock.set(false);
        page.inspector.set(false);
    }
    let rested = move || page.drawn.get() >= Piece::Rest;
    // The place of a panel, until its turn comes to be fetched.
    let place = |open: RwSignal<bool>, class: &'static str| {
        live_while(move || open.get() && !rested(), move || view! { <div class=class></div> })
    };
    view! {
        {from(page, Piece::Bar, || view! { <bar::Bar /> })}
        {from(page, Piece::Rest, move || rest(page))}
        <div
            class="work"
            class:no-inspector=move || !page.inspector.get()
            class:no-dock=move || !page.dock.get()
        >
            {from(page, Piece::Panels, || view! { <shelf::Shelf /> })}
            {live_while(move || page.mode.get() == Mode::Learn, || fetched_in("learn", learn::learn))}
            {live_while(move || page.outline.get(), || fetched(outline::outline))}
            {from(page, Piece::Canvas, || view! { <canvas::Canvas /> })}
            {place(page.inspector, "inspector")}
            {live_while(move || rested() && page.inspector.get(), || fetched_in("inspector", inspector::inspector))}
            {place(page.dock, "dock")}
            {live_while(move || rested() && page.dock.get(), || fetched_in("dock", dock::dock))}
        </div>
        {from(page, Piece::Panels, || view! {
            <PhoneBar />
            <asked::AskedDialog />
            <dialog::OpenedDialog />
        })}
        <p class="heard" role="status" aria-live="polite">{live(move || page.said.get())}</p>
    }
}

/// What comes after the first paint, and takes nothing from it: the worker, what saves, and panels that are closed
/// at the start, which are here by the time that they are opened.
fn rest(page: Page) -> Live {
    maker::follow(page);
    spawn_local(async move {
        if let Ok(act) = acting::acting().await {
            page.acting.set_value(Some(act));
        }
        let _ = inspector::inspector().await;
        let _ = dock::dock().await;
    });
    keep::line(page)
}

/// The bar below, on a phone: what the shelf, the inspector and the dock are elsewhere.
#[component]
fn PhoneBar() -> impl IntoView {
    let page = state::page();
    let tab = move |tab: Tab, icon: &'static str, inner: Live| {
        let shown = move || page.dock.get() && page.tab.get() == tab;
        view! {
            <button
                aria-pressed=move || shown().to_string()
                on:click=move |_| {
                    // What is shown is closed.
                    let panel = Action::Panel(Panel::Dock);
                    run(page, if untrack(shown) { panel } else { Action::Tab(tab) });
                }
            >{icons::icon(icon)} {inner}</button>
        }
    };
    let count = move || {
        let count = page.editor.with(|editor| editor.report().findings().len());
        if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") }
    };
    let panel = move |panel: Panel, icon: &'static str| {
        let inner = view! { {icons::icon(icon)} {Action::Panel(panel).name()} };
        actions::panel_button(page, panel, "", inner)
    };
    view! {
        <nav class="phone-bar" aria-label="Panels">
            <button on:click=move |_| run(page, Action::AddMachine)>{icons::icon(icons::PLUS)} "Machine"</button>
            {panel(Panel::Outline, icons::TREE)}
            {panel(Panel::Settings, icons::SLIDERS)}
            {tab(Tab::Files, icons::FILE, live(|| "Files"))}
            {tab(Tab::Problems, icons::WARNING, live(count))}
        </nav>
    }
}
