//! Light or dark: as the system has it, until the person chooses.

use super::actions::run;
use super::icons;
use super::live::live;
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::editor::Action;

const KEY: &str = "presswright.theme";

/// Whether the page is dark as it opens.
pub fn dark() -> bool {
    let system = || window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    match storage::read(KEY) {
        Some(theme) => theme == "dark",
        None => system().is_some_and(|query| query.matches()),
    }
}

/// From light to dark, or back.
pub fn switch(page: Page) {
    page.dark.update(|dark| *dark = !*dark);
    let theme = if page.dark.get_untracked() { "dark" } else { "light" };
    if let Some(root) = document().document_element() {
        // What index.html does at the start, so that nothing flashes.
        let _ = root.set_attribute("data-theme", theme);
    }
    // A browser that keeps nothing still shows the theme that was chosen.
    let _ = storage::write(KEY, theme);
}

#[component]
pub fn ThemeButton() -> impl IntoView {
    let page = page();
    let name = move || if page.dark.get() { "Light theme" } else { "Dark theme" };
    view! {
        <button
            class="quiet square theme"
            aria-label=name
            title=name
            on:click=move |_| run(page, Action::Theme)
        >{live(move || icons::icon(if page.dark.get() { icons::SUN } else { icons::MOON }))}</button>
    }
}
