//! What is sent to somebody else: a link with the design in it, the same as a QR code, a picture, the
//! file.

use super::bar::target;
use super::icons;
use super::live::live;
use super::part::{Draw, part};
use super::picture::PictureSection;
use super::problems::focus;
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::editor::rehearsal::goes_along;
use presswright::share::{EVERYWHERE, LONGEST, Reach, link, qr};
use std::time::Duration;
use wasm_bindgen_futures::{JsFuture, spawn_local};

part!(sharing: Draw = || view! { <Sharing /> }.into_any());

/// Not in the first load.
pub const STYLE: &str = include_str!("../../../style/share.css");

/// The address of this page.
fn address() -> String {
    window().location().href().unwrap_or_default()
}

#[component]
fn Sharing() -> impl IntoView {
    let page = page();
    let text = page.editor.with_untracked(|editor| editor.text().to_owned());
    let rehearsed = page.rehearsal.get_untracked().map(|it| (it.link)(it)).unwrap_or_default();
    let along = goes_along(&rehearsed);
    let link = link(&address(), &text) + &rehearsed;
    let signs = link.chars().count();
    let reach = Reach::of(signs);
    let stale = page.editor.with_untracked(|editor| editor.draft().is_some()).then(|| {
        view! {
            <p class="warning caution">
                {icons::icon(icons::WARNING)}
                "The text that is being typed cannot be read. What is sent is the design as it is drawn."
            </p>
        }
    });
    request_animation_frame(move || {
        focus(if reach == Reach::Nowhere { "share-file" } else { "copy-link" });
    });
    let by_link = match reach {
        Reach::Nowhere => view! {
            <p>
                {format!(
                    "It would have {} characters. Above {} not every program keeps a link whole, so send the file instead.",
                    counted(signs),
                    counted(LONGEST)
                )}
            </p>
            <Size signs reach />
        }
        .into_any(),
        _ => view! { <Link link signs reach along /> }.into_any(),
    };
    view! {
        <style>{STYLE}</style>
        <div class="sharing">
            <h2>"Share"</h2>
            {stale}
            <section aria-labelledby="share-by-link">
                <h3 id="share-by-link">"As a link"</h3>
                {by_link}
            </section>
            <section aria-labelledby="share-as-picture">
                <h3 id="share-as-picture">"As a picture"</h3>
                <PictureSection />
            </section>
            <section aria-labelledby="share-as-file">
                <h3 id="share-as-file">"As a file"</h3>
                <p>"The text of the design, with your comments. Dropped on the page it opens again."</p>
                <button id="share-file" on:click=move |_| download(page)>"Download design.yaml"</button>
            </section>
        </div>
    }
}

#[component]
fn Link(link: String, signs: usize, reach: Reach, along: Option<&'static str>) -> impl IntoView {
    let page = page();
    let copied = RwSignal::new(false);
    let code = match qr(&link) {
        Some(code) => view! {
            <svg
                class="qr"
                role="img"
                aria-label="QR code of the link"
                viewBox=format!("0 0 {0} {0}", code.size)
                shape-rendering="crispEdges"
            >
                <rect width="100%" height="100%" fill="#fff" />
                <path d=code.path fill="#000" />
            </svg>
        }
        .into_any(),
        None => view! { <p>"It is too long for a QR code, which holds 2,953 characters."</p> }
            .into_any(),
    };
    let field = link.clone();
    let mark = |event: web_sys::FocusEvent| {
        if let Some(field) = target::<web_sys::HtmlInputElement>(&event) {
            field.select();
        }
    };
    let copy_it = move |_| {
        copy(page, "share-link", link.clone(), "The link", move || {
            copied.set(true);
            set_timeout(
                move || {
                    // The dialog may be closed by now.
                    let _ = copied.try_set(false);
                },
                Duration::from_secs(3),
            );
        });
    };
    view! {
        <p>"The design is in the link itself: no server keeps it. Whoever has the link can open the design, as one of their own."</p>
        {along.map(|along| view! { <p>{along}</p> })}
        <div class="copied">
            <input
                id="share-link"
                type="text"
                class="mono"
                readonly
                aria-label="Link to the design"
                prop:value=field
                on:focus=mark
            />
            <button id="copy-link" class="primary" on:click=copy_it>
                {live(move || {
                    let (icon, words) = if copied.get() {
                        (icons::CHECK, "Copied")
                    } else {
                        (icons::COPY, "Copy link")
                    };
                    view! { {icons::icon(icon)} {words} }
                })}
            </button>
        </div>
        <Size signs reach />
        {code}
    }
}

/// How long the link is, and how far it comes.
#[component]
fn Size(signs: usize, reach: Reach) -> impl IntoView {
    let words = match reach {
        Reach::Everywhere => "Chat tools, mail and browsers keep it whole.".to_owned(),
        Reach::MostPlaces => format!(
            "Browsers and mail keep it whole. Above {} characters some chat tools cut it: test it once, or send the file.",
            counted(EVERYWHERE)
        ),
        Reach::Nowhere => String::new(),
    };
    view! {
        <div class="size">
            <meter
                aria-label="Length of the link"
                min="0"
                max=LONGEST
                low=EVERYWHERE + 1
                high=LONGEST
                optimum="0"
                value=signs
            ></meter>
            <span>{format!("{} of {} characters. {words}", counted(signs), counted(LONGEST))}</span>
        </div>
    }
}

/// A number as a person writes it.
fn counted(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

fn download(page: Page) {
    let text = page.editor.with_untracked(|editor| editor.text().to_owned());
    match storage::download("design.yaml", "text/yaml", text.as_bytes()) {
        Ok(()) => page.say("design.yaml is downloaded."),
        Err(_) => storage::fail(page, "The browser refused the download."),
    }
}

/// Copies a text. Where the browser does not let the page, the field of that id has it, marked.
fn copy(
    page: Page,
    field: &'static str,
    text: String,
    name: &'static str,
    then: impl FnOnce() + 'static,
) {
    let clipboard = window().navigator().clipboard();
    // A page that came without encryption has none.
    let there = !clipboard.is_undefined();
    let copying = there.then(|| JsFuture::from(clipboard.write_text(&text)));
    spawn_local(async move {
        let copied = match copying {
            Some(copying) => copying.await.is_ok(),
            None => false,
        };
        if copied {
            page.say(format!("{name} is copied."));
            then();
        } else {
            focus(field);
            storage::fail(
                page,
                &format!(
                    "The browser does not let the page copy. {name} is marked: copy it by Ctrl+C, or by its menu."
                ),
            );
        }
    });
}
