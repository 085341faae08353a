//! The curve as it is drawn by hand: points that are dragged, moved by keys, or typed in a table.

use super::State;
use super::plots::time_name;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::number::number;
use crate::problems::focus;
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{
    Column, HEIGHT, Loading, MOST_DRAWN, Shape, Sheet, WIDTH, added, moved, nudged, removed, typed,
};
use presswright::simulate::load::Curve;
use presswright::simulate::load::words::clock;
use wasm_bindgen::JsCast;

/// How many steps a key goes with Shift.
const FAR: i32 = 10;

#[derive(Clone, Copy)]
struct Pad {
    page: Page,
    state: State,
    points: Memo<Vec<(u32, f64)>>,
    paper: Memo<Sheet>,
    /// While a point is dragged the paper stays as it is.
    held: RwSignal<Option<Sheet>>,
    /// The point that Tab stops at.
    current: RwSignal<usize>,
    /// What of the table could not be read: where, and why.
    wrong: RwSignal<Option<(usize, Column, String)>>,
}

pub fn sheet(page: Page, state: State) -> impl IntoView {
    let curve = move || state.loading.with(Loading::curve);
    let points = Memo::new(move |_| curve().points().to_vec());
    let held = RwSignal::new(None::<Sheet>);
    let paper = Memo::new(move |_| held.get().unwrap_or_else(|| Sheet::of(&curve())));
    let (current, wrong) = (RwSignal::new(0), RwSignal::new(None));
    let pad = Pad { page, state, points, paper, held, current, wrong };
    let count = Memo::new(move |_| points.with(Vec::len));
    Effect::new(move |_| {
        let last = count.get().saturating_sub(1);
        if current.get_untracked() > last {
            current.set(last);
        }
    });
    view! {
        <div class="drawing" role="group" aria-label="The curve, drawn by hand" aria-describedby="load-how">
            <div class="field" on:click=move |event| pad.press(&event)>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                    <path class="grid" d=move || paper.with(grid) />
                    <path class="thick" d=move || points.with(|points| paper.with(|paper| line(paper, points))) />
                </svg>
                <div class="names" aria-hidden="true">{live(move || names(&paper.get()))}</div>
                {live(move || each(0..count.get(), |index| pad.point(index)))}
            </div>
            <div class="axis" aria-hidden="true">{live(move || times(&paper.get()))}</div>
            <p class="about" id="load-how">
                "Press beside the points for another one, and drag them; or by keys: arrows move one (with Shift further), Page Up and Page Down go to the next, Insert adds, Delete takes away."
            </p>
            <div class="acts">
                <button on:click=move |_| pad.insert(None)>{icons::icon(icons::PLUS)} "Add a point"</button>
            </div>
            <details class="behind">
                <summary>"Points as a table"</summary>
                {table(pad, count)}
            </details>
        </div>
    }
}

fn grid(paper: &Sheet) -> String {
    let across = paper.rate.ticks.iter().map(|(value, _)| {
        format!("M0 {}H{WIDTH}", number((1.0 - paper.rate.share(*value)) * HEIGHT))
    });
    let upright = paper
        .time
        .ticks
        .iter()
        .map(|(value, _)| format!("M{} 0V{HEIGHT}", number(paper.time.share(*value) * WIDTH)));
    across.chain(upright).collect()
}

fn line(paper: &Sheet, points: &[(u32, f64)]) -> String {
    let corners = points.iter().enumerate().map(|(index, point)| {
        let (x, y) = paper.place(*point);
        let begin = if index == 0 { 'M' } else { 'L' };
        format!("{begin}{} {}", number(x * WIDTH), number((1.0 - y) * HEIGHT))
    });
    corners.collect()
}

fn names(paper: &Sheet) -> Vec<AnyView> {
    each(&paper.rate.ticks, |(value, text)| {
        let place = format!("{}%", number(paper.rate.share(*value) * 100.0));
        view! { <span class="tick-name" style=("bottom", place)>{text.clone()}</span> }
    })
}

fn times(paper: &Sheet) -> Vec<AnyView> {
    each(&paper.time.ticks, |(value, text)| time_name(paper.time.share(*value), text.clone()))
}

/// Where an event is on the field, from 0 to 1 each way.
fn place(event: &web_sys::MouseEvent) -> Option<(f64, f64)> {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())?;
    let rect = target.closest(".field").ok().flatten()?.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - rect.left()) / rect.width();
    let y = 1.0 - (f64::from(event.client_y()) - rect.top()) / rect.height();
    Some((x, y))
}

impl Pad {
    fn curve(self) -> Curve {
        self.state.loading.with_untracked(Loading::curve)
    }

    fn put(self, curve: Curve) {
        self.wrong.set(None);
        self.state.loading.update(|loading| loading.shape = Shape::Drawn(curve));
    }

    fn words(self, index: usize) -> String {
        self.points.with(|points| {
            let (second, rate) = points.get(index).copied().unwrap_or_default();
            let count = points.len();
            format!("Point {} of {count}: {}, {rate} requests a second", index + 1, clock(second))
        })
    }

    /// A point as a button at its place. It stays the same button while it is moved.
    fn point(self, index: usize) -> AnyView {
        let stands = Memo::new(move |_| {
            let point = self.points.with(|points| points.get(index).copied().unwrap_or_default());
            self.paper.with(|paper| paper.place(point))
        });
        let share = |share: f64| format!("{}%", number(share * 100.0));
        let down = move |event: web_sys::PointerEvent| {
            if event.button() != 0 {
                return;
            }
            self.current.set(index);
            self.held.set(Some(self.paper.get_untracked()));
            if let Some(button) =
                event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok())
            {
                // Without it a fast drag loses the point, and no more.
                let _ = button.set_pointer_capture(event.pointer_id());
            }
        };
        let drag = move |event: web_sys::PointerEvent| {
            let held = self.held.get_untracked();
            let Some(paper) = held.filter(|_| self.current.get_untracked() == index) else {
                return;
            };
            let Some((x, y)) = place(&event) else { return };
            if let Some(curve) = moved(&self.curve(), index, paper.point(x, y)) {
                self.put(curve);
            }
        };
        let up = move |_| self.held.set(None);
        view! {
            <button
                id=format!("load-point-{index}")
                class="point"
                aria-label=move || self.words(index)
                aria-describedby="load-how"
                tabindex=move || if self.current.get() == index { "0" } else { "-1" }
                style=("left", move || share(stands.get().0))
                style=("bottom", move || share(stands.get().1))
                on:focus=move |_| self.current.set(index)
                on:pointerdown=down on:pointermove=drag on:pointerup=up on:pointercancel=up
                on:keydown=move |event| self.key(index, &event)
            ></button>
        }
        .into_any()
    }

    fn key(self, index: usize, event: &web_sys::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let far = if event.shift_key() { FAR } else { 1 };
        let last = self.points.with_untracked(|points| points.len().saturating_sub(1));
        let go = |to: usize| {
            self.current.set(to);
            focus(&format!("load-point-{to}"));
        };
        let by = match event.key().as_str() {
            "ArrowLeft" => (-far, 0),
            "ArrowRight" => (far, 0),
            "ArrowUp" => (0, far),
            "ArrowDown" => (0, -far),
            key @ ("PageUp" | "PageDown" | "Home" | "End" | "Insert" | "Delete" | "Backspace") => {
                event.prevent_default();
                return match key {
                    "PageUp" => go(index.saturating_sub(1)),
                    "PageDown" => go((index + 1).min(last)),
                    "Home" => go(0),
                    "End" => go(last),
                    "Insert" => self.insert(Some(index)),
                    _ => self.remove(index),
                };
            }
            _ => return,
        };
        event.prevent_default();
        let next = self.paper.with_untracked(|paper| nudged(&self.curve(), index, paper, by));
        if let Some(curve) = next {
            self.put(curve);
            self.page.say(untrack(|| self.words(index)));
        }
    }

    /// A press beside the points makes one there.
    fn press(self, event: &web_sys::MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let on_point =
            target.is_none_or(|target| target.closest("button").ok().flatten().is_some());
        let Some((x, y)) = place(event).filter(|_| !on_point) else { return };
        self.add(self.paper.with_untracked(|paper| paper.point(x, y)));
    }

    /// A point more, behind that one; by itself in the widest gap.
    fn insert(self, index: Option<usize>) {
        let points = self.points.get_untracked();
        let gaps = points.windows(2).map(|pair| match pair {
            [(from, low), (to, high)] => {
                (to - from, (from.midpoint(*to), f64::midpoint(*low, *high)))
            }
            _ => (0, (0, 0.0)),
        });
        let step = self.paper.with_untracked(|paper| paper.step.0);
        let at = match index {
            Some(index) => gaps.map(|(_, at)| at).nth(index),
            None => gaps.max_by_key(|(wide, _)| *wide).map(|(_, at)| at),
        };
        // Behind the last one there is no gap.
        let after = || points.last().map(|(second, rate)| (second.saturating_add(step), *rate));
        if let Some(at) = at.or_else(after) {
            self.add(at);
        }
    }

    fn add(self, at: (u32, f64)) {
        match added(&self.curve(), at) {
            Some((curve, index)) => {
                self.put(curve);
                self.current.set(index);
                self.page.say(format!("Added. {}", untrack(|| self.words(index))));
                request_animation_frame(move || focus(&format!("load-point-{index}")));
            }
            None => self.page.refuse(format!(
                "There is a point at that time already, or there are as many as can be drawn: {MOST_DRAWN}."
            )),
        }
    }

    fn remove(self, index: usize) {
        match removed(&self.curve(), index) {
            Some(curve) => {
                let next = index.min(curve.points().len().saturating_sub(1));
                self.put(curve);
                self.current.set(next);
                self.page.say(format!("Taken away. {}", untrack(|| self.words(next))));
                request_animation_frame(move || focus(&format!("load-point-{next}")));
            }
            None => self.page.refuse("A curve has two points at least.".to_owned()),
        }
    }

    fn take(self, index: usize, column: Column, event: &web_sys::Event) {
        match typed(&self.curve(), index, column, &event_target_value(event)) {
            Ok(curve) => self.put(curve),
            Err(reason) => self.wrong.set(Some((index, column, reason))),
        }
    }
}

fn table(pad: Pad, count: Memo<usize>) -> impl IntoView {
    let cell = move |index: usize,
                     column: Column,
                     text: fn((u32, f64)) -> String,
                     name: &'static str| {
        let value = move || {
            // What was refused is left once something else is taken.
            pad.wrong.track();
            pad.points.with(|points| points.get(index).copied().map(text).unwrap_or_default())
        };
        let invalid = move || {
            pad.wrong.with(|wrong| {
                wrong.as_ref().is_some_and(|(at, of, _)| (*at, *of) == (index, column)).to_string()
            })
        };
        view! {
            <td><input
                type="text" class="mono" inputmode="decimal" autocomplete="off"
                aria-label=format!("{name} of point {}", index + 1)
                aria-invalid=invalid aria-describedby="load-wrong"
                prop:value=value
                on:change=move |event| pad.take(index, column, &event)
            /></td>
        }
    };
    let row = move |index: usize| {
        let name = format!("Take point {} away", index + 1);
        view! {
            <tr>
                <th scope="row">{index + 1}</th>
                {cell(index, Column::Time, |(second, _)| clock(second), "Time")}
                {cell(index, Column::Rate, |(_, rate)| rate.to_string(), "Requests a second")}
                <td><button class="quiet square" aria-label=name.clone() title=name on:click=move |_| pad.remove(index)>
                    {icons::icon(icons::CLOSE)}
                </button></td>
            </tr>
        }
    };
    view! {
        <table class="points">
            <thead><tr>
                <th scope="col">"Point"</th>
                <th scope="col">"Time (90, 1:30 or 1:05:30)"</th>
                <th scope="col">"Requests a second"</th>
                <td></td>
            </tr></thead>
            <tbody>{live(move || each(0..count.get(), row))}</tbody>
        </table>
        <div id="load-wrong">
            {live_option(move || pad.wrong.get().map(|(_, _, reason)| view! { <p class="refusal" role="alert">{reason}</p> }))}
        </div>
    }
}
