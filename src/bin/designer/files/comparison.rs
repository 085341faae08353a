//! With what the files are compared, and how much differs.

use super::super::exports;
use super::super::live::live_option;
use super::super::maker::{Texts, Wish};
use super::{Compared, Page, Shared};
use crate::bar::target;
use leptos::prelude::*;
use presswright::editor::Editor;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What the files are compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// With nothing.
    Nothing,
    /// It is being made or read.
    Coming,
    /// There is nothing to compare with, for this reason.
    Missing(&'static str),
    /// With these; `since` is what they are.
    Files { files: Arc<Texts>, since: String },
}

/// What is compared with, as it comes.
pub fn base(page: Page) -> Memo<Base> {
    let before = before_last_change(page);
    let exported = last_export(page);
    Memo::new(move |_| match page.browsing.compared.get() {
        Compared::Nothing => Base::Nothing,
        Compared::LastChange => before.get(),
        Compared::LastExport => exported.get(),
    })
}

/// The files before the last step; the worker makes them of the text that the history holds.
fn before_last_change(page: Page) -> Memo<Base> {
    let wanted = Memo::new(move |_| {
        (page.browsing.compared.get() == Compared::LastChange && page.maker.started())
            .then(|| page.revision.get())
    });
    Effect::new(move |_| {
        let Some(revision) = wanted.get() else { return };
        let text = page.editor.with_untracked(|editor| editor.text_before().map(str::to_owned));
        if let Some(text) = text {
            page.maker.ask(page, Wish::Earlier { revision, text });
        }
    });
    Memo::new(move |_| {
        let title = page.editor.with(|editor| Editor::undo_title(editor).map(str::to_owned));
        let Some(title) = title else {
            return Base::Missing("Nothing was changed yet.");
        };
        match page.maker.earlier.get() {
            Some(earlier) if Some(earlier.revision) == wanted.get() => match earlier.files {
                Some(files) => Base::Files { files, since: format!("before “{title}”") },
                None => Base::Missing(
                    "There were no files before the last change: errors stopped them.",
                ),
            },
            _ => Base::Coming,
        }
    })
}

/// The files that were exported last, as the browser has kept them.
fn last_export(page: Page) -> Memo<Base> {
    let found = RwSignal::new(Base::Coming);
    let id = Memo::new(move |_| {
        page.revision.track();
        page.keeper.with_value(|keeper| keeper.id().map(str::to_owned))
    });
    Effect::new(move |_| {
        page.maker.exports.track();
        // What is open may have got its place in the browser by being exported.
        let _ = id.get();
        let id = page.keeper.with_value(|keeper| keeper.id().unwrap_or_default().to_owned());
        if page.browsing.compared.get() != Compared::LastExport {
            return;
        }
        found.set(Base::Coming);
        spawn_local(async move {
            let kept = exports::last(&id).await;
            // The panel may have been closed meanwhile.
            let _ = found.try_set(match kept {
                Some((files, when)) => {
                    Base::Files { files: Arc::new(files), since: format!("the export of {when}") }
                }
                None => Base::Missing("This design has not been exported from this browser."),
            });
        });
    });
    Memo::new(move |_| found.get())
}

const CHOICES: [(Compared, &str, &str); 3] = [
    (Compared::Nothing, "nothing", "Nothing"),
    (Compared::LastChange, "change", "Before the last change"),
    (Compared::LastExport, "export", "Last export"),
];

#[component]
pub fn Comparison(shared: Shared) -> impl IntoView {
    let compared = shared.page.browsing.compared;
    let chosen = move |event: web_sys::Event| {
        let Some(select) = target::<web_sys::HtmlSelectElement>(&event) else { return };
        if let Some((choice, ..)) = CHOICES.iter().find(|(_, word, _)| *word == select.value()) {
            compared.set(*choice);
        }
    };
    let words = move || match shared.base.get() {
        Base::Nothing => None,
        Base::Coming => Some("Being compared.".to_owned()),
        Base::Missing(reason) => Some(reason.to_owned()),
        Base::Files { since, .. } => {
            Some(match shared.changes.with(std::collections::BTreeMap::len) {
                0 => format!("No file differs from {since}."),
                1 => format!("1 file differs from {since}."),
                changed => format!("{changed} files differ from {since}."),
            })
        }
    };
    view! {
        <div class="compared">
            <label for="compared">"Compare with"</label>
            <select id="compared" on:change=chosen>
                {CHOICES.map(|(choice, word, name)| view! {
                    <option value=word selected=move || compared.get() == choice>{name}</option>
                })}
            </select>
            <p aria-live="polite">{live_option(words)}</p>
        </div>
    }
}
