//! The part of the page that asks: commands, Find, the sheet of shortcuts, the menus.

use super::asked::Asked;
use super::chooser::Chooser;
use super::menu::Menu;
use super::part::{Draw, part};
use super::sheet::Sheet;
use super::state::page;
use leptos::prelude::*;

part!(commands: Draw = draw);

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/asked.css");

fn draw() -> AnyView {
    let asked = match page().asked.get_untracked() {
        Some(Asked::Choose(..)) => view! { <Chooser /> }.into_any(),
        Some(Asked::Shortcuts) => view! { <Sheet /> }.into_any(),
        Some(Asked::Menu { thing, at }) => view! { <Menu thing at /> }.into_any(),
        // It was closed while this was fetched.
        None => ().into_any(),
    };
    view! {
        <style>{STYLE}</style>
        {asked}
    }
    .into_any()
}
