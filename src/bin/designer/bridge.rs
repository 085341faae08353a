//! The page's end of the worker that makes bundles.

use super::maker::{Bridge, Bundle, Wish};
use super::part::part;
use super::state::Page;
use super::storage;
use gloo_worker::Spawnable;
use leptos::prelude::*;
use presswright::design::Document;
use presswright::rules::{Approved, Handover};

#[path = "../worker/making.rs"]
mod making;
#[path = "../worker/protocol.rs"]
mod protocol;

use making::BundleMaker;
use protocol::{Answer, Ask};

part!(bridge: fn(Page) -> Bridge = spawn);

/// Starts the worker.
fn spawn(page: Page) -> Bridge {
    let worker = BundleMaker::spawner()
        // Trunk builds workers for `importScripts`.
        .as_module(false)
        .callback(move |answer| take(page, answer))
        .spawn("worker.js");
    let handover = move || page.editor.with_untracked(|editor| handover(editor.document()));
    Box::new(move |wish| {
        let ask = match wish {
            Wish::Files { revision } => handover().map(|design| Ask::Files { revision, design }),
            Wish::Zip => handover().map(|design| Ask::Zip { design }),
            Wish::Open { name, bytes } => Some(Ask::Open { name, bytes }),
        };
        if let Some(ask) = ask {
            worker.send(ask);
        }
    })
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
        Answer::Opened { name, text } => {
            storage::open_text(page, &name, &text);
        }
        Answer::Failed { text } => {
            if page.bundle.get_untracked() == Bundle::Making {
                page.bundle.set(Bundle::Failed(text.clone()));
            }
            storage::fail(page, &text);
        }
    }
}
