//! What a rehearsal draws above the drawing: signs, places that pods have left, and links that are cut.
//! A start draws its own.

use super::Rehearsal;
use crate::figure::line;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::number::{moved, number};
use leptos::prelude::*;
use presswright::editor::{PodBox, Point, Rect, Thing};

pub fn above(rehearsal: Rehearsal) -> AnyView {
    let staged = rehearsal.state.staged;
    let deploys = rehearsal.state.deploys;
    let start = move || deploys.here.try_get().flatten().map(|it| (it.above)(it));
    let signs = Memo::new(move |_| {
        staged.with(|staged| {
            let of = |list: &[Thing], failed: bool| {
                let places = list.iter().filter_map(|thing| staged.scene.rect_of(*thing));
                places.map(|rect| (rect, failed)).collect::<Vec<_>>()
            };
            [of(&staged.failed, true), of(&staged.ailing, false)].concat()
        })
    });
    let left = Memo::new(move |_| staged.with(|staged| staged.left.clone()));
    let cuts = Memo::new(move |_| staged.with(|staged| staged.cuts.clone()));
    // Links are the design's own: they lead to where things are when nothing has failed.
    let moved = Memo::new(move |_| {
        staged.with(|staged| !staged.left.is_empty() || staged.scene.waiting.is_some())
    });
    view! {
        <defs>
            <pattern id="failed" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="ground" width="9" height="9" />
                <path d="M0 0V9" />
            </pattern>
        </defs>
        <g class="rehearsed" class:moved=move || moved.get() aria-hidden="true">
            {live(move || each(left.get(), ghost))}
            {live(move || each(cuts.get(), cut))}
            {live(move || each(signs.get(), sign))}
        </g>
        {live_option(start)}
    }
    .into_any()
}

/// Where a pod was.
fn ghost(pod: PodBox) -> impl IntoView {
    let Rect { x, y, w, h } = pod.rect;
    view! {
        <g class=format!("ghost-pod {}", icons::colour(Some(pod.tier)))>
            <rect x=number(x) y=number(y) width=number(w) height=number(h) rx="9" />
            <text class="small" x=number(x + 12.0) y=number(y + h / 2.0 + 4.0)>
                {pod.title} " left"
            </text>
        </g>
    }
}

pub fn cut((from, to): (Point, Point)) -> impl IntoView {
    let middle = Point { x: f64::midpoint(from.x, to.x), y: f64::midpoint(from.y, to.y) };
    view! {
        <path class="cut" d=line(&[from, to]) />
        {badge(icons::ERROR, middle.x, middle.y)}
        <text class="cut-word" x=number(middle.x + 14.0) y=number(middle.y + 4.0)>"cut"</text>
    }
}

/// At the corner where no finding has its sign.
pub fn sign((rect, failed): (Rect, bool)) -> impl IntoView {
    badge(if failed { icons::ERROR } else { icons::WARNING }, rect.x + 3.0, rect.y + 3.0)
}

fn badge(icon: &'static str, x: f64, y: f64) -> impl IntoView {
    view! {
        <g class="badge error" transform=moved(x, y)>
            <circle r="10" />
            {icons::drawn(icon, -6.0, -6.5, 12.0)}
        </g>
    }
}
