//! A rule's own page, which is a file beside this program.

use super::live::{each, live};
use super::part::{Draw, part};
use super::state::page;
use super::why::Why;
use leptos::prelude::*;
use presswright::editor::{Block, Inline, blocks};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

part!(rule_page: Draw = || view! { <RulePage /> }.into_any());

/// What there is of the file.
#[derive(Clone)]
enum Text {
    Coming,
    /// There is no connection, or whoever serves the program has left the pages out.
    Missing,
    Here(String),
}

#[component]
fn RulePage() -> impl IntoView {
    // The dialog makes this anew for each rule.
    let why = page().why.get_untracked();
    let text = RwSignal::new(Text::Coming);
    if let Some(Why { code, .. }) = why {
        spawn_local(async move {
            let fetched = fetch(&format!("rules/{code}.md")).await;
            // The dialog may have been closed meanwhile.
            let _ = text.try_set(fetched.map_or(Text::Missing, Text::Here));
        });
    }
    live(move || {
        let Some(Why { code, message }) = why.clone() else { return Vec::new() };
        let waiting = match text.get() {
            Text::Here(text) => return each(blocks(&text), block),
            Text::Coming => "Its page is being fetched.".to_owned(),
            Text::Missing => format!(
                "Its page could not be fetched. Try again with a connection; `presswright rules {code}` prints it without one."
            ),
        };
        let waiting = view! {
            <h2>{code}</h2>
            <p>{message}</p>
            <p aria-live="polite">{waiting}</p>
        };
        vec![waiting.into_any()]
    })
}

async fn fetch(path: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

fn block(block: Block) -> AnyView {
    let inner = |inlines: Vec<Inline>| each(inlines, inline);
    match block {
        Block::Heading(1, inlines) => view! { <h2>{inner(inlines)}</h2> }.into_any(),
        Block::Heading(_, inlines) => view! { <h3>{inner(inlines)}</h3> }.into_any(),
        Block::Paragraph(inlines) => view! { <p>{inner(inlines)}</p> }.into_any(),
        Block::Code(text) => view! { <pre tabindex="0">{text}</pre> }.into_any(),
        Block::List(items) => view! {
            <ul>{each(items, |item| view! { <li>{inner(item)}</li> })}</ul>
        }
        .into_any(),
    }
}

fn inline(inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        // Leads out of the page: opened only when pressed.
        Inline::Link(text, to) => {
            view! { <a href=to target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
        }
    }
}
