//! The files of the export: asked for at every change, made by a worker.

use super::bridge::bridge;
use super::state::Page;
use super::storage;
use leptos::prelude::*;
use presswright::editor::files::FileObject;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;

/// Path and text of each file of an export.
pub type Texts = Vec<(String, String)>;

/// The files of an export, and the objects in them.
#[derive(Debug, PartialEq)]
pub struct Made {
    pub files: Texts,
    pub objects: Vec<FileObject>,
}

/// The files of the export as they stand now.
#[derive(Clone, Debug, PartialEq)]
pub enum Bundle {
    /// They are being made.
    Making,
    /// Errors stop them.
    Stopped,
    /// They could not be made, for this reason.
    Failed(String),
    Ready(Arc<Made>),
}

/// The files of the design as it was before its last step.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// The revision that the step led to.
    pub revision: u64,
    /// None where errors stopped them.
    pub files: Option<Arc<Texts>>,
}

/// What the page wants of its worker.
pub enum Wish {
    /// The files of the design at this revision.
    Files { revision: u64 },
    /// The files of another text of it, from before the step that led to this revision.
    Earlier { revision: u64, text: String },
    /// The bundle as a zip.
    Zip,
    /// The design in this bundle.
    Open { name: String, bytes: Vec<u8> },
}

/// The page's end of the worker.
pub type Bridge = Box<dyn Fn(Wish)>;

/// The worker; it starts after the first paint.
#[derive(Clone, Copy)]
pub struct Maker {
    bridge: StoredValue<Option<Bridge>, LocalStorage>,
    /// What was wanted before it had started: a press of Export right after the first paint.
    wanted: StoredValue<Vec<Wish>>,
    started: RwSignal<bool>,
    /// The answer to [`Wish::Earlier`].
    pub earlier: RwSignal<Option<Earlier>>,
    /// How many zips were made.
    pub exports: RwSignal<u32>,
}

/// Typing and dragging come in runs; the files follow when there is a pause.
const PAUSE: Duration = Duration::from_millis(120);
/// By then a worker has started, or never will.
const PATIENCE: Duration = Duration::from_mins(1);

impl Maker {
    pub fn new() -> Self {
        Maker {
            bridge: StoredValue::new_local(None),
            wanted: StoredValue::new(Vec::new()),
            started: RwSignal::new(false),
            earlier: RwSignal::new(None),
            exports: RwSignal::new(0),
        }
    }

    /// Asks the worker; what it answers comes to the page. Without a worker it is asked once there is one, and the
    /// person is told where that cannot be had.
    pub fn ask(self, page: Page, wish: Wish) {
        if self.bridge.with_value(Option::is_some) {
            self.bridge.with_value(|bridge| bridge.as_ref().map(|ask| ask(wish)));
        } else {
            self.wanted.update_value(|wanted| wanted.push(wish));
            self.start(page);
        }
    }

    /// Fetches what starts the worker, and starts it.
    pub fn start(self, page: Page) {
        if page.bundle.with_untracked(|bundle| matches!(bundle, Bundle::Failed(_))) {
            page.bundle.set(Bundle::Making);
        }
        spawn_local(async move {
            match bridge().await {
                Ok(_) if self.started.get_untracked() => {}
                Ok(spawn) => {
                    self.bridge.set_value(Some(spawn(page)));
                    self.started.set(true);
                    for wish in self.no_longer_wanted() {
                        self.ask(page, wish);
                    }
                }
                Err(not_fetched) => {
                    page.bundle.set(Bundle::Failed(not_fetched.to_string()));
                    if !self.no_longer_wanted().is_empty() {
                        storage::fail(
                            page,
                            "The part of the page that makes and opens bundles could not be fetched. Nothing is lost: try again with a connection.",
                        );
                    }
                }
            }
        });
    }

    fn no_longer_wanted(self) -> Vec<Wish> {
        self.wanted.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Whether there is a worker to ask.
    pub fn started(self) -> bool {
        self.started.get()
    }
}

/// Starts the worker and keeps the files up with the design.
pub fn follow(page: Page) {
    request_animation_frame(move || page.maker.start(page));
    set_timeout(
        move || {
            if page.bundle.get_untracked() == Bundle::Making {
                let reason = "The part of the page that makes the files has not started. Reload the page; your design is kept.";
                page.bundle.set(Bundle::Failed(reason.to_owned()));
            }
        },
        PATIENCE,
    );
    let ask = leptos::leptos_dom::helpers::debounce(PAUSE, move |revision: u64| {
        page.maker.ask(page, Wish::Files { revision });
    });
    let ask = StoredValue::new_local(ask);
    Effect::new(move |_| {
        let revision = page.revision.get();
        if !page.maker.started() {
            return;
        }
        if page.editor.with_untracked(|editor| editor.report().has_errors()) {
            page.bundle.set(Bundle::Stopped);
        } else {
            let none = page
                .bundle
                .with_untracked(|bundle| matches!(bundle, Bundle::Stopped | Bundle::Failed(_)));
            if none {
                page.bundle.set(Bundle::Making);
            }
            ask.update_value(|ask| ask(revision));
        }
    });
}
