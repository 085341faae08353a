//! The files of the bundle as they stand now, tied to the drawing and compared with earlier ones.

mod comparison;
mod differences;
mod reader;
mod tree;
mod viewer;

use super::browsing::{Compared, Wanted};
use super::live::{live_option, live_while};
use super::maker::{Bundle, Made, Texts};
use super::part::{Draw, part};
use super::state::{Page, page};
use comparison::{Base, Comparison};
use leptos::prelude::*;
use presswright::editor::files::{Entry, FileChange, FileObject, changed_files, spot_of};
use std::collections::BTreeMap;
use std::sync::Arc;

part!(files: Draw = || view! { <Files /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/files.css");

/// What the tree and the viewer share.
#[derive(Clone, Copy)]
struct Shared {
    page: Page,
    made: Memo<Option<Arc<Made>>>,
    base: Memo<Base>,
    changes: Memo<BTreeMap<String, FileChange>>,
    entries: Memo<Vec<Entry>>,
    /// Path of the file that is shown.
    shown: Memo<Option<String>>,
}

impl Shared {
    fn new(page: Page) -> Shared {
        let made = Memo::new(move |_| {
            page.bundle.with(|bundle| match bundle {
                Bundle::Ready(made) => Some(made.clone()),
                _ => None,
            })
        });
        let base = comparison::base(page);
        let changes = Memo::new(move |_| match (made.get(), base.get()) {
            (Some(made), Base::Files { files, .. }) => changed_files(&files, &made.files),
            _ => BTreeMap::new(),
        });
        let entries = Memo::new(move |_| {
            let Some(made) = made.get() else { return Vec::new() };
            let changes = changes.get();
            let gone = changes.iter().filter(|(_, change)| **change == FileChange::Removed);
            let gone = gone.map(|(path, _)| path);
            let paths = made.files.iter().map(|(path, _)| path).chain(gone);
            paths
                .map(|path| Entry {
                    path: path.clone(),
                    change: changes.get(path).copied(),
                    objects: objects_in(&made, path).map(FileObject::title).collect(),
                })
                .collect()
        });
        let shown = Memo::new(move |_| {
            let chosen = page.browsing.chosen.get();
            entries.with(|entries| {
                let is = |wanted: &str| entries.iter().find(|entry| entry.path == wanted);
                chosen
                    .and_then(|path| is(&path))
                    .or_else(|| is("README.md"))
                    .or(entries.first())
                    .map(|entry| entry.path.clone())
            })
        });
        Shared { page, made, base, changes, entries, shown }
    }

    /// The file's text, or that which it had before it was removed.
    fn text(self, path: &str) -> Option<String> {
        let of =
            |files: &Texts| files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone());
        let now = self.made.get().and_then(|made| of(&made.files));
        now.or_else(|| self.before(path))
    }

    /// The text that it had in what is compared with.
    fn before(self, path: &str) -> Option<String> {
        self.base.with(|base| match base {
            Base::Files { files, .. } => {
                files.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone())
            }
            _ => None,
        })
    }

    /// Goes to where a thing stands, or says that it stands nowhere.
    fn find(self, thing: presswright::editor::Thing) {
        let Some(made) = self.made.get_untracked() else {
            return self.page.refuse("There are no files now.".to_owned());
        };
        let spot = self.page.editor.with_untracked(|editor| {
            spot_of(thing, editor.design(), editor.topology(), &made.files, &made.objects)
        });
        match spot {
            Err(none) => self.page.refuse(none.to_string()),
            Ok(spot) => {
                self.page.say(format!("{}, line {}.", spot.path, spot.lines.first));
                self.page.browsing.chosen.set(Some(spot.path));
                self.page.browsing.lines.set(Some(Wanted { lines: spot.lines, focus: true }));
            }
        }
    }
}

/// The objects of a file, in their order.
fn objects_in<'m>(made: &'m Made, path: &str) -> impl Iterator<Item = &'m FileObject> {
    made.objects.iter().filter(move |object| object.file == path)
}

#[component]
fn Files() -> impl IntoView {
    let page = page();
    let shared = Shared::new(page);
    let instead = move || match page.bundle.get() {
        Bundle::Making => Some("The files are being made.".to_owned()),
        Bundle::Stopped => {
            Some("There are no files while there are errors. See Problems.".to_owned())
        }
        Bundle::Failed(reason) => Some(reason),
        Bundle::Ready(_) => None,
    };
    // What starts the worker could not be fetched.
    let missing = move || {
        !page.maker.started() && page.bundle.with(|bundle| matches!(bundle, Bundle::Failed(_)))
    };
    Effect::new(move |_| {
        let Some(thing) = page.browsing.wanted.get() else { return };
        if page.bundle.with(|bundle| *bundle != Bundle::Making) {
            page.browsing.wanted.set(None);
            shared.find(thing);
        }
    });
    view! {
        <style>{STYLE}</style>
        <div class="files">
            {live_option(move || instead().map(|text| view! {
                <p class="instead">
                    {text} " "
                    {live_option(move || missing().then(|| view! {
                        <button on:click=move |_| page.maker.start(page)>"Try again"</button>
                    }))}
                </p>
            }))}
            {live_while(move || instead().is_none(), move || view! {
                <div class="browser">
                    <Comparison shared />
                    <tree::FileTree shared />
                </div>
                <viewer::Viewer shared />
            })}
        </div>
    }
}
