//! The plots under each other, the time that is looked at, and what holds the site back.

use super::{State, tables};
use crate::icons;
use crate::live::{each, live, live_option};
use crate::number::number;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{
    Drawing, Form, HEIGHT, Lane, Limit, Line, Plot, Scale, WIDTH, lanes, shown, spoken,
};
use presswright::simulate::load::words::clock;
use wasm_bindgen::JsCast;

/// A place from left to right, or from below.
fn percent(share: f64) -> String {
    format!("{}%", number(share * 100.0))
}

pub fn plots(state: State) -> impl IntoView {
    let there = Memo::new(move |_| state.course.with(Option::is_some));
    // Both courses are on one axis, so the longer one has it.
    let time = Memo::new(move |_| {
        state.both(|now, before| Scale::of_time(before.map_or(0, |it| it.end).max(now.end)))
    });
    live_option(move || {
        there.get().then(|| {
            view! {
                {looked_at(state, time)}
                <div class="plots">
                    {each(Plot::ALL, |plot| one(state, plot, time))}
                    {axis(time)}
                    {held(state, time)}
                </div>
            }
        })
    })
}

/// The time that is looked at, and how things stand then.
fn looked_at(state: State, time: Memo<Option<Scale>>) -> impl IntoView {
    let end = move || time.with(|time| time.as_ref().map_or(0.0, |time| time.most));
    let words = move || state.moment(spoken).unwrap_or_default();
    let values = Memo::new(move |_| state.moment(shown).unwrap_or_default());
    let when = move || clock(state.at.get());
    view! {
        <div class="moment">
            <label for="load-time">"Time" " " <b class="mono">{when}</b></label>
            <input
                id="load-time" type="range" min="0" step="15"
                max=move || end().to_string()
                prop:value=move || state.at.get().to_string()
                aria-valuetext=words
                on:input=move |event| {
                    if let Ok(at) = event_target_value(&event).parse() {
                        state.at.set(at);
                    }
                }
            />
            <dl class="values">{live(move || each(values.get(), |(name, value)| view! {
                <div><dt>{name}</dt> <dd>{value}</dd></div>
            }))}</dl>
        </div>
    }
}

/// A press on a plot, or a drag over it, looks at that time.
fn point_at(state: State, time: Memo<Option<Scale>>, event: &web_sys::PointerEvent) {
    let field =
        event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(field) = field else { return };
    if event.type_() == "pointerdown" {
        // Without it a drag ends at the plot's edge, and no more.
        let _ = field.set_pointer_capture(event.pointer_id());
    } else if event.buttons() & 1 == 0 {
        return;
    }
    let rect = field.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - rect.left()) / rect.width();
    let Some(second) = time.with_untracked(|time| time.as_ref().map(|it| it.value(share))) else {
        return;
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a week")]
    let second = (second / 15.0).round() as u32 * 15;
    state.at.set(second);
}

/// Where the time that is looked at is.
fn cursor(state: State, time: Memo<Option<Scale>>) -> impl IntoView {
    let place = move || {
        let at = f64::from(state.at.get());
        time.with(|time| time.as_ref().map_or_else(String::new, |it| percent(it.share(at))))
    };
    view! { <span class="cursor" style=("left", place) aria-hidden="true"></span> }
}

fn one(state: State, plot: Plot, time: Memo<Option<Scale>>) -> impl IntoView {
    let drawing = Memo::new(move |_| {
        let time = time.get()?;
        state.both(|now, before| plot.drawn(now, before, &time))
    });
    let point = move |event: web_sys::PointerEvent| point_at(state, time, &event);
    let before =
        Memo::new(move |_| state.before.with(|before| before.as_ref().map(|before| before.kept)));
    view! {
        <figure class="plot">
            <figcaption>
                <b>{plot.title()}</b>
                {key(plot, before)}
            </figcaption>
            <div class="field" on:pointerdown=point on:pointermove=point>
                {live_option(move || drawing.get().map(|it| inner(plot, it, time)))}
                {cursor(state, time)}
            </div>
            {tables::behind(state, plot)}
        </figure>
    }
}

/// What each line is, with a piece of it.
fn key(plot: Plot, before: Memo<Option<bool>>) -> impl IntoView {
    let sample = |form: Form, before: bool| {
        let class = class(form, before);
        let area = form != Form::Thin && !before;
        let hatch = (form == Form::Hatched)
            .then(|| view! { <path class="hatch" d="M2 5V12M7 5V12M12 5V12M17 5V12M22 5V12" /> });
        view! {
            <svg class="sample" viewBox="0 0 24 12" aria-hidden="true">
                {area.then(|| view! { <path class=format!("{class} area") d="M0 5H24V12H0z" /> })}
                {hatch}
                <path class=class d="M0 5H24" />
            </svg>
        }
    };
    let lines = each(plot.lines(), |(name, form)| {
        view! { <li>{sample(*form, false)} {*name}</li> }
    });
    view! {
        <ul class="key">
            {lines}
            {live_option(move || before.get().map(|kept| {
                let words = if kept { "kept, each dashed" } else { "before, each dashed" };
                view! { <li>{sample(Form::Thick, true)} {words}</li> }
            }))}
        </ul>
    }
}

fn class(form: Form, before: bool) -> String {
    let form = match form {
        Form::Thin => "thin",
        Form::Thick => "thick",
        Form::Hatched => "hatched",
    };
    if before { format!("{form} was") } else { form.to_owned() }
}

fn inner(plot: Plot, drawing: Drawing, time: Memo<Option<Scale>>) -> AnyView {
    let Drawing { scale, lines, limits } = drawing;
    let hatch = format!("hatch-{plot:?}");
    let fill = format!("url(#{hatch})");
    let level = |share: f64| number((1.0 - share) * HEIGHT);
    let across =
        scale.ticks.iter().map(|(value, _)| format!("M0 {}H{WIDTH}", level(scale.share(*value))));
    let across: String = across.collect();
    let upright = time.with_untracked(|time| {
        let ticks = time.iter().flat_map(|time| time.ticks.iter().map(|(at, _)| time.share(*at)));
        ticks.map(|share| format!("M{} 0V{HEIGHT}", number(share * WIDTH))).collect::<String>()
    });
    let levels: String = limits
        .iter()
        .map(|limit| format!("M0 {}H{WIDTH}", level(scale.share(limit.value))))
        .collect();
    let (areas, edged): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .map(|Line { form, before, path, area, .. }| {
            let class = class(form, before);
            let fill = if form == Form::Hatched { fill.clone() } else { String::new() };
            let below = (!area.is_empty()).then(
                || view! { <path class=format!("{class} area") style=("fill", fill) d=area /> },
            );
            (below.into_any(), view! { <path class=class d=path /> }.into_any())
        })
        .unzip();
    let names = each(&limits, |Limit { value, name, before }| {
        let place = percent(scale.share(*value));
        let name = if *before { format!("{name}, before") } else { name.clone() };
        view! { <span class="limit-name" style=("bottom", place)>{name}</span> }
    });
    let values = each(&scale.ticks, |(value, text)| {
        let place = percent(scale.share(*value));
        view! { <span class="tick-name" style=("bottom", place)>{text.clone()}</span> }
    });
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
            <defs>
                <pattern id=hatch width="6" height="6" patternUnits="userSpaceOnUse">
                    <path class="hatch" d="M1 0V6" />
                </pattern>
            </defs>
            <path class="grid" d=across + &upright />
            {areas}
            {edged}
            <path class="limit" d=levels />
        </svg>
        <div class="names" aria-hidden="true">{values} {names}</div>
    }
    .into_any()
}

/// A time below an axis; at its ends it does not reach over them.
pub fn time_name(share: f64, text: String) -> impl IntoView {
    let class = match share {
        begin if begin < 0.03 => "begins",
        end if end > 0.97 => "ends-here",
        _ => "",
    };
    view! { <span class=class style=("left", percent(share))>{text}</span> }
}

fn axis(time: Memo<Option<Scale>>) -> impl IntoView {
    let names = move || {
        let time = time.get();
        let ticks = time
            .iter()
            .flat_map(|time| time.ticks.iter().map(|(at, text)| (time.share(*at), text.clone())));
        each(ticks, |(share, text)| time_name(share, text))
    };
    view! { <div class="axis" aria-hidden="true">{live(names)}</div> }
}

/// What holds the site back, each on a line of its own: hatched from when to when, and in words.
fn held(state: State, time: Memo<Option<Scale>>) -> impl IntoView {
    let all = Memo::new(move |_| {
        let now = |(lane, before): (Lane, bool)| (lane.name, lane.spans, before);
        state.both(|course, before| {
            let old = before.map(lanes).unwrap_or_default().into_iter().map(|lane| (lane, true));
            let new = lanes(course).into_iter().map(|lane| (lane, false));
            new.chain(old).map(now).collect::<Vec<_>>()
        })
    });
    let kept = Memo::new(move |_| {
        state.before.with(|before| before.as_ref().is_some_and(|before| before.kept))
    });
    let lane = move |(name, spans, before): (String, Vec<(u32, u32)>, bool)| {
        let when: Vec<String> = spans
            .iter()
            .take(6)
            .map(|(from, to)| format!("{} to {}", clock(*from), clock(*to)))
            .collect();
        let more = if spans.len() > 6 {
            format!(" and {} times more", spans.len() - 6)
        } else {
            String::new()
        };
        let bars = each(&spans, |(from, to)| {
            let (left, right) = time.with_untracked(|time| {
                let share = |at: u32| time.as_ref().map_or(0.0, |time| time.share(f64::from(at)));
                (share(*from), share(*to))
            });
            view! {
                <span class="bite" style=("left", percent(left)) style=("width", percent(right - left))></span>
            }
        });
        let when_of = if kept.get_untracked() { "Kept" } else { "Before" };
        let name = if before { format!("{when_of}: {name}") } else { name };
        view! {
            <li class:was=before>
                <p>{icons::icon(icons::WARNING)} <b>{name}</b> " " {when.join(", ")} {more}</p>
                <div class="lane" aria-hidden="true">{bars} {cursor(state, time)}</div>
            </li>
        }
    };
    view! {
        <div class="held">
            <h3 id="load-held">"What holds the site back"</h3>
            {live(move || {
                kept.track();
                let all = all.get().unwrap_or_default();
                if all.is_empty() {
                    view! { <p class="none">"Nothing."</p> }.into_any()
                } else {
                    view! { <ul aria-labelledby="load-held">{each(all, lane)}</ul> }.into_any()
                }
            })}
        </div>
    }
}
