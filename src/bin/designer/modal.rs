//! A dialog over the page. The browser gives the focus back to what had it before.

use super::bar::target;
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
            on:close=move |_| {
                if open.get_untracked() {
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
