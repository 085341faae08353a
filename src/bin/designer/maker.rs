//! The page's end of the worker that makes bundles.

use super::state::Page;
use super::storage;
use gloo_worker::{Spawnable, WorkerBridge};
use leptos::prelude::*;
use presswright::design::Document;
use presswright::rules::{Approved, Handover};
use std::time::Duration;

#[path = "../worker/making.rs"]
mod making;
#[path = "../worker/protocol.rs"]
mod protocol;

use making::BundleMaker;
use protocol::{Answer, Ask};

/// The files of the export as they stand now.
#[derive(Clone, Debug, PartialEq)]
pub enum Bundle {
    /// They are being made.
    Making,
    /// Errors stop them.
    Stopped,
    /// They could not be made, for this reason.
    Failed(String),
    /// Path and text of each, and how many Kubernetes objects are in them.
    Ready { files: Vec<(String, String)>, objects: usize },
}

type Bridge = StoredValue<Option<WorkerBridge<BundleMaker>>, LocalStorage>;

/// The worker; it starts after the first paint.
#[derive(Clone, Copy)]
pub struct Maker(Bridge);

/// Typing and dragging come in runs; the files follow when there is a pause.
const PAUSE: Duration = Duration::from_millis(120);
/// By then a worker has started, or never will.
const PATIENCE: Duration = Duration::from_mins(1);

impl Maker {
    pub fn new() -> Self {
        Maker(StoredValue::new_local(None))
    }

    fn ask(self, ask: Ask) {
        self.0.with_value(|bridge| {
            if let Some(bridge) = bridge {
                bridge.send(ask);
            }
        });
    }

    /// Asks for the design in a bundle; the answer opens it.
    pub fn open(self, name: String, bytes: Vec<u8>) {
        self.ask(Ask::Open { name, bytes });
    }

    /// Asks for the zip; the answer downloads it.
    pub fn export(self, document: &Document) {
        if let Some(design) = handover(document) {
            self.ask(Ask::Zip { design });
        }
    }
}

/// Starts the worker and keeps the files up with the design.
pub fn follow(page: Page) {
    let started = RwSignal::new(false);
    request_animation_frame(move || {
        let bridge = BundleMaker::spawner()
            // Trunk builds workers for `importScripts`.
            .as_module(false)
            .callback(move |answer| take(page, answer))
            .spawn("worker.js");
        page.maker.0.set_value(Some(bridge));
        started.set(true);
    });
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
        if let Some(design) = page.editor.with_untracked(|editor| handover(editor.document())) {
            page.maker.ask(Ask::Files { revision, design });
        }
    });
    let ask = StoredValue::new_local(ask);
    Effect::new(move |_| {
        let revision = page.revision.get();
        if !started.get() {
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

/// What the worker is given: nothing where errors stop the export.
fn handover(document: &Document) -> Option<Handover> {
    Approved::of(document.clone()).ok().map(|approved| Handover::of(&approved))
}

fn take(page: Page, answer: Answer) {
    match answer {
        Answer::Files { revision, files, objects } => {
            // An answer that was overtaken by a change is of no use.
            if page.revision.get_untracked() == revision {
                page.bundle.set(Bundle::Ready { files, objects });
            }
        }
        Answer::Zip { name, bytes } => match storage::download(&name, "application/zip", &bytes) {
            Ok(()) => page.say(format!("{name} is downloaded.")),
            Err(_) => storage::fail(page, "The browser refused the download."),
        },
        Answer::Opened { name, text } => storage::open_text(page, &name, &text),
        Answer::Failed { text } => {
            if page.bundle.get_untracked() == Bundle::Making {
                page.bundle.set(Bundle::Failed(text.clone()));
            }
            storage::fail(page, &text);
        }
    }
}
