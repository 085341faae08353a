//! Why a finding matters: the rule's own page, in place.

use super::icons;
use super::live::{each, live_option};
use super::state::{Page, page};
use leptos::html;
use leptos::prelude::*;
use presswright::editor::{Block, Inline, blocks};
use presswright::rules::Finding;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A rule whose page is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    code: &'static str,
    /// What is wrong with this design.
    message: String,
    page: RulePage,
}

/// The page of a rule, which is a file beside this program.
#[derive(Clone, Debug, PartialEq)]
enum RulePage {
    Coming,
    /// There is no connection, or whoever serves the program has left the pages out.
    Missing,
    Here(String),
}

/// Opens the page of a finding's rule.
pub fn open(page: Page, finding: &Finding) {
    let code = finding.code;
    let message = finding.message.clone();
    page.why.set(Some(Why { code, message, page: RulePage::Coming }));
    spawn_local(async move {
        let fetched = fetch(&format!("rules/{code}.md")).await;
        page.why.update(|open| {
            if let Some(open) = open.as_mut().filter(|open| open.code == code) {
                open.page = fetched.map_or(RulePage::Missing, RulePage::Here);
            }
        });
    });
}

async fn fetch(path: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

#[component]
pub fn WhyDialog() -> impl IntoView {
    let page = page();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        let open = page.why.with(Option::is_some);
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let body = move |why: Why| {
        let waiting = match why.page {
            RulePage::Here(text) => return each(blocks(&text), block),
            RulePage::Coming => "Its page is being fetched.".to_owned(),
            RulePage::Missing => format!(
                "Its page could not be fetched. Try again with a connection; `presswright rules {}` prints it without one.",
                why.code
            ),
        };
        let waiting = view! {
            <h2>{why.code}</h2>
            <p>{why.message}</p>
            <p aria-live="polite">{waiting}</p>
        };
        vec![waiting.into_any()]
    };
    view! {
        <dialog
            class="why"
            aria-label="Why it matters"
            node_ref=dialog
            on:close=move |_| page.why.set(None)
            on:click=move |event| {
                // A press beside the dialog closes it.
                let on_itself = event
                    .target()
                    .is_some_and(|target| target.dyn_ref::<web_sys::HtmlDialogElement>().is_some());
                if on_itself {
                    page.why.set(None);
                }
            }
        >
            <div class="page">
                <button class="quiet square close" aria-label="Close" on:click=move |_| page.why.set(None)>
                    {icons::icon(icons::CLOSE)}
                </button>
                {live_option(move || page.why.get().map(body))}
            </div>
        </dialog>
    }
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
