//! design.yaml as text, both ways.

use super::bar::target;
use super::live::{each, live, live_while};
use super::part::{Draw, part};
use super::state::page;
use leptos::html;
use leptos::prelude::*;

part!(text: Draw = || view! { <Text /> }.into_any());

#[component]
fn Text() -> impl IntoView {
    let page = page();
    let area = NodeRef::<html::Textarea>::new();
    let text = move || {
        page.editor.with(|editor| {
            editor.draft().map_or_else(|| editor.text().to_owned(), |draft| draft.text.clone())
        })
    };
    let mistakes = Memo::new(move |_| {
        page.editor
            .with(|editor| editor.draft().map(|draft| draft.mistakes.clone()).unwrap_or_default())
    });
    let go_to = move |start: usize, end: usize| {
        let Some(area) = area.get_untracked() else { return };
        // The browser counts in UTF-16, the library in bytes.
        let units = |text: &str, byte: usize| {
            let upto = text.get(..byte).unwrap_or(text);
            u32::try_from(upto.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        let text = area.value();
        let _ = area.focus();
        let _ = area.set_selection_range(units(&text, start), units(&text, end.max(start)));
    };
    view! {
        <div class="text">
            <textarea
                node_ref=area
                class="mono"
                aria-label="design.yaml"
                spellcheck="false"
                autocomplete="off"
                aria-invalid=move || (!mistakes.get().is_empty()).to_string()
                prop:value=text
                on:input=move |event| {
                    if let Some(area) = target::<web_sys::HtmlTextAreaElement>(&event) {
                        page.editor.update(|editor| editor.type_text(&area.value()));
                    }
                }
            ></textarea>
            {live_while(move || !mistakes.get().is_empty(), move || view! {
                <div class="mistakes" role="alert">
                    <p>
                        <b>"This text cannot be read. The drawing stays as it was."</b>
                        <button on:click=move |_| page.editor.update(presswright::editor::Editor::drop_draft)>
                            "Discard it"
                        </button>
                    </p>
                    <ul>
                        {live(move || each(mistakes.get(), |mistake| {
                            let (start, end) = (mistake.span.start, mistake.span.end);
                            view! {
                                <li>
                                    <button class="link" on:click=move |_| go_to(start, end)>
                                        {format!("Line {}, column {}", mistake.span.line, mistake.span.column)}
                                    </button>
                                    " " {mistake.message}
                                    {mistake.hint.map(|hint| view! { <span class="hint-text">" " {hint}</span> })}
                                </li>
                            }
                        }))}
                    </ul>
                </div>
            })}
        </div>
    }
}
