//! What the page shows when several things are selected.

use super::actions::{here, run, run_on};
use super::asked::Asked;
use super::field::FieldLine;
use super::icons;
use super::live::{Live, each, live, live_option};
use super::part::{Draw, part};
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{
    Action, Control, FormField, Thing, offers, shared_form, shared_summary, shared_title,
};
use wasm_bindgen_futures::spawn_local;

// With the settings of one thing: both are made of the same lines.
part!(chip in inspector: Draw = || view! { <Chip /> }.into_any());

/// How many are selected, on the drawing: for whom there are no keys, and no panel beside.
pub fn selection_chip(page: Page) -> Live {
    let shown = Memo::new(move |_| page.several.get() || page.selected.with(|all| all.len() > 1));
    let drawn = RwSignal::new(None::<Draw>);
    Effect::new(move |_| {
        if shown.get() && drawn.with_untracked(Option::is_none) {
            spawn_local(async move {
                // It is tried again with the next selection.
                let _ = drawn.try_set(chip().await.ok());
            });
        }
    });
    live_option(move || drawn.get().filter(|_| shown.get()).map(|draw| draw()))
}

/// The settings that several things have in common, and what can be done with them.
#[component]
pub fn Several() -> impl IntoView {
    let page = page();
    let things = page.selected;
    let summary = Memo::new(move |_| {
        page.revision.track();
        things.with(|things| page.editor.with_untracked(|editor| shared_summary(editor, things)))
    });
    let fields = Memo::new(move |_| {
        page.revision.track();
        things.with(|things| page.editor.with_untracked(|editor| shared_form(editor, things)))
    });
    // Each line follows its own value, so that typing is never disturbed.
    let lines = Memo::new(move |_| {
        let kind = |field: &FormField| {
            let control: std::mem::Discriminant<Control> = std::mem::discriminant(&field.control);
            (field.path.to_string(), field.others.len(), control)
        };
        fields.with(|fields| fields.iter().map(kind).collect::<Vec<_>>())
    });
    let line = move |path: String| {
        let field = Memo::new(move |_| {
            fields.with(|fields| fields.iter().find(|f| f.path.to_string() == path).cloned())
        });
        view! { <FieldLine field /> }
    };
    view! {
        <p class="summary">{live(move || summary.get())}</p>
        <div class="actions">{live(move || {
            page.revision.track();
            let thing = things.with(|things| things.last().copied());
            each(here(page, thing, offers), |action| act(page, action))
        })}</div>
        <ul class="members" aria-label="Selected">
            {live(move || {
                page.revision.track();
                each(things.get(), |thing| member(page, thing))
            })}
        </ul>
        {live_option(move || lines.with(|lines| !lines.is_empty()).then(|| view! {
            <h3>"For all of them"</h3>
        }))}
        {live(move || each(lines.get(), |key| line(key.0)))}
    }
}

/// A button that does it to all of them.
fn act(page: Page, action: Action) -> impl IntoView {
    let danger = action == Action::Remove;
    view! {
        <button class:danger=danger on:click=move |_| run(page, action)>{action.name()}</button>
    }
}

/// One of them: pressed it is alone selected, or it is taken out.
fn member(page: Page, thing: Thing) -> impl IntoView {
    let name = page.editor.with_untracked(|editor| thing.name(editor.design(), editor.topology()));
    let out = format!("Take {name} out of the selection");
    view! {
        <li class=icons::colour(thing.tier())>
            <button class="quiet" on:click=move |_| page.show(thing)>
                {icons::icon(icons::of_thing(thing))} {name}
            </button>
            <button
                class="quiet square"
                aria-label=out.clone()
                title=out
                on:click=move |_| run_on(page, Action::Toggle, Some(thing))
            >{icons::icon(icons::CLOSE)}</button>
        </li>
    }
}

#[component]
fn Chip() -> impl IntoView {
    let page = page();
    let count = move || match page.selected.with(Vec::len) {
        0 => "Press what is to be selected".to_owned(),
        _ => format!("{} selected", page.selected.with(|all| shared_title(all))),
    };
    let menu = move |_| {
        let thing = page.selection.get_untracked();
        page.asked.set(Some(Asked::menu_of(thing)));
    };
    let done = move |_| {
        page.several.set(false);
        page.choose(Vec::new());
    };
    view! {
        <div class="chip" role="group" aria-label="Selection">
            <span>{live(count)}</span>
            <button class="quiet" aria-haspopup="menu" on:click=menu>"Actions"</button>
            <button class="quiet square" aria-label="Select nothing" on:click=done>
                {icons::icon(icons::CLOSE)}
            </button>
        </div>
    }
}
