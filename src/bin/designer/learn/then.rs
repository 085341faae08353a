//! Then and now: a file of 2017 beside a file of today's bundle, fetched when it is opened.

use super::super::icons;
use super::super::live::live;
use super::super::markdown::{fetch, prose};
use leptos::html;
use leptos::prelude::*;
use presswright::lesson::Chapter;
use presswright::lesson::text::{ThenAndNow, then_and_now};
use wasm_bindgen_futures::spawn_local;

/// What there is of it.
#[derive(Clone, PartialEq)]
enum Text {
    Coming,
    Missing,
    Here(ThenAndNow),
}

/// The button, and the dialog that it opens.
pub fn button(chapter: &'static Chapter) -> AnyView {
    let text = RwSignal::new(Text::Coming);
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal();
        }
        if matches!(text.get_untracked(), Text::Here(_)) {
            return;
        }
        text.set(Text::Coming);
        spawn_local(async move {
            let fetched = fetch(&format!("lessons/then-{}.md", chapter.name)).await;
            let read = fetched.map_or(Text::Missing, |text| Text::Here(then_and_now(&text)));
            let _ = text.try_set(read);
        });
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let inner = move || {
        match text.get() {
        Text::Here(it) => side_by_side(it),
        Text::Coming => view! { <p aria-live="polite">"It is being fetched."</p> }.into_any(),
        Text::Missing => view! {
            <p role="alert">"It could not be fetched. Close this, and try again with a connection."</p>
        }
        .into_any(),
    }
    };
    view! {
        <button aria-haspopup="dialog" on:click=open>"Then and now"</button>
        <dialog class="then" aria-labelledby="then-title" node_ref=dialog>
            <div class="page">
                <button class="quiet square close" aria-label="Close" on:click=close>
                    {icons::icon(icons::CLOSE)}
                </button>
                <h2 id="then-title">{format!("Then and now: {}", chapter.title)}</h2>
                {live(inner)}
            </div>
        </dialog>
    }
    .into_any()
}

fn side_by_side(it: ThenAndNow) -> AnyView {
    let figure = |name: &'static str, file: String, text: String| {
        view! {
            <figure>
                <figcaption><b>{name}</b> " " <code>{file}</code></figcaption>
                <pre tabindex="0" aria-label=name>{text}</pre>
            </figure>
        }
    };
    view! {
        <div class="beside">
            {figure("Then, in our words", it.then_file, it.then)}
            {figure("Now, in the bundle that the course ends with", it.now_file, it.now)}
        </div>
        <h3>"What changed, and why"</h3>
        {prose(&it.changes)}
    }
    .into_any()
}
