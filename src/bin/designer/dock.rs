//! The dock below: problems, files, text.

use super::actions::run;
use super::files::files;
use super::icons;
use super::live::{each, live, live_option};
use super::part::{Draw, fetched, part};
use super::problem_list::Problems;
use super::problems::count as count_problems;
use super::state::page;
use super::text::text;
use leptos::prelude::*;
use presswright::editor::{Action, Mode, Panel, Tab};

const TABS: [Tab; 4] = [Tab::Rehearsal, Tab::Problems, Tab::Files, Tab::Text];

part!(dock: Draw = || view! { <Dock /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/dock.css");

#[component]
fn Dock() -> impl IntoView {
    let page = page();
    // Chosen again, a panel is not made again: the text keeps its cursor.
    let tab = Memo::new(move |_| page.tab.get());
    let count = move |tab: Tab| match tab {
        Tab::Rehearsal => (0, ""),
        Tab::Problems => count_problems(page),
        Tab::Files => match page.bundle.get() {
            super::maker::Bundle::Ready(made) => (made.files.len(), ""),
            _ => (0, ""),
        },
        Tab::Text => (
            page.editor.with(|editor| editor.draft().map_or(0, |draft| draft.mistakes.len())),
            "error",
        ),
    };
    // That of the rehearsal is there in Rehearse alone.
    let tabs = Memo::new(move |_| {
        let rehearses = page.mode.get() == Mode::Rehearse;
        TABS.into_iter().filter(|tab| rehearses || *tab != Tab::Rehearsal).collect::<Vec<_>>()
    });
    let key = move |event: web_sys::KeyboardEvent| {
        let tabs = tabs.get_untracked();
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => tabs.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let now = tabs.iter().position(|tab| *tab == page.tab.get_untracked()).unwrap_or(0);
        if let Some(tab) = tabs.get((now + by) % tabs.len()) {
            page.tab.set(*tab);
            super::problems::focus(&format!("tab-{tab:?}"));
        }
    };
    view! {
        <section class="dock" aria-label="Problems, files and text">
            <style>{STYLE}</style>
            <div class="tabs">
                <div role="tablist" aria-label="Problems, files and text" on:keydown=key>
                    {live(move || each(tabs.get(), |tab| {
                        // That of the rehearsal has no name and no keys beside those of its mode.
                        let action = match tab {
                            Tab::Rehearsal => Action::Mode(Mode::Rehearse),
                            tab => Action::Tab(tab),
                        };
                        let chosen = move || page.tab.get() == tab;
                        view! {
                            <button
                                id=format!("tab-{tab:?}")
                                role="tab"
                                aria-selected=move || chosen().to_string()
                                aria-controls="dock-panel"
                                tabindex=move || if chosen() { "0" } else { "-1" }
                                aria-keyshortcuts=action.shortcuts(page.mac)
                                title=action.titled(action.name(), page.mac)
                                on:click=move |_| page.tab.set(tab)
                            >
                                {action.name()}
                                {live_option(move || {
                                    let (count, class) = count(tab);
                                    (count > 0).then(|| view! { <span class=format!("count {class}")>{count}</span> })
                                })}
                            </button>
                        }
                    }))}
                </div>
                <button
                    class="quiet square"
                    aria-label="Close this panel"
                    on:click=move |_| run(page, Action::Panel(Panel::Dock))
                >{icons::icon(icons::CLOSE)}</button>
            </div>
            <div
                id="dock-panel"
                class="panel"
                role="tabpanel"
                tabindex="-1"
                aria-labelledby=move || format!("tab-{:?}", page.tab.get())
            >
                {live(move || match tab.get() {
                    Tab::Rehearsal => live_option(move || page.rehearsal.get().map(|it| (it.panel)(it))).into_any(),
                    Tab::Problems => view! { <Problems /> }.into_any(),
                    Tab::Files => fetched(files).into_any(),
                    Tab::Text => fetched(text).into_any(),
                })}
            </div>
        </section>
    }
}
