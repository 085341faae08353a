//! The bar above: what is open, undo and redo, presets, open, export.

use super::icons;
use super::keep::{self, Keeping};
use super::live::{each, live, live_option};
use super::maker::Wish;
use super::state::{Notice, Page, Tab, page};
use super::storage;
use super::theme::ThemeButton;
use leptos::html;
use leptos::prelude::*;
use presswright::design::{Document, PRESETS};
use presswright::editor::Editor;
use wasm_bindgen::JsCast;

#[component]
pub fn Bar() -> impl IntoView {
    let page = page();
    let name = move || page.editor.with(|editor| editor.design().name.to_string());
    view! {
        <header class="bar">
            <svg class="logo" viewBox="0 0 26 26" aria-hidden="true">
                <rect x="1" y="1" width="24" height="24" rx="6" />
                <path d="M7 19V8h6a3.5 3.5 0 010 7H7M16 19l3-4" />
            </svg>
            <h1>
                <span class="hidden">"Presswright: "</span>
                <span class="name">{live(name)}</span>
            </h1>
            <span class="saved">
                {live(move || match page.keeping.get() {
                    Keeping::Unsaved(_) => "Not saved",
                    _ => "Saved in this browser",
                })}
            </span>
            <StepButtons />
            <span class="stretch"></span>
            <Panels />
            <ThemeButton />
            <Presets />
            <Open />
            <Export />
        </header>
        <NoticeLine />
    }
}

#[component]
fn StepButtons() -> impl IntoView {
    let page = page();
    let undo = move || page.editor.with(|editor| editor.undo_title().map(str::to_owned));
    let redo = move || page.editor.with(|editor| editor.redo_title().map(str::to_owned));
    let titled = |word: &str, keys: &str, title: Option<String>| match title {
        Some(title) => format!("{word}: {title} ({keys})"),
        None => format!("Nothing to {} ({keys})", word.to_ascii_lowercase()),
    };
    view! {
        <button
            class="quiet square"
            aria-label="Undo"
            title=move || titled("Undo", "Ctrl+Z", undo())
            disabled=move || undo().is_none()
            on:click=move |_| page.undo()
        >{icons::icon(icons::UNDO)}</button>
        <button
            class="quiet square"
            aria-label="Redo"
            title=move || titled("Redo", "Ctrl+Shift+Z", redo())
            disabled=move || redo().is_none()
            on:click=move |_| page.redo()
        >{icons::icon(icons::REDO)}</button>
    }
}

#[component]
fn Panels() -> impl IntoView {
    let page = page();
    let toggle = |name: &'static str, icon: &'static str, open: RwSignal<bool>| {
        view! {
            <button
                class="quiet square"
                aria-label=name
                title=name
                aria-pressed=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >{icons::icon(icon)}</button>
        }
    };
    view! {
        <div class="panels" role="group" aria-label="Panels">
            {toggle("Outline", icons::PANEL_LEFT, page.outline)}
            {toggle("Problems and files", icons::PANEL_BOTTOM, page.dock)}
            {toggle("Settings", icons::PANEL_RIGHT, page.inspector)}
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
    let presets = each(PRESETS, |preset| {
        view! {
            <li>
                <button on:click=move |_| {
                    close();
                    match Document::read(preset.text) {
                        Ok(document) => keep::begin(page, &format!("Preset {}", preset.name), document),
                        Err(unreadable) => storage::fail(page, &unreadable.to_string()),
                    }
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
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            storage::open_file(page, file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input
            class="hidden"
            type="file"
            tabindex="-1"
            aria-label="A design.yaml or a bundle"
            accept=".yaml,.yml,.zip"
            node_ref=input
            on:change=chosen
        />
        <button
            title="A design.yaml or a bundle; it can be dropped anywhere on the page, too"
            on:click=move |_| {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            }
        >"Open"</button>
    }
}

#[component]
fn Export() -> impl IntoView {
    let page = page();
    let reason = move || page.editor.with(reason_not);
    view! {
        <button
            class="primary"
            aria-disabled=move || reason().is_some().to_string()
            title=move || reason().unwrap_or_else(|| "Download the bundle as a zip".to_owned())
            on:click=move |_| export(page)
        >"Export"</button>
    }
}

/// Why nothing can be exported now.
fn reason_not(editor: &Editor) -> Option<String> {
    if editor.draft().is_some() {
        return Some(
            "The text in design.yaml cannot be read; mend or discard it first.".to_owned(),
        );
    }
    match editor.report().errors() {
        0 => None,
        1 => Some("1 error stops the export. See Problems.".to_owned()),
        errors => Some(format!("{errors} errors stop the export. See Problems.")),
    }
}

fn export(page: Page) {
    match page.editor.with_untracked(reason_not) {
        Some(reason) => {
            let tab = page.editor.with_untracked(|editor| match editor.draft() {
                Some(_) => Tab::Text,
                None => Tab::Problems,
            });
            page.tab.set(tab);
            page.dock.set(true);
            page.say(reason);
        }
        None => page.maker.ask(page, Wish::Zip),
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
