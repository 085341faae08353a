//! The bar above: what is open, undo and redo, presets, open, export.

use super::actions::{button, panel_button, pressed_button, run};
use super::arrival::{Arrived, arrive};
use super::canvas::focus_on;
use super::icons;
use super::live::{each, live, live_option};
use super::problems::ProblemCount;
use super::state::{Notice, page};
use super::theme::ThemeButton;
use super::{on_disk, storage};
use leptos::html;
use leptos::prelude::*;
use presswright::design::starts;
use presswright::editor::{Action, Editor, Mode, Panel};
use wasm_bindgen::JsCast;

#[component]
pub fn Bar() -> impl IntoView {
    let page = page();
    let name = move || page.editor.with(|editor| editor.design().name.to_string());
    view! {
        <header class="bar">
            // Seen when the keyboard comes to it.
            <button
                class="hidden"
                on:click=move |_| page.tab_stop.get_untracked().into_iter().for_each(focus_on)
            >"Skip to the drawing"</button>
            <svg class="logo" viewBox="0 0 26 26" aria-hidden="true">
                <rect x="1" y="1" width="24" height="24" rx="6" />
                <path d="M7 19V8h6a3.5 3.5 0 010 7H7M16 19l3-4" />
            </svg>
            <h1>
                <span class="hidden">"Presswright: "</span>
                <button
                    class="quiet name"
                    title="Designs: open another, begin a new one"
                    aria-haspopup="dialog"
                    on:click=move |_| run(page, Action::Designs)
                >{live(name)} {icons::icon(icons::DOWN)}</button>
            </h1>
            <span class="saved">
                {live(move || on_disk::words(page))}
            </span>
            <StepButtons />
            <div class="modes" role="group" aria-label="Mode">
                {each(Mode::ALL.map(Action::Mode), |action| {
                    pressed_button(page, action, "quiet", action.name().into_any())
                })}
            </div>
            {button(page, Action::Commands, Action::Commands.name(), "quiet square", icons::icon(icons::SEARCH))}
            <ProblemCount />
            <Panels />
            <ThemeButton />
            <Presets />
            <Open />
            <Share />
            <Export />
        </header>
        <NoticeLine />
    }
}

#[component]
fn StepButtons() -> impl IntoView {
    let page = page();
    let step = |action: Action, icon: &'static str, next: fn(&Editor) -> Option<&str>| {
        let name = action.name();
        let next = Memo::new(move |_| page.editor.with(|editor| next(editor).map(str::to_owned)));
        let title = move || match next.get() {
            Some(title) => action.titled(&format!("{name}: {title}"), page.mac),
            None => action.titled(&format!("Nothing to {}", name.to_ascii_lowercase()), page.mac),
        };
        view! {
            <button
                class="quiet square"
                aria-label=name
                aria-keyshortcuts=action.shortcuts(page.mac)
                title=title
                // Not `disabled`: the focus would be lost with the last step.
                aria-disabled=move || next.with(Option::is_none).to_string()
                on:click=move |_| run(page, action)
            >{icons::icon(icon)}</button>
        }
    };
    view! {
        {step(Action::Undo, icons::UNDO, Editor::undo_title)}
        {step(Action::Redo, icons::REDO, Editor::redo_title)}
    }
}

#[component]
fn Panels() -> impl IntoView {
    let page = page();
    let toggle = |panel: Panel, icon: &'static str| {
        panel_button(page, panel, "quiet square", icons::icon(icon))
    };
    view! {
        <div class="panels" role="group" aria-label="Panels">
            {toggle(Panel::Outline, icons::PANEL_LEFT)}
            {toggle(Panel::Dock, icons::PANEL_BOTTOM)}
            {toggle(Panel::Settings, icons::PANEL_RIGHT)}
        </div>
    }
}

#[component]
fn Presets() -> impl IntoView {
    let page = page();
    let menu = NodeRef::<html::Div>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.hide_popover();
        }
    };
    let presets = each(starts().enumerate(), |(place, preset)| {
        view! {
            <li>
                <button on:click=move |_| {
                    close();
                    run(page, Action::Preset(place));
                }>
                    <b>{preset.name}</b>
                    <span>{preset.title}</span>
                </button>
            </li>
        }
    });
    view! {
        <button class="presets-button" popovertarget="presets">"Presets"</button>
        <div id="presets" class="menu" popover="auto" node_ref=menu>
            <p>"Begin a new design with one of these. Yours stays in this browser."</p>
            <ul>{presets}</ul>
        </div>
    }
}

#[component]
fn Open() -> impl IntoView {
    let page = page();
    let input = page.file;
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            arrive(page, Arrived::Files(vec![file]));
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input
            class="hidden"
            type="file"
            tabindex="-1"
            aria-label="A design.yaml, a bundle or a picture"
            accept=".yaml,.yml,.zip,.svg,.png"
            node_ref=input
            on:change=chosen
        />
        <button
            title=Action::Open.titled("A design.yaml, a bundle or a picture; it can be dropped anywhere on the page, too", page.mac)
            aria-keyshortcuts=Action::Open.shortcuts(page.mac)
            on:click=move |_| run(page, Action::Open)
        >{Action::Open.name()}</button>
    }
}

#[component]
fn Share() -> impl IntoView {
    let page = page();
    view! {
        <button
            aria-haspopup="dialog"
            aria-label=Action::Share.name()
            title="A link with the design in it, a QR code, a picture, the file"
            on:click=move |_| run(page, Action::Share)
        >{icons::icon(icons::SHARE)} <span class="word">{Action::Share.name()}</span></button>
    }
}

#[component]
fn Export() -> impl IntoView {
    let page = page();
    let reason = move || page.editor.with(Editor::not_exported);
    let download = Action::Export.titled("Download the bundle as a zip", page.mac);
    view! {
        <button
            class="primary"
            aria-disabled=move || reason().is_some().to_string()
            title=move || reason().unwrap_or_else(|| download.clone())
            aria-keyshortcuts=Action::Export.shortcuts(page.mac)
            on:click=move |_| run(page, Action::Export)
        >{Action::Export.name()}</button>
    }
}

/// A message that stays until it is closed.
#[component]
fn NoticeLine() -> impl IntoView {
    let page = page();
    let line = move |notice: Notice| {
        let kept = notice.kept.map(|text| {
            view! {
                <button on:click=move |_| {
                    let _ = storage::download("design.yaml", "text/yaml", text.as_bytes());
                }>"Download it"</button>
            }
        });
        view! {
            <div class="notice" role="alert">
                {icons::icon(icons::WARNING)}
                <span>{notice.text}</span>
                {kept}
                <button
                    class="quiet square"
                    aria-label="Close this message"
                    on:click=move |_| page.notice.set(None)
                >{icons::icon(icons::CLOSE)}</button>
            </div>
        }
    };
    live_option(move || page.notice.get().map(line))
}

/// The element that an event came to.
pub fn target<T: JsCast>(event: &impl AsRef<web_sys::Event>) -> Option<T> {
    event.as_ref().target().and_then(|target| target.dyn_into().ok())
}
