//! The tree of the files, by mouse and by keyboard.

use super::super::icons;
use super::super::live::{live, live_option};
use super::super::problems::focus;
use super::{Shared, objects_in};
use crate::browsing::Wanted;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use presswright::editor::files::{Kind, Row, Step, lines_of, rows, step};

#[component]
pub fn FileTree(shared: Shared) -> impl IntoView {
    let browsing = shared.page.browsing;
    let rows = Memo::new(move |_| {
        shared.entries.with(|entries| browsing.turned.with(|turned| rows(entries, turned)))
    });
    // The one row that Tab stops at.
    let at = RwSignal::new(None::<String>);
    let stop = Memo::new(move |_| {
        let (at, shown) = (at.get(), shared.shown.get());
        rows.with(|rows| {
            let is =
                |wanted: &Option<String>| rows.iter().find(|row| Some(&row.id) == wanted.as_ref());
            is(&at).or_else(|| is(&shown)).or(rows.first()).map(|row| row.id.clone())
        })
    });
    let take = move |step: Step| match step {
        Step::Go(id) => {
            focus(&element(&id));
            at.set(Some(id));
        }
        Step::Turn(id) => {
            browsing.turned.update(|turned| {
                if !turned.remove(&id) {
                    turned.insert(id);
                }
            });
        }
        Step::Choose(id) => {
            let row = rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned());
            if let Some(row) = row {
                choose(shared, &row);
            }
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(here) = stop.get_untracked() else { return };
        if let Some(step) = rows.with_untracked(|rows| step(rows, &here, &event.key())) {
            event.prevent_default();
            event.stop_propagation();
            take(step);
        }
    };
    // A line follows its own row, so that the focus stays where it is.
    let line = move |id: String| {
        let own = id.clone();
        let row =
            Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.id == own).cloned()));
        let Some(first) = row.get_untracked() else { return ().into_any() };
        let is_folder = first.kind == Kind::Folder;
        let icon = match first.kind {
            Kind::Folder => icons::FOLDER,
            Kind::File => icons::FILE,
            Kind::Object(..) => icons::HEXAGON,
        };
        let number = move |of: fn(&Row) -> usize| move || row.get().map(|row| of(&row).to_string());
        let chosen = {
            let id = id.clone();
            move || (!is_folder).then(|| (shared.shown.get().as_ref() == Some(&id)).to_string())
        };
        let tab = {
            let id = id.clone();
            move || if stop.get().as_ref() == Some(&id) { "0" } else { "-1" }
        };
        let size = {
            let id = id.clone();
            let weigh = first.kind == Kind::File;
            move || weigh.then(|| shared.text(&id)).flatten().map(|text| weight(text.len()))
        };
        let open = move || row.get().and_then(|row| row.open);
        let turned = id.clone();
        view! {
            <li
                id=element(&id)
                class="row"
                role="treeitem"
                style=("--depth", (first.level - 1).to_string())
                tabindex=tab
                aria-posinset=number(|row| row.position)
                aria-setsize=number(|row| row.beside)
                aria-expanded=move || open().map(|open| open.to_string())
                aria-selected=chosen
                on:click=move |_| {
                    at.set(Some(id.clone()));
                    take(if is_folder { Step::Turn(id.clone()) } else { Step::Choose(id.clone()) });
                }
                {..custom_attribute("aria-level", first.level.to_string())}
            >
                <span
                    class="turn"
                    on:click=move |event| if open().is_some() {
                        event.stop_propagation();
                        take(Step::Turn(turned.clone()));
                    }
                >{live_option(move || open().map(|_| icons::icon(icons::DOWN)))}</span>
                {icons::icon(icon)}
                <span class="path">{first.name}</span>
                {live_option(move || row.get().and_then(|row| row.mark).map(|mark| view! { " " <span class="mark">{mark}</span> }))}
                " "
                <span class="size">{live(size)}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="tree" role="tree" aria-label="Files of the bundle" on:keydown=key>
            <For each=move || rows.get().into_iter().map(|row| row.id) key=|id| id.clone() let:id>{line(id)}</For>
        </ul>
    }
}

fn element(id: &str) -> String {
    format!("file-{id}")
}

/// Shows a file; of an object its lines, and on the drawing what it is of.
fn choose(shared: Shared, row: &Row) {
    let browsing = shared.page.browsing;
    let Kind::Object(path, ordinal) = &row.kind else {
        browsing.lines.set(None);
        return browsing.chosen.set(Some(row.id.clone()));
    };
    browsing.chosen.set(Some(path.clone()));
    let Some(made) = shared.made.get_untracked() else { return };
    let text = made.files.iter().find(|(own, _)| own == path).map(|(_, text)| text);
    if let Some(lines) = text.and_then(|text| lines_of(text, *ordinal)) {
        browsing.lines.set(Some(Wanted { lines, focus: false }));
    }
    if let Some(object) = objects_in(&made, path).nth(*ordinal) {
        super::viewer::show(shared.page, object.thing());
    }
}

/// A size as a person reads it.
pub fn weight(bytes: usize) -> String {
    if bytes < 1000 {
        format!("{bytes} B")
    } else {
        format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
    }
}
