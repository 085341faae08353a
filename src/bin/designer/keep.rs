//! What the page starts with, and how the design stands in the browser. Saving it is a part of its own.

use super::coming;
use super::kept::{self, Kept};
use super::live::{Live, live_option};
use super::part::Draw;
use super::saving::saving;
use super::state::{Notice, Page};
use super::storage;
use leptos::prelude::*;
use presswright::design::{Document, PRESETS, Unreadable};
use presswright::editor::{Behind, Editor, Keeper};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How the design stands in the browser's storage.
#[derive(Clone, Debug, PartialEq)]
pub enum Keeping {
    Saved,
    /// It could not be saved, for this reason.
    Unsaved(String),
    /// Another tab has changed or deleted it, and this one shows it as it was.
    Behind(Behind),
    /// It is a design of its own since another tab changed the one of this identifier.
    Parted(String),
}

/// What the page starts with.
pub struct Start {
    pub editor: Editor,
    pub keeper: Keeper,
    pub journal: Option<String>,
    /// Why nothing could be read.
    pub fault: Option<JsValue>,
    pub notice: Option<Notice>,
}

/// What turns to another design.
pub type Turner = fn(Page, Turn);

/// Another design in place of the one that is open, which stays as it is.
pub enum Turn {
    /// A new one: a preset, a file, a link.
    Begin { title: String, document: Box<Document> },
    /// One that is kept.
    Open(String),
    /// The one that is open, to be kept though nothing was changed in it.
    Keep,
}

/// The design to start with: the one that was open, or the first preset.
pub async fn start() -> Result<Start, Unreadable> {
    let mut keeper = Keeper::new(&kept::tab());
    let (mut journal, mut fault, mut notice) = (None, None, None);
    let mut opened = None;
    let first = kept::first().await;
    // Starting the program was one piece of work, reading a design is another.
    coming::pause(0).await;
    match first {
        Ok(first) => {
            if first.broken() > 0 {
                let text = "Something that is saved in this browser cannot be read by this version of Presswright. It is left as it is.";
                notice = Some(Notice { text: text.to_owned(), kept: None });
            }
            if let Some(design) = first.design() {
                match read(&design) {
                    Ok(editor) => {
                        opened = Some(editor);
                        journal = Some(design.steps());
                        keeper.opened(&design.id(), &design.stamp());
                    }
                    Err(unreadable) => notice = Some(left_alone(&design, &unreadable)),
                }
            }
        }
        Err(thrown) => fault = Some(thrown),
    }
    let editor = match opened {
        Some(editor) => editor,
        None => Editor::open(PRESETS.first().map_or("", |preset| preset.text))?,
    };
    Ok(Start { editor, keeper, journal, fault, notice })
}

/// A kept design, without its history.
pub fn read(design: &Kept) -> Result<Editor, Unreadable> {
    let mut editor = Editor::open(&design.text())?;
    if let Some(draft) = design.draft() {
        editor.type_text(&draft);
    }
    Ok(editor)
}

/// What is said of a design that this version cannot read.
pub fn left_alone(design: &Kept, unreadable: &Unreadable) -> Notice {
    let text = format!(
        "The saved design could not be read: {unreadable}. It is kept in this browser as it is and can be downloaded."
    );
    Notice { text, kept: Some(design.text()) }
}

/// What is saved of the editor at each change: a number for the text, and what is being typed.
pub type State = (u64, Option<String>);

pub fn state(page: Page) -> State {
    page.editor.with_untracked(state_of)
}

pub fn state_of(editor: &Editor) -> State {
    (editor.revision(), editor.draft().map(|draft| draft.text.clone()))
}

/// Fetches what saves, and shows what it has to say. Without it the person is told, and it is fetched
/// again at the next change.
pub fn line(page: Page) -> Live {
    let saving_line = RwSignal::new(None::<Draw>);
    Effect::new(move |_| {
        page.revision.track();
        if saving_line.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match saving().await {
                Ok(_) if saving_line.with_untracked(Option::is_some) => {}
                Ok(draw) => {
                    saving_line.set(Some(draw));
                    if page.keeping.get_untracked() == not_here() {
                        page.keeping.set(Keeping::Saved);
                        page.notice.set(None);
                    }
                }
                Err(_) => {
                    page.keeping.set(not_here());
                    storage::fail(
                        page,
                        "Your changes are not saved: the part of the page that does it could not be fetched. It is tried again at your next change.",
                    );
                }
            }
        });
    });
    live_option(move || saving_line.get().map(|draw| draw()))
}

fn not_here() -> Keeping {
    Keeping::Unsaved(String::new())
}

/// Turns to another design; where the part that does it is on its way, when it is here.
pub fn turn(page: Page, turn: Turn) {
    match page.turn.get_value() {
        Some(make) => make(page, turn),
        None => page.waiting.set_value(Some(turn)),
    }
}

/// Begins a design: a preset, a file, a link.
pub fn begin(page: Page, title: &str, document: Document) {
    turn(page, Turn::Begin { title: title.to_owned(), document: Box::new(document) });
}
