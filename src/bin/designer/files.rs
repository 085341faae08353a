//! The files of the bundle as they stand now.

use super::icons;
use super::live::{each, live, live_option, live_while};
use super::maker::Bundle;
use super::part::{Draw, part};
use super::state::page;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

part!(files: Draw = || view! { <Files /> }.into_any());

#[component]
fn Files() -> impl IntoView {
    let page = page();
    let open = RwSignal::new(None::<String>);
    let paths = Memo::new(move |_| match page.bundle.get() {
        Bundle::Ready { files, .. } => {
            files.into_iter().map(|(path, text)| (path, text.len())).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    });
    let shown = Memo::new(move |_| {
        let open = open.get();
        page.bundle.with(|bundle| match bundle {
            Bundle::Ready { files, .. } => files
                .iter()
                .find(|(path, _)| open.as_ref() == Some(path))
                .or_else(|| files.iter().find(|(path, _)| path == "README.md"))
                .or_else(|| files.first())
                .cloned(),
            _ => None,
        })
    });
    let instead = move || match page.bundle.get() {
        Bundle::Making => Some("The files are being made.".to_owned()),
        Bundle::Stopped => {
            Some("There are no files while there are errors. See Problems.".to_owned())
        }
        Bundle::Failed(reason) => Some(reason),
        Bundle::Ready { .. } => None,
    };
    // What starts the worker could not be fetched.
    let missing = move || {
        !page.maker.started() && page.bundle.with(|bundle| matches!(bundle, Bundle::Failed(_)))
    };
    let line = move |(path, size): (String, usize)| {
        let (folder, name) = match path.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
            None => (String::new(), path.clone()),
        };
        let own = path.clone();
        view! {
            <li>
                <button
                    class="file"
                    aria-current=move || shown.with(|shown| shown.as_ref().is_some_and(|(path, _)| *path == own)).to_string()
                    on:click=move |_| open.set(Some(path.clone()))
                >
                    {icons::icon(icons::FILE)}
                    <span class="path"><span class="folder">{folder}</span>{name}</span>
                    <span class="size">{weight(size)}</span>
                </button>
            </li>
        }
    };
    view! {
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
                <ul aria-label="Files of the bundle">
                    {live(move || each(paths.get(), line))}
                </ul>
                <div class="viewer">
                    <header>
                        <b class="mono">{live(move || shown.get().map(|(path, _)| path))}</b>
                        <button on:click=move |_| {
                            if let Some((path, text)) = shown.get_untracked() {
                                copy(page, path, text);
                            }
                        }>{icons::icon(icons::COPY)} "Copy"</button>
                    </header>
                    <pre tabindex="0" aria-label="Text of the file">{live(move || shown.get().map(|(_, text)| text))}</pre>
                </div>
            })}
        </div>
    }
}

fn weight(bytes: usize) -> String {
    if bytes < 1000 {
        format!("{bytes} B")
    } else {
        format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
    }
}

fn copy(page: super::state::Page, path: String, text: String) {
    let copying = JsFuture::from(window().navigator().clipboard().write_text(&text));
    spawn_local(async move {
        match copying.await {
            Ok(_) => page.say(format!("{path} is copied.")),
            Err(_) => super::storage::fail(
                page,
                "The browser does not let the page copy. Mark the text and copy it.",
            ),
        }
    });
}
