//! Light or dark: as the system has it, until the person chooses.

use super::icons;
use super::live::live;
use super::storage;
use leptos::prelude::*;

const KEY: &str = "presswright.theme";

#[component]
pub fn ThemeButton() -> impl IntoView {
    let dark = RwSignal::new(false);
    let system_dark = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    let chosen = storage::read(KEY);
    dark.set(chosen.as_deref().map_or(system_dark, |theme| theme == "dark"));
    let choose = move |_| {
        dark.update(|dark| *dark = !*dark);
        let theme = if dark.get_untracked() { "dark" } else { "light" };
        if let Some(root) = document().document_element() {
            // What index.html does at the start, so that nothing flashes.
            let _ = root.set_attribute("data-theme", theme);
        }
        // A browser that keeps nothing still shows the theme that was chosen.
        let _ = storage::write(KEY, theme);
    };
    view! {
        <button
            class="quiet square"
            aria-label=move || if dark.get() { "Light theme" } else { "Dark theme" }
            title=move || if dark.get() { "Light theme" } else { "Dark theme" }
            on:click=choose
        >{live(move || icons::icon(if dark.get() { icons::SUN } else { icons::MOON }))}</button>
    }
}
