//! The text in a plain field.

use super::Shared;
use crate::bar::target;
use crate::state::page;
use leptos::html;
use leptos::prelude::*;
use presswright::editor::text::unit_at;

#[component]
pub fn Plain(shared: Shared) -> impl IntoView {
    let page = page();
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        let (Some((start, end)), Some(area)) = (shared.wanted.get(), area.get_untracked()) else {
            return;
        };
        let text = area.value();
        let unit = |byte| u32::try_from(unit_at(&text, byte)).unwrap_or(u32::MAX);
        let _ = area.focus();
        let _ = area.set_selection_range(unit(start), unit(end.max(start)));
    });
    view! {
        <textarea
            node_ref=area
            class="mono"
            aria-label="design.yaml"
            spellcheck="false"
            autocomplete="off"
            aria-invalid=move || (!shared.mistakes.with(Vec::is_empty)).to_string()
            prop:value=move || page.editor.with(|editor| editor.shown_text().to_owned())
            on:input=move |event| {
                if let Some(area) = target::<web_sys::HtmlTextAreaElement>(&event) {
                    page.editor.update(|editor| editor.type_text(&area.value()));
                }
            }
        ></textarea>
    }
}
