//! What is seen from near and on demand: the links of what is in focus, and ports.

use super::figure::line;
use super::icons;
use super::live::{each, live, live_option};
use super::number::number;
use super::part::part;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{
    Editor, Layer, Link, Lit, Point, PortTag, Rect, Thing, links, lit, ports,
};
use wasm_bindgen_futures::spawn_local;

part!(near: Near = Near { links: links_of, lit: lit_by, below, above });

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/near.css");

/// The part's end.
#[derive(Clone, Copy)]
pub struct Near {
    /// All links.
    pub links: fn(&Editor, bool) -> Vec<Link>,
    /// Which of them light up for these things.
    pub lit: fn(&[Link], &Editor, &[Thing]) -> Lit,
    /// What is drawn below the pods.
    pub below: fn(Page) -> AnyView,
    /// What is drawn above them.
    pub above: fn(Page) -> AnyView,
}

/// Fetches the part when something is first in focus, or seen from near.
pub fn follow(page: Page) {
    // Where it could not be had it is asked for again with the next focus.
    let wanted = Memo::new(move |_| {
        let near = page.near.with(Option::is_none) && page.view.get().is_near();
        (page.focus.get().or(page.selection.get()), near)
    });
    Effect::new(move |_| {
        let wanted = wanted.get();
        if page.near.with_untracked(Option::is_none) && wanted != (None, false) {
            spawn_local(async move {
                // Without it the drawing is as it is at rest.
                if let Ok(here) = near().await {
                    let _ = page.near.try_set(Some(here));
                }
            });
        }
    });
}

fn links_of(editor: &Editor, narrow: bool) -> Vec<Link> {
    links(editor.design(), editor.topology(), narrow)
}

fn lit_by(all: &[Link], editor: &Editor, things: &[Thing]) -> Lit {
    lit(all, editor.topology(), things)
}

/// The word of the styles for a layer's lines.
fn class_of(layer: Layer) -> &'static str {
    match layer {
        Layer::Traffic => "traffic",
        Layer::Discovery => "discovery",
        Layer::Storage | Layer::Findings => "claim",
    }
}

fn below(page: Page) -> AnyView {
    let path = |link: Link| {
        let class = class_of(link.layer);
        view! {
            <path class=format!("link {class}") d=line(&link.corners) marker-end=format!("url(#end-{class})") />
        }
    };
    view! {
        <style>{STYLE}</style>
        {live(move || each(page.lit.with(|lit| lit.lines.clone()), path))}
    }
    .into_any()
}

fn above(page: Page) -> AnyView {
    let label = move || {
        let shown = page.lit.with(|lit| lit.lines.iter().find(|it| it.label.is_some()).cloned());
        shown.map(|link| {
            let (at, ends) = link.label_at();
            view! {
                <text class="small link-label" class:end=ends x=number(at.x) y=number(at.y)>{link.label}</text>
            }
        })
    };
    let tags = Memo::new(move |_| {
        let view = page.view.get();
        let seen = view.seen_of(page.window.get());
        let shown = |scene: &_| {
            page.editor.with_untracked(|editor| ports(scene, editor.topology(), around(seen)))
        };
        if view.is_near() { page.with_shown(shown) } else { Vec::new() }
    });
    view! {
        {live_option(label)}
        <g class="ports" aria-hidden="true">{live(move || each(tags.get(), tag))}</g>
    }
    .into_any()
}

/// What is seen, in steps: the drawing is shifted for a while before other ports come into sight.
fn around(seen: Rect) -> Rect {
    const STEP: f64 = 256.0;
    let corner = Point { x: (seen.x / STEP).floor() * STEP, y: (seen.y / STEP).floor() * STEP };
    Rect { x: corner.x, y: corner.y, w: seen.w + 2.0 * STEP, h: seen.h + 2.0 * STEP }
}

fn tag(tag: PortTag) -> impl IntoView {
    let Rect { x, y, w, h } = tag.rect;
    let colour = icons::colour(Some(tag.tier));
    let class = if tag.of_service { "port of-service" } else { "port" };
    view! {
        <g class=format!("{class} {colour}")>
            <rect class="plate" x=number(x) y=number(y) width=number(w) height=number(h) rx="3" />
            // Pressed into its tag where the face is wider than most.
            <text x=number(x + 4.0) y=number(y + h - 2.6) textLength=number(w - 8.0) lengthAdjust="spacingAndGlyphs">{tag.text}</text>
        </g>
    }
}
