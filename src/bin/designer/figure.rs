//! The figures of the drawing: each box of the scene as SVG.

use super::actions::run;
use super::board::stop;
use super::hand::InHand;
use super::icons;
use super::live::each;
use super::number::{moved, number};
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{
    Action, ExportBox, FolderBox, MachineBox, Mark, Note, PodBox, Point, Rail, Rect, Thing,
    WaitingBox, WayInMark,
};
use presswright::topology::Tier;
use std::fmt::Write as _;

fn frame(rect: Rect, radius: f64, class: &'static str) -> impl IntoView {
    view! { <rect class=class x=number(rect.x) y=number(rect.y) width=number(rect.w) height=number(rect.h) rx=number(radius) /> }
}

fn badge(mark: Option<Mark>, x: f64, y: f64) -> impl IntoView {
    mark.map(|mark| {
        let (icon, class) = icons::of_mark(mark);
        view! {
            <g class=format!("badge {class}") transform=moved(x, y)>
                <circle r="10" />
                {icons::drawn(icon, -6.0, -6.5, 12.0)}
            </g>
        }
    })
}

pub fn way_in_mark(page: Page, way_in: WayInMark) -> impl IntoView {
    let (from, to) = way_in.line;
    let rect = way_in.rect;
    view! {
        <path class="traffic" d=upright(from, to) />
        {stop(page, Thing::WayIn, way_in.spoken, "thing wordpress way-in".to_owned(), view! {
            {frame(rect, 13.0, "plate")}
            {icons::drawn(icons::GLOBE, rect.x + 8.0, rect.y + 4.0, 16.0)}
            <text x=number(rect.x + 30.0) y=number(rect.y + 16.0)>
                <tspan class="strong">{way_in.title}</tspan>
                <tspan class="small" dx="8">{way_in.text}</tspan>
            </text>
            {badge(way_in.mark, rect.right(), rect.y + 4.0)}
        })}
    }
}

/// A machine, one of many or not; on a narrow canvas none is taken hold of.
pub fn machine(page: Page, (machine, many, narrow): (MachineBox, bool, bool)) -> AnyView {
    let Rect { w, h, .. } = machine.rect;
    let (x, y, place) = stand(machine.rect, many);
    let index = machine.index;
    let head = format!(
        "M{} {}v-26a11 11 0 0 1 11-11h{}a11 11 0 0 1 11 11v26z",
        number(x + 1.0),
        number(y + 38.0),
        number(w - 24.0)
    );
    let right = x + w - 12.0;
    let bar = machine.load.map(|load| {
        let class = if load > 100.0 { "fill over" } else { "fill" };
        view! {
            <rect class="trough" x=number(right - 60.0) y=number(y + 25.0) width="60" height="5" rx="2.5" />
            <rect class=class x=number(right - 60.0) y=number(y + 25.0) width=number((load * 0.6).clamp(2.0, 60.0)) height="5" rx="2.5" />
        }
    });
    let level = number(y + machine.capacity_y);
    let has_address = !machine.address.is_empty();
    let inner = view! {
        <g class="moves" style=("transform", place)>
            <rect
                class="plate"
                x=number(x) y=number(y) width=number(w) height=number(h) rx="12"
            />
            <path class=if narrow { "head" } else { "head grab" } d=head />
            {icons::drawn(icons::SERVER, x + 10.0, y + 11.0, 16.0)}
            <text class="strong" x=number(x + 34.0) y=number(y + if has_address { 17.0 } else { 24.0 })>{machine.name}</text>
            <text class="small mono" x=number(x + 34.0) y=number(y + 31.0)>{machine.address}</text>
            <text class="small end" x=number(right) y=level>{machine.capacity}</text>
            {bar}
            {badge(machine.mark, x + w - 2.0, y + 2.0)}
        </g>
    };
    stop(page, Thing::Machine(index), machine.spoken, "thing machine".to_owned(), inner).into_any()
}

/// Where what a machine is drawn with begins, and the style that puts it where the machine stands.
fn stand(rect: Rect, many: bool) -> (f64, f64, String) {
    if many { (rect.x, rect.y, String::new()) } else { (0.0, 0.0, at(rect.x, rect.y)) }
}

/// Where a thing stands. By style, so that it is seen going to where it went.
fn at(x: f64, y: f64) -> String {
    format!("translate({}px, {}px)", number(x), number(y))
}

/// What is to be seen of a machine where words are too small to read.
pub fn from_afar(machine: MachineBox) -> impl IntoView {
    let middle = machine.rect.middle();
    let sign = machine.worst.map(|mark| {
        const SIZE: f64 = 80.0;
        let (icon, class) = icons::of_mark(mark);
        let x = middle.x - SIZE / 2.0;
        view! { <g class=class>{icons::drawn(icon, x, middle.y - 10.0, SIZE)}</g> }
    });
    view! {
        <g class="from-afar" aria-hidden="true">
            <text x=number(middle.x) y=number(middle.y - 30.0)>{machine.count}</text>
            {sign}
        </g>
    }
}

pub fn waiting(waiting: WaitingBox) -> impl IntoView {
    view! {
        <g class="waiting">
            {frame(waiting.rect, 12.0, "plate")}
            {icons::drawn(icons::ERROR, waiting.rect.x + 10.0, waiting.rect.y + 11.0, 16.0)}
            <text class="strong" x=number(waiting.rect.x + 34.0) y=number(waiting.rect.y + 24.0)>{waiting.title}</text>
        </g>
    }
}

pub fn rail(page: Page, rail: Rail) -> AnyView {
    let colour = icons::colour(Some(rail.tier));
    let ticks: String = rail.ticks.iter().map(|(from, to)| upright(*from, *to)).collect();
    let joints = rail.joints.iter().map(|joint| line(joint)).collect::<String>();
    let label = rail.label.clone();
    let bands = each(&rail.bands, |band| {
        view! {
            {frame(*band, 11.0, "plate")}
            <circle class="dot" cx=number(band.x + 14.0) cy=number(band.middle().y) r="4" />
            <text class="strong" x=number(band.x + 25.0) y=number(band.y + 15.0)>{label.clone()}</text>
        }
    });
    // The state stands at the right end of the first part.
    let first = rail.bands.first().copied().unwrap_or_default();
    let inset = if rail.mark.is_some() { 22.0 } else { 14.0 };
    let inner = view! {
        <path class="tick" d=ticks />
        <path class="joint" d=joints />
        {bands}
        <text class="small end" x=number(first.right() - inset) y=number(first.y + 15.0)>{rail.state}</text>
        {badge(rail.mark, first.right() - 6.0, first.y + 3.0)}
    };
    let tier = rail.tier;
    let handle = rail.handle.map(|handle| {
        let (x, y) = (handle.rect.x, handle.rect.y);
        view! {
            <g class=format!("handle {colour}") role="group" aria-label=handle.of data-control="">
                {step(page, tier, false, format!("Fewer {}", plural(handle.of)), x, y)}
                <text class="strong middle" x=number(x + 37.0) y=number(y + 15.0)>{handle.count}</text>
                {step(page, tier, true, format!("More {}", plural(handle.of)), x + 52.0, y)}
            </g>
        }
    });
    view! {
        {stop(page, Thing::of_tier(tier), rail.spoken, format!("thing rail {colour}"), inner)}
        {handle}
    }
    .into_any()
}

/// "replicas of Percona" out of "fewest replicas of WordPress" too.
fn plural(of: &str) -> &str {
    of.strip_prefix("fewest ").unwrap_or(of)
}

fn step(page: Page, tier: Tier, more: bool, name: String, x: f64, y: f64) -> impl IntoView {
    let icon = if more { icons::PLUS } else { icons::MINUS };
    view! {
        <g
            class="step"
            role="button"
            tabindex="0"
            aria-label=name
            on:click=move |_| run(page, Action::Scale(tier, more))
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    run(page, Action::Scale(tier, more));
                }
            }
        >
            <rect class="reach" x=number(x - 1.0) y=number(y - 2.0) width="26" height="26" />
            <rect class="plate" x=number(x + 1.0) y=number(y) width="22" height="22" rx="11" />
            {icons::drawn(icon, x + 6.0, y + 5.0, 12.0)}
        </g>
    }
}

pub fn pod(page: Page, pod: PodBox) -> AnyView {
    let Rect { x, y, w, h } = pod.rect;
    let mut class = format!("thing pod {}", icons::colour(Some(pod.tier)));
    for (is, word) in [(pod.pinned, " pinned"), (pod.movable, " grab"), (pod.small, " small-pod")] {
        if is {
            class.push_str(word);
        }
    }
    let icon = icons::of_tier(pod.tier);
    let inner = if pod.small {
        view! {
            <g>
                <rect class="plate" width=number(w) height=number(h) rx="9" />
                {icons::drawn(icon, 9.0, 6.0, 12.0)}
                <text class="small" x="31" y="16">{pod.title}</text>
                <text class="small end" x=number(w - 12.0) y="16">{pod.detail}</text>
            </g>
        }
        .into_any()
    } else {
        view! {
            <g>
                <rect class="plate" width=number(w) height=number(h) rx="9" />
                {icons::drawn(icon, 9.0, 9.0, 16.0)}
                <text class="strong" x="32" y="19">{pod.title}</text>
                <text class="small" x="32" y="35">{pod.detail}</text>
                {pod.pinned.then(|| icons::drawn(icons::PIN, w - 24.0, 8.0, 14.0))}
                {badge(pod.mark, w - 4.0, 2.0)}
            </g>
        }
        .into_any()
    };
    let placed = view! { <g class="moves" style=("transform", at(x, y))>{inner}</g> };
    stop(page, pod.thing, pod.spoken, class, placed).into_any()
}

pub fn export(page: Page, export: ExportBox) -> impl IntoView {
    let Rect { x, y, w, h } = export.rect;
    stop(
        page,
        Thing::Export,
        export.spoken,
        "thing storage export grab".to_owned(),
        view! {
            <g class="moves" style=("transform", at(x, y))>
                <rect class="plate" width=number(w) height=number(h) rx="10" />
                {icons::drawn(icons::FOLDER, 10.0, 12.0, 16.0)}
                <text class="strong" x="34" y="20">{export.title}</text>
                <text class="small mono" x="34" y="35">{export.path}</text>
                {badge(export.mark, w - 4.0, 2.0)}
            </g>
        },
    )
}

pub fn folder(page: Page, folder: FolderBox) -> AnyView {
    let Rect { x, y, w, h } = folder.rect;
    stop(
        page,
        Thing::Folder(folder.index),
        folder.spoken,
        "thing storage folder".to_owned(),
        view! {
            <g class="moves" style=("transform", at(x, y))>
                <rect class="plate" width=number(w) height=number(h) rx="7" />
                <text class="mono" x="10" y="17">{folder.name}</text>
                <text class="small end" x=number(w - 9.0) y="17">{folder.owner}</text>
            </g>
        },
    )
    .into_any()
}

/// Where machines in hand would come to stand, and what they are in line with.
pub fn landing(hand: &InHand) -> impl IntoView + use<> {
    let guides: String = hand.guides.iter().map(|guide| line(&[guide.from, guide.to])).collect();
    view! {
        <g class="landing" aria-hidden="true">
            {each(hand.outlines.clone(), |rect| frame(rect, 12.0, "outline"))}
            <path class="guide" d=guides />
        </g>
    }
}

pub fn note(note: Note) -> impl IntoView {
    view! {
        <text class="small" x=number(note.at.x) y=number(note.at.y)>
            {note.text} <tspan class="warn">{note.strong}</tspan>
        </text>
    }
}

/// The rectangle that is drawn over what is to be selected.
pub fn marquee(rect: Rect) -> impl IntoView {
    frame(rect, 0.0, "marquee")
}

/// A line from one point up or down to the level of another.
fn upright(from: Point, to: Point) -> String {
    format!("M{} {}V{}", number(from.x), number(from.y), number(to.y))
}

/// A line through these corners.
pub fn line(corners: &[Point]) -> String {
    let mut path = String::new();
    for (place, Point { x, y }) in corners.iter().enumerate() {
        let step = if place == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{step}{} {}", number(*x), number(*y));
    }
    path
}
