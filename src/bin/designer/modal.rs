//! A dialog over the page. The browser gives the focus back to what had it before.

use super::bar::target;
use super::icons;
use super::state::Page;
use leptos::html;
use leptos::prelude::*;

/// A dialog that is there while `open` holds. Esc and a press beside it close it.
pub fn modal(
    page: Page,
    class: impl Fn() -> &'static str + Copy + Send + 'static,
    label: impl Fn() -> &'static str + Copy + Send + 'static,
    open: Memo<bool>,
    close: fn(Page),
    inner: impl IntoAny,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class=class
            aria-label=label
            node_ref=dialog
            on:cancel=move |event: web_sys::Event| {
                // What is open follows `open`, so that the next key finds it closed.
                event.prevent_default();
                close(page);
            }
            on:close=move |_| {
                // The browser closed it by itself, and it has not been opened again since.
                if open.get_untracked() && dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
                    close(page);
                }
            }
            on:pointerdown=move |event| {
                // Beside it: what lies in it covers all of it.
                if target::<web_sys::HtmlDialogElement>(&event).is_some() {
                    close(page);
                }
            }
        >
            {inner.into_any()}
        </dialog>
    }
    .into_any()
}

/// A dialog that is read, with a button that closes it.
pub fn reading(
    page: Page,
    label: fn(Page) -> &'static str,
    open: Memo<bool>,
    close: fn(Page),
    inner: impl IntoAny,
) -> AnyView {
    let inner = view! {
        <div class="page">
            <button class="quiet square close" aria-label="Close" on:click=move |_| close(page)>
                {icons::icon(icons::CLOSE)}
            </button>
            {inner.into_any()}
        </div>
    };
    modal(page, || "reading", move || label(page), open, close, inner)
}
