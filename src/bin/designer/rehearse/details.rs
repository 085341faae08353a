//! The button that leads from the sentence to the panel.

use crate::actions::{open, run};
use crate::live::live_option;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::{Action, Panel, Tab};

/// The button, while the panel is not in sight.
pub fn details(page: Page) -> AnyView {
    let shut = Memo::new(move |_| !page.dock.get() || page.tab.get() != Tab::Rehearsal);
    let show = move |_| {
        if !open(page, Panel::Dock).get_untracked() {
            run(page, Action::Panel(Panel::Dock));
        }
        page.tab.set(Tab::Rehearsal);
    };
    live_option(move || shut.get().then(|| view! { <button on:click=show>"Details"</button> }))
        .into_any()
}
