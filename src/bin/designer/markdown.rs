//! Pages that are files beside this program: fetched, and drawn block by block.

use super::live::each;
use super::part::versioned;
use leptos::prelude::*;
use presswright::editor::{Block, Inline, blocks};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The text of a file beside this program; nothing where it cannot be had.
pub async fn fetch(path: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(&versioned(path))).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// A block of a page.
pub fn block(block: Block) -> AnyView {
    let inner = |inlines: Vec<Inline>| each(inlines, inline);
    match block {
        Block::Heading(1, inlines) => view! { <h3>{inner(inlines)}</h3> }.into_any(),
        Block::Heading(_, inlines) => view! { <h4>{inner(inlines)}</h4> }.into_any(),
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
        Inline::Strong(text) => view! { <b>{text}</b> }.into_any(),
        // Leads out of the page: opened only when pressed.
        Inline::Link(text, to) => {
            view! { <a href=to target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
        }
    }
}

/// A text of several blocks.
pub fn prose(text: &str) -> AnyView {
    each(blocks(text), block).into_any()
}
