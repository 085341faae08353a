//! The drawing itself. Every place and word in it comes from the scene.

use super::bar::target;
use super::canvas::placed;
use super::coming::{Piece, from};
use super::figure::{
    export, folder, from_afar, landing, machine, marquee, note, pod, rail, waiting, way_in_mark,
};
use super::keys::thing_of;
use super::lasting::lasting;
use super::live::{each, live, live_option};
use super::standing::Bit;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Layer, Thing};

/// Of more machines than these each has its place in its own numbers, and does not glide: with every transform the
/// browser makes a piece of its own of the drawing, and goes through all pieces at each step of a drag.
const MANY: usize = 120;

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
    let machines = move || {
        let narrow = page.narrow.get();
        scene.with(|scene| {
            let many = scene.machines.len() > MANY;
            let drawn = scene.machines.iter().map(|machine| (machine.clone(), many, narrow));
            lasting(page, drawn, machine)
        })
    };
    let without = move |layer: Layer| page.left_out.get() & layer.bit() != 0;
    page.standings.follow(Bit::Selected, move || page.shown_selected.get());
    page.standings.follow(Bit::Lit, move || page.lit.with(|lit| lit.things.clone()));
    page.standings.follow(Bit::Taken, move || page.taken.get());
    page.standings.follow(Bit::Stop, move || page.tab_stop.get().into_iter().collect());
    // One listener for all things: of thousands each would be put up anew with every change.
    let thing_at = |event: &web_sys::Event| {
        target::<web_sys::Element>(event).and_then(|element| thing_of(&element))
    };
    view! {
        <svg class="board" role="group" aria-label=label class:far=move || far.get()
            class:no-traffic=move || without(Layer::Traffic)
            class:no-discovery=move || without(Layer::Discovery)
            class:no-storage=move || without(Layer::Storage)
            class:no-findings=move || without(Layer::Findings)
            class:calm=move || page.lit.with(|lit| lit.lines.is_empty())
            on:focusin=move |event| page.focus.set(thing_at(&event))
            on:focusout=move |_| page.focus.set(None)
            on:pointerover=move |event| page.focus.set(thing_at(&event))
            on:pointerleave=move |_| page.focus.set(None)
            on:click=move |event| {
                // A screen reader presses without a pointer.
                if let (0, Some(thing)) = (event.detail(), thing_at(&event)) {
                    page.press(Some(thing));
                }
            }
        >
            <g transform=move || placed(page.view.get())>
                {from(page, Piece::Machines, move || view! {
                    {live_option(move || page.with_shown(|s| s.way_in.clone()).map(|way_in| way_in_mark(page, way_in)))}
                    {live(machines)}
                    {live_option(move || page.with_shown(|s| s.waiting.clone()).map(waiting))}
                    {live(move || page.with_shown(|s| lasting(page, s.rails.clone(), rail)))}
                })}
                {from(page, Piece::Pods, move || view! {
                    {live_option(move || scene.with(|s| s.export.clone()).map(|e| export(page, e)))}
                    {live(move || scene.with(|s| lasting(page, s.folders.clone(), folder)))}
                    {live_option(move || page.near.get().map(|near| (near.below)(page)))}
                    {live(move || scene.with(|s| lasting(page, s.pods.clone(), pod)))}
                    {live_option(move || page.near.get().map(|near| (near.above)(page)))}
                    {live(move || each(page.with_shown(|s| s.notes.clone()), note))}
                })}
                {live_option(move || page.rehearsal.get().map(|it| (it.above)(it)))}
                {live_option(move || page.hand.with(|hand| hand.as_ref().map(landing)))}
                {live_option(move || page.marquee.with(|m| m.as_ref().map(|m| marquee(m.rect()))))}
                {live_option(counts)}
            </g>
        </svg>
    }
}

/// What every thing of the drawing that can be selected has: a name, a state, its keys. What the
/// pointer and the focus do with it the board hears.
pub fn stop(
    page: Page,
    thing: Thing,
    spoken: String,
    class: String,
    inner: impl IntoAny,
) -> impl IntoView {
    let standing = page.standings.of(thing);
    let (stop, pressed) = (standing.clone(), standing.clone());
    view! {
        <g
            id=format!("on-{}", thing.id())
            class=move || standing.classes(&class)
            role="button"
            tabindex=move || if stop.has(Bit::Stop) { "0" } else { "-1" }
            aria-label=spoken
            aria-pressed=move || pressed.has(Bit::Selected).to_string()
        >{inner.into_any()}</g>
    }
}
