//! The page's end of the worker that makes bundles.

use super::keep::{self, Turn};
use super::maker::{Bridge, Bundle, Earlier, Made, Wish};
use super::part::{part, versioned};
use super::state::Page;
use super::{exports, storage};
use gloo_worker::Spawnable;
use js_sys::Array;
use leptos::prelude::*;
use presswright::design::{Document, Place};
use presswright::editor::files::FileObject;
use presswright::rules::{Approved, Handover};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::{Blob, Url};

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
        .with_loader(true)
        .callback(move |answer| take(page, answer))
        .spawn(&starter().unwrap_or_default());
    let handover = move || page.editor.with_untracked(|editor| handover(editor.document()));
    Box::new(move |wish| {
        let ask = match wish {
            Wish::Files { revision } => {
                handover().map(|design| Ask::Files { revision, earlier: false, design })
            }
            Wish::Earlier { revision, text } => earlier(page, revision, &text),
            Wish::Zip => handover().map(|design| Ask::Zip { id: kept_as(page), design }),
            Wish::Open { name, bytes } => Some(Ask::Open { name, bytes }),
        };
        if let Some(ask) = ask {
            worker.send(ask);
        }
    })
}

/// The address of a script that starts the worker. It is made here, and not a file, so that what the page may
/// ask for and run (xtask/src/policy.rs) holds for the worker too.
fn starter() -> Result<String, JsValue> {
    let here = window().location().href()?;
    let beside = |file: &str| Url::new_with_base(&versioned(file), &here).map(|url| url.href());
    // No address has a quotation mark.
    let (script, wasm) = (beside("worker.js")?, beside("worker_bg.wasm")?);
    let text = format!(
        "const script=\"{script}\";\
         self.trustedTypes?.createPolicy(\"default\",{{createScriptURL:(url)=>url===script?url:null}});\
         importScripts(script);wasm_bindgen(\"{wasm}\")"
    );
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    Url::create_object_url_with_blob(&blob)
}

/// What the worker is given: nothing where errors stop the export.
fn handover(document: &Document) -> Option<Handover> {
    Approved::of(document.clone()).ok().map(|approved| Handover::of(&approved))
}

/// What the design was before its last step; where errors stopped its files, the answer is known.
fn earlier(page: Page, revision: u64, text: &str) -> Option<Ask> {
    let design = Document::read(text).ok().and_then(|document| handover(&document));
    if design.is_none() {
        page.maker.earlier.set(Some(Earlier { revision, files: None }));
    }
    design.map(|design| Ask::Files { revision, earlier: true, design })
}

/// The design that is exported, among those of the browser. One that a person exports is worth keeping.
fn kept_as(page: Page) -> String {
    let id = move || page.keeper.with_value(|keeper| keeper.id().map(str::to_owned));
    if id().is_none() {
        keep::turn(page, Turn::Keep);
    }
    id().unwrap_or_default()
}

fn object([file, kind, name, place]: [String; 4]) -> FileObject {
    FileObject { file, kind, name, place: Place::at(place.parse().unwrap_or_default()) }
}

fn take(page: Page, answer: Answer) {
    match answer {
        // An answer that was overtaken by a change is of no use.
        Answer::Files { revision, .. } if page.revision.get_untracked() != revision => {}
        Answer::Files { revision, earlier: true, files, .. } => {
            page.maker.earlier.set(Some(Earlier { revision, files: Some(Arc::new(files)) }));
        }
        Answer::Files { files, objects, .. } => {
            let objects = objects.into_iter().map(object).collect();
            page.bundle.set(Bundle::Ready(Arc::new(Made { files, objects })));
        }
        Answer::Zip { id, name, bytes, files } => {
            match storage::download(&name, "application/zip", &bytes) {
                Ok(()) => {
                    let done = format!("{name} is downloaded. In it begin with README.md.");
                    page.say(done.clone());
                    page.show_hint(done, "yes");
                }
                Err(_) => storage::fail(page, "The browser refused the download."),
            }
            exports::remember(page, id, files);
        }
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
