//! The drawing itself. Every place and word in it comes from the scene.

use super::canvas::placed;
use super::figure::{
    export, folder, from_afar, landing, machine, marquee, note, pod, rail, waiting, way_in_mark,
};
use super::live::{each, live, live_option};
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Layer, Thing};

#[component]
pub fn Board() -> impl IntoView {
    let page = page();
    let label = move || {
        page.editor.with(|editor| {
            format!(
                "Drawing of {}: {} machines, {} pods. Arrow keys go from thing to thing; with Shift they select several.",
                editor.design().name,
                editor.topology().hosts.len(),
                editor.topology().pods.len()
            )
        })
    };
    let scene = page.scene;
    let far = Memo::new(move |_| page.view.get().is_far());
    let counts = move || far.get().then(|| each(scene.with(|s| s.machines.clone()), from_afar));
    let without = move |layer: Layer| page.left_out.get() & layer.bit() != 0;
    view! {
        <svg class="board" role="group" aria-label=label class:far=move || far.get()
            class:no-traffic=move || without(Layer::Traffic)
            class:no-discovery=move || without(Layer::Discovery)
            class:no-storage=move || without(Layer::Storage)
            class:no-findings=move || without(Layer::Findings)
            class:calm=move || page.lit.with(|lit| lit.lines.is_empty())>
            <g transform=move || placed(page.view.get())>
                {live_option(move || page.with_shown(|s| s.way_in.clone()).map(|way_in| way_in_mark(page, way_in)))}
                {live(move || each(scene.with(|s| s.machines.clone()), |m| machine(page, m)))}
                {live_option(move || page.with_shown(|s| s.waiting.clone()).map(waiting))}
                {live(move || each(page.with_shown(|s| s.rails.clone()), |r| rail(page, r)))}
                {live_option(move || scene.with(|s| s.export.clone()).map(|e| export(page, e)))}
                {live(move || each(scene.with(|s| s.folders.clone()), |f| folder(page, f)))}
                {live_option(move || page.near.get().map(|near| (near.below)(page)))}
                {live(move || each(scene.with(|s| s.pods.clone()), |p| pod(page, p)))}
                {live_option(move || page.near.get().map(|near| (near.above)(page)))}
                {live(move || each(page.with_shown(|s| s.notes.clone()), note))}
                {live_option(move || page.hand.with(|hand| hand.as_ref().map(landing)))}
                {live_option(move || page.marquee.with(|m| m.as_ref().map(|m| marquee(m.rect()))))}
                {live_option(counts)}
            </g>
        </svg>
    }
}

/// What every thing of the drawing that can be selected has: a name, a state, its keys.
pub fn stop(
    page: Page,
    thing: Thing,
    spoken: String,
    class: String,
    inner: impl IntoAny,
) -> impl IntoView {
    let selected = move || page.shown_selected.with(|all| all.binary_search(&thing).is_ok());
    let tab = move || if page.tab_stop.get() == Some(thing) { "0" } else { "-1" };
    view! {
        <g
            id=format!("on-{}", thing.id())
            class=class
            class:selected=selected
            class:lit=move || page.lit.with(|lit| lit.lights(thing))
            class:taken=move || page.taken.with(|taken| taken.contains(&thing))
            role="button"
            tabindex=tab
            aria-label=spoken
            aria-pressed=move || selected().to_string()
            on:focus=move |_| page.focus.set(Some(thing))
            on:blur=move |_| page.focus.set(None)
            on:pointerenter=move |_| page.focus.set(Some(thing))
            on:pointerleave=move |_| page.focus.set(None)
            on:click=move |event| {
                // A screen reader presses without a pointer.
                if event.detail() == 0 {
                    page.select(Some(thing));
                }
            }
        >{inner.into_any()}</g>
    }
}
