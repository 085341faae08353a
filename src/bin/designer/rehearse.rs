//! Rehearse: things fail, and the drawing says what becomes of the site.

use super::live::live;
use super::part::{Draw, part};
use super::state::page;
use leptos::prelude::*;
use presswright::simulate::Site;
use presswright::simulate::failure::course;
use presswright::simulate::placement::ClassVolumes;
use presswright::simulate::words::summary;

part!(rehearse: Draw = || view! { <Rehearse /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/rehearse.css");

#[component]
fn Rehearse() -> impl IntoView {
    let page = page();
    let sentence = Memo::new(move |_| {
        page.revision.track();
        page.editor.with_untracked(|editor| {
            let site = Site::drawn(editor.design(), editor.topology(), ClassVolumes::default());
            summary(&site, &course(&site, &[], false))
        })
    });
    view! {
        <style>{STYLE}</style>
        <section class="sentence" aria-label="What becomes of the site">
            <p>{live(move || sentence.get())}</p>
        </section>
    }
}
