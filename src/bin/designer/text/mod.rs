//! design.yaml as text, both ways: in a text editor that is fetched when it is first opened, or in a
//! plain field where that cannot be had.

mod code_mirror;
mod plain;
pub mod script;

use super::icons;
use super::live::{each, live, live_option, live_while};
use super::part::{Draw, fetched, part};
use super::rule_page::rule_page;
use super::state::{Page, page};
use super::why::page_id;
use leptos::prelude::*;
use presswright::document::Mistake;
use presswright::editor::Editor;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

part!(text: Draw = || view! { <Text /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/text.css");

/// A text that is being typed is seldom readable between two keys: what is wrong is said in a pause.
const PAUSE: Duration = Duration::from_millis(500);

/// The id of what closes the page of a rule that was asked for here.
const WHY: &str = "why-text";

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Coming,
    /// The script is not to be had now.
    Missing,
    Here,
    /// There is no script.
    Plain,
}

/// What the editor and what is around it share.
#[derive(Clone, Copy)]
struct Shared {
    /// What is wrong with a text that cannot be read.
    mistakes: RwSignal<Vec<Mistake>>,
    /// A part of the text, in bytes, that the person asked to see.
    wanted: RwSignal<Option<(usize, usize)>>,
    /// What the line of the cursor is, for a person.
    standing: RwSignal<Standing>,
}

/// What stands where the cursor is.
#[derive(Clone, Default, PartialEq)]
struct Standing {
    /// The thing and its path.
    what: String,
    /// What it does in the cluster.
    help: &'static str,
}

#[component]
fn Text() -> impl IntoView {
    let page = page();
    let shared = Shared {
        mistakes: RwSignal::new(mistakes_of(page)),
        wanted: RwSignal::new(None),
        standing: RwSignal::new(Standing::default()),
    };
    follow_mistakes(page, shared);
    let stage = RwSignal::new(Stage::Coming);
    let begin = move || {
        let Some(script) = script::SCRIPT else { return stage.set(Stage::Plain) };
        stage.set(Stage::Coming);
        spawn_local(async move {
            let fetched = script::fetch(script).await;
            // Whoever asked may have closed the panel by now.
            let _ = stage.try_set(fetched.map_or(Stage::Missing, |()| Stage::Here));
        });
    };
    begin();
    // What cannot be read has no findings: its mistakes stand there.
    let explained = Memo::new(move |_| {
        let code =
            page.why.with(|why| why.as_ref().filter(|why| why.id == WHY).map(|why| why.code));
        code.filter(|_| shared.mistakes.with(Vec::is_empty))
    });
    view! {
        <style>{STYLE}</style>
        <div class="text">
            {live_while(move || stage.get() == Stage::Missing, move || view! {
                <p class="plain" role="alert">
                    "The text editor could not be fetched: this is a plain field. Nothing is lost. "
                    <button on:click=move |_| begin()>"Try again"</button>
                </p>
            })}
            {live(move || match stage.get() {
                Stage::Coming => {
                    view! { <p class="instead" aria-live="polite">"This is being fetched."</p> }.into_any()
                }
                Stage::Here => view! { <code_mirror::CodeMirror shared /> }.into_any(),
                Stage::Missing | Stage::Plain => view! { <plain::Plain shared /> }.into_any(),
            })}
            {live_while(move || !shared.mistakes.with(Vec::is_empty), move || view! { <Mistakes shared /> })}
            {live_option(move || explained.get().map(|_| beside(page)))}
        </div>
    }
}

/// The page of a finding's rule, beside the text.
fn beside(page: Page) -> AnyView {
    let back = move || {
        page.why.set(None);
        // It has no id of its own.
        let text = document().query_selector(".cm-content").ok().flatten();
        if let Some(text) = text.and_then(|text| text.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = text.focus();
        }
    };
    view! {
        <aside
            class="beside"
            aria-label="Why it matters"
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    back();
                }
            }
        >
            <h2 class="hidden">"Why it matters"</h2>
            <button id=WHY class="quiet square" aria-label="Close the rule's page" on:click=move |_| back()>
                {icons::icon(icons::CLOSE)}
            </button>
            <div id=page_id(WHY) class="why">{fetched(rule_page)}</div>
        </aside>
    }
    .into_any()
}

fn mistakes_of(page: Page) -> Vec<Mistake> {
    page.editor.with_untracked(|editor| {
        editor.draft().map(|draft| draft.mistakes.clone()).unwrap_or_default()
    })
}

fn follow_mistakes(page: Page, shared: Shared) {
    let tell = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| {
        let _ = shared.mistakes.try_set(mistakes_of(page));
    });
    let tell = StoredValue::new_local(tell);
    Effect::new(move |_| {
        if page.editor.with(|editor| editor.draft().is_some()) {
            tell.update_value(|tell| tell(()));
        } else if !shared.mistakes.with_untracked(Vec::is_empty) {
            shared.mistakes.set(Vec::new());
        }
    });
}

/// What is wrong with a text that cannot be read, and the way back.
#[component]
fn Mistakes(shared: Shared) -> impl IntoView {
    let page = page();
    view! {
        <div class="mistakes" role="alert">
            <p>
                <b>"This text cannot be read. The drawing stays as it was."</b>
                <button on:click=move |_| page.editor.update(Editor::drop_draft)>"Discard it"</button>
            </p>
            <ul>
                {live(move || each(shared.mistakes.get(), |mistake| {
                    let (start, end) = (mistake.span.start, mistake.span.end);
                    view! {
                        <li>
                            <button class="link" on:click=move |_| shared.wanted.set(Some((start, end)))>
                                {format!("Line {}, column {}", mistake.span.line, mistake.span.column)}
                            </button>
                            " " {mistake.message}
                            {mistake.hint.map(|hint| view! { <span class="hint-text">" " {hint}</span> })}
                        </li>
                    }
                }))}
            </ul>
        </div>
    }
}
