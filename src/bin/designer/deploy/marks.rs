//! What a start draws above the drawing: what waits, and for what; what is away; links that are cut.

use super::State;
use crate::figure::line;
use crate::icons;
use crate::live::{each, live};
use crate::number::moved;
use crate::rehearse::{cut, sign};
use leptos::prelude::*;
use presswright::editor::{Point, Rect, Scene, Thing};

const HOURGLASS: &str = "M5 22h14M5 2h14M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2";

/// Where these things are, once each.
fn places(scene: &Scene, things: &[Thing]) -> Vec<Rect> {
    things.iter().filter_map(|thing| scene.rect_of(*thing)).collect()
}

pub fn above(state: State) -> AnyView {
    let drawn = state.drawn;
    let lines = Memo::new(move |_| drawn.try_with(|it| it.lines.clone()).unwrap_or_default());
    let waiting =
        Memo::new(move |_| drawn.try_with(|it| places(&it.scene, &it.waiting)).unwrap_or_default());
    let signs = Memo::new(move |_| {
        let of = |list: Vec<Rect>, failed: bool| list.into_iter().map(move |it| (it, failed));
        let both = drawn.try_with(|it| {
            let failed = of(places(&it.scene, &it.failed), true);
            failed.chain(of(places(&it.scene, &it.ailing), false)).collect::<Vec<_>>()
        });
        both.unwrap_or_default()
    });
    let cuts = Memo::new(move |_| drawn.try_with(|it| it.cuts.clone()).unwrap_or_default());
    view! {
        <defs>
            <marker id="end-waits" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                <path d="M1 1L9 5L1 9" />
            </marker>
        </defs>
        // Links are the design's own: they lead to where things are once all is up.
        <g class="rehearsed starting moved" aria-hidden="true">
            {live(move || each(lines.get(), waits))}
            {live(move || each(cuts.get(), cut))}
            {live(move || each(signs.get(), sign))}
            {live(move || each(waiting.get(), hourglass))}
        </g>
    }
    .into_any()
}

fn waits((from, to): (Point, Point)) -> impl IntoView {
    view! { <path class="waits" d=line(&[from, to]) marker-end="url(#end-waits)" /> }
}

/// At the lower left, where no other sign is.
fn hourglass(rect: Rect) -> impl IntoView {
    view! {
        <g class="badge waiting-sign" transform=moved(rect.x + 3.0, rect.bottom() - 3.0)>
            <circle r="9" />
            {icons::drawn(HOURGLASS, -5.5, -5.5, 11.0)}
        </g>
    }
}
