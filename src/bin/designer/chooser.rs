//! Chooses one of several by a few letters: commands, things to find, machines.

use super::actions::{here, run_on};
use super::asked::{Asked, close};
use super::bar::target;
use super::canvas::focus_on;
use super::icons;
use super::live::{each, live, live_option};
use super::state::{Page, page};
use super::{problems, storage};
use leptos::html;
use leptos::prelude::*;
use presswright::editor::{Action, Choice, Hit, Pick, Question, Thing, choices, filter};

/// Where the names of the commands that were used last are kept, one a line.
const RECENT: &str = "presswright.recent";
const MOST_RECENT: usize = 5;
/// Lines that Page Up and Page Down go.
const LEAF: usize = 8;

fn recent() -> Vec<String> {
    storage::read(RECENT).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn remember(name: &str) {
    let mut names = recent();
    names.retain(|other| other != name);
    names.insert(0, name.to_owned());
    names.truncate(MOST_RECENT);
    // A browser that keeps nothing lists them in the table's order.
    let _ = storage::write(RECENT, &names.join("\n"));
}

/// What is asked, and about which thing. It stays while the dialog closes.
fn asked(page: Page, before: Option<&(Question, Option<Thing>)>) -> (Question, Option<Thing>) {
    match (page.asked.get(), before) {
        (Some(Asked::Choose(question, thing)), _) => (question, thing),
        (_, Some(before)) => *before,
        _ => (Question::Command, None),
    }
}

#[component]
pub fn Chooser() -> impl IntoView {
    let page = page();
    let input = NodeRef::<html::Input>::new();
    let question = Memo::new(move |before| asked(page, before));
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let all = Memo::new(move |_| {
        let (question, thing) = question.get();
        here(page, thing, |here| choices(here, question, &recent()))
    });
    let hits = Memo::new(move |_| {
        let question = question.get().0;
        all.with(|all| typed.with(|typed| filter(question, all, typed)))
    });
    // Another question begins anew.
    Effect::new(move |_| {
        question.track();
        typed.set(String::new());
        at.set(0);
        if let Some(input) = input.get() {
            input.set_value("");
            let _ = input.focus();
        }
    });
    let before = page.view.get_untracked();
    let current = move || {
        let hits = hits.get();
        let hit = hits.get(at.get().min(hits.len().saturating_sub(1)))?;
        all.with(|all| all.get(hit.index).cloned())
    };
    // What would be found is seen on the drawing behind.
    Effect::new(move |_| {
        let choice = current();
        show_line(at.get());
        if question.get().0 == Question::Find && !typed.with(String::is_empty) {
            let thing = choice.and_then(|choice| choice.thing);
            page.focus.set(thing);
            if let Some(thing) = thing {
                page.bring_into_sight(thing);
            }
        }
    });
    let chosen = RwSignal::new(false);
    on_cleanup(move || {
        if question.get_untracked().0 == Question::Find {
            page.focus.set(None);
            if !chosen.get_untracked() {
                page.view.set(before);
            }
        }
    });
    let pick = move |choice: Choice| {
        if choice.refused.is_none() {
            chosen.set(true);
            picked(page, question.get_untracked().1, choice);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let now = at.get_untracked().min(count.saturating_sub(1));
        let next = match event.key().as_str() {
            "ArrowDown" if now + 1 < count => now + 1,
            "ArrowDown" => 0,
            "ArrowUp" => now.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            "PageDown" => (now + LEAF).min(count.saturating_sub(1)),
            "PageUp" => now.saturating_sub(LEAF),
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                if let Some(choice) = untrack(current) {
                    pick(choice);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        at.set(next);
    };
    let title = move || {
        let question = question.get().0;
        page.editor.with_untracked(|editor| question.title(editor))
    };
    let count = move || match hits.with(Vec::len) {
        0 => "Nothing fits.".to_owned(),
        1 => "1 line.".to_owned(),
        count => format!("{count} lines."),
    };
    let line = move |(place, hit): (usize, Hit)| {
        let Some(choice) = all.with(|all| all.get(hit.index).cloned()) else {
            return ().into_any();
        };
        let for_click = choice.clone();
        let stopped = choice.refused.is_some();
        view! {
            <li
                id=format!("choice-{place}")
                role="option"
                class=icons::colour(choice.thing.and_then(Thing::tier))
                aria-selected=move || (at.get().min(hits.with(Vec::len).saturating_sub(1)) == place).to_string()
                aria-disabled=stopped.then_some("true")
                // The focus stays where letters are typed.
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| {
                    at.set(place);
                    pick(for_click.clone());
                }
            >
                {choice.thing.map(|thing| icons::icon(icons::of_thing(thing)))}
                <span class="what">
                    <span class="name">{runs(&choice.title, &hit.letters)}</span>
                    <span class="detail">{choice.refused.unwrap_or(choice.detail)}</span>
                </span>
                {choice.keys.map(|keys| view! { <kbd>{keys.shown(page.mac)}</kbd> })}
            </li>
        }
        .into_any()
    };
    view! {
        <div class="chooser">
            <label for="typed">{live(title)}</label>
            <input
                id="typed"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="choices"
                aria-activedescendant=move || {
                    let count = hits.with(Vec::len);
                    (count > 0).then(|| format!("choice-{}", at.get().min(count - 1)))
                }
                placeholder=move || question.get().0.hint()
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                node_ref=input
                on:input=move |event| {
                    if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
                        typed.set(input.value());
                        at.set(0);
                    }
                }
                on:keydown=key
            />
            <button class="quiet square" aria-label="Close" on:click=move |_| close(page)>
                {icons::icon(icons::CLOSE)}
            </button>
            <ul id="choices" role="listbox" aria-label=title>
                {live(move || each(hits.get().into_iter().enumerate(), line))}
            </ul>
            {live_option(move || hits.with(Vec::is_empty).then(|| view! { <p class="none">"Nothing fits. Try fewer letters."</p> }))}
            <p class="hidden" role="status">{live(count)}</p>
        </div>
    }
}

/// A title with the letters marked that fit.
fn runs(title: &str, letters: &[usize]) -> Vec<AnyView> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for (place, letter) in title.chars().enumerate() {
        let fits = letters.contains(&place);
        match runs.last_mut() {
            Some((same, run)) if *same == fits => run.push(letter),
            _ => runs.push((fits, letter.to_string())),
        }
    }
    each(runs, |(fits, run)| if fits { view! { <b>{run}</b> }.into_any() } else { run.into_any() })
}

/// Scrolls the list to a line.
fn show_line(place: usize) {
    // The list is drawn first.
    request_animation_frame(move || {
        let Some(line) = document().get_element_by_id(&format!("choice-{place}")) else { return };
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    });
}

fn picked(page: Page, about: Option<Thing>, choice: Choice) {
    if let Pick::Ask(question) = choice.pick {
        return page.asked.set(Some(Asked::Choose(question, about)));
    }
    close(page);
    // The dialog gives the focus back first.
    request_animation_frame(move || match choice.pick {
        Pick::Run(action) => {
            remember(&choice.title);
            run_on(page, action, about);
            if let Action::Show(thing) = action {
                focus_on(thing);
            }
        }
        Pick::Show(thing) => {
            page.show(thing);
            focus_on(thing);
        }
        Pick::Problem(index) => problems::go(page, index),
        Pick::Edit(title, Some(edit)) => {
            super::actions::change(page, &title, &edit);
        }
        Pick::Edit(title, None) => page.say(format!("{title}.")),
        Pick::Ask(_) => {}
    });
}
