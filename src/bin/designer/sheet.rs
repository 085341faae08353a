//! The sheet of shortcuts, made from the table of actions.

use super::actions::run;
use super::asked::close;
use super::icons;
use super::live::each;
use super::state::page;
use leptos::html;
use leptos::prelude::*;
use presswright::editor::{Action, ENTRIES, Entry, Group};

/// Whether the documentation was published beside the page: `cargo xtask dist` says so in the document.
fn documented() -> bool {
    document().query_selector("link[rel=help]").is_ok_and(|link| link.is_some())
}

#[component]
pub fn Sheet() -> impl IntoView {
    let page = page();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let keys = move |entry: &Entry| {
        each(entry.keys.iter().enumerate(), |(place, keys)| {
            let or = (place > 0).then_some(" or ");
            view! { {or} <kbd>{keys.shown(page.mac)}</kbd> }
        })
    };
    let line = move |entry: &Entry| {
        let off = entry.keys.iter().all(|keys| keys.is_single());
        view! {
            <div class="shortcut" class:off=move || off && !page.single_keys.get()>
                <dt>{entry.name}</dt>
                <dd>{keys(entry)}</dd>
            </div>
        }
    };
    let group = move |group: Group| {
        let entries: Vec<&Entry> =
            ENTRIES.iter().filter(|entry| entry.group == group && !entry.keys.is_empty()).collect();
        (!entries.is_empty()).then(|| {
            view! {
                <section>
                    <h3>{group.title()}</h3>
                    <dl>{each(entries, line)}</dl>
                </section>
            }
        })
    };
    view! {
        <div class="page">
            <style>{super::inspector::SWITCH}</style>
            <button class="quiet square close" aria-label="Close" on:click=move |_| close(page)>
                {icons::icon(icons::CLOSE)}
            </button>
            <h2 tabindex="-1" node_ref=heading>"Keyboard shortcuts"</h2>
            <p class="single">
                <input
                    id="single-keys"
                    type="checkbox"
                    class="switch"
                    role="switch"
                    prop:checked=move || page.single_keys.get()
                    on:change=move |_| run(page, Action::SingleKeys)
                />
                <label for="single-keys">"Shortcuts of a single key. Switch them off if you speak to your computer."</label>
            </p>
            <div class="groups">{each(Group::ALL, group)}</div>
            {documented().then(|| view! {
                <p class="single"><a href="docs/" target="_blank" rel="noopener">"Documentation"</a></p>
            })}
        </div>
    }
}
