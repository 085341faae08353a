//! The designs in a folder that was dropped: at its top, or in a folder of it, as in a bundle.

use presswright::bundle::MOST_FILES;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

const DESIGN: &str = "design.yaml";

/// The files called design.yaml, by the paths that they have from what was dropped.
pub async fn designs(dropped: &[FileSystemEntry]) -> Result<Vec<(String, File)>, String> {
    let mut found = Vec::new();
    // A folder that was dropped is the bundle's, or one around it.
    for entry in dropped {
        if !entry.is_directory() {
            add(&mut found, entry, entry.name()).await?;
            continue;
        }
        for inner in entries(entry).await? {
            let path = inner.name();
            if !inner.is_directory() {
                add(&mut found, &inner, path).await?;
                continue;
            }
            for inmost in entries(&inner).await? {
                let path = format!("{path}/{}", inmost.name());
                add(&mut found, &inmost, path).await?;
            }
        }
    }
    if found.is_empty() {
        return Err(
            "there is no design.yaml in it, neither at the top nor in one folder at the top"
                .to_owned(),
        );
    }
    Ok(found)
}

async fn add(
    found: &mut Vec<(String, File)>,
    entry: &FileSystemEntry,
    path: String,
) -> Result<(), String> {
    if !entry.is_directory() && entry.name() == DESIGN {
        let entry: &FileSystemFileEntry = entry.unchecked_ref();
        let file = answer(|done, failed| {
            entry.file_with_callback_and_callback(done.unchecked_ref(), failed.unchecked_ref());
        });
        found.push((path, file.await?.unchecked_into()));
    }
    Ok(())
}

/// What is in a folder. The browser gives a hundred or so at a time.
async fn entries(folder: &FileSystemEntry) -> Result<Vec<FileSystemEntry>, String> {
    let folder: &FileSystemDirectoryEntry = folder.unchecked_ref();
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let some = answer(|done, failed| {
            let (done, failed) = (done.unchecked_ref(), failed.unchecked_ref());
            // What it throws it also says to `failed`.
            let _ = reader.read_entries_with_callback_and_callback(done, failed);
        });
        let some: js_sys::Array = some.await?.unchecked_into();
        if some.length() == 0 {
            return Ok(all);
        }
        all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        if all.len() > MOST_FILES {
            return Err(format!("it has more than {MOST_FILES} files; no bundle has"));
        }
    }
}

/// What an old interface gives to the first of two functions.
async fn answer(
    mut ask: impl FnMut(&js_sys::Function, &js_sys::Function),
) -> Result<JsValue, String> {
    let promise = js_sys::Promise::new(&mut |done, failed| ask(&done, &failed));
    JsFuture::from(promise).await.map_err(|_| "the browser could not read it".to_owned())
}
