//! Exercises: a design with something to be reached, made by a teacher and sent as a link.

use super::super::bar::target;
use super::super::icons;
use super::super::live::{Live, each, live_option};
use super::super::storage;
use super::{Course, own, seen};
use leptos::prelude::*;
use presswright::lesson::{DEMANDS, Demand, Exercise, demand};

/// Opens an exercise of the address; whether it was one.
pub fn receive(course: Course, fragment: &str) -> bool {
    let Some(read) = Exercise::read(fragment) else {
        let is_one = fragment.starts_with("exercise");
        if is_one {
            storage::fail(course.page, "The exercise is not one that this page knows.");
        }
        return is_one;
    };
    let opened = read.map_err(|error| error.to_string()).and_then(|exercise| {
        let document = storage::read_text(&exercise.text).map_err(|error| error.to_string())?;
        Ok((exercise.demand, document))
    });
    match opened {
        Ok((demand, document)) => {
            own::remember(course);
            if let Some(id) = own::begin(course, "The exercise is open", document) {
                course.note(|progress| progress.exercise = Some((demand.name.to_owned(), id)));
            }
        }
        Err(reason) => storage::fail(
            course.page,
            &format!("The exercise was not opened: {reason}. Nothing was changed."),
        ),
    }
    true
}

/// What is asked for, where the design of an exercise is open, and whether it is reached.
pub fn line(course: Course) -> Live {
    let page = course.page;
    let asked: Memo<Option<&'static str>> = Memo::new(move |_| {
        page.editor.track();
        course.progress.with(|progress| {
            let (name, id) = progress.exercise.as_ref()?;
            let open = page.keeper.with_value(|keeper| keeper.id() == Some(id));
            open.then(|| demand(name).map(|demand| demand.name)).flatten()
        })
    });
    let holds = Memo::new(move |_| {
        let demand = demand(asked.get()?)?;
        Some((demand.title, seen(page, |seen| demand.holds(seen))))
    });
    Effect::new(move |before: Option<bool>| {
        let now = holds.get().is_some_and(|(_, holds)| holds);
        if now && before == Some(false) {
            let said = page.said.get_untracked();
            page.say(format!("{said} The exercise is solved."));
        }
        now
    });
    live_option(move || {
        holds.get().map(|(title, holds)| {
            let (class, icon, words) = if holds {
                ("exercise done", icons::CHECK, "Solved.")
            } else {
                ("exercise", icons::PENCIL, "Not yet.")
            };
            view! {
                <section class=class aria-label="Exercise">
                    <p><b>"Exercise. "</b> {title} "."</p>
                    <p class="state">{icons::icon(icon)} <span>{words}</span></p>
                </section>
            }
        })
    })
}

/// Where a teacher makes one of the design that is open.
pub fn maker(course: Course) -> AnyView {
    let wanted = RwSignal::new(DEMANDS.first().map_or("", |demand| demand.name));
    let link = move || {
        let demand = demand(wanted.get());
        let text = course.page.editor.with(|editor| editor.text().to_owned());
        demand.map_or_else(String::new, |it| {
            format!("{}#{}", super::address(), Exercise::fragment(it, &text))
        })
    };
    let chosen = move |event: web_sys::Event| {
        if let Some(select) = target::<web_sys::HtmlSelectElement>(&event)
            && let Some(demand) = demand(&select.value())
        {
            wanted.set(demand.name);
        }
    };
    let mark = |event: web_sys::FocusEvent| {
        if let Some(field) = target::<web_sys::HtmlInputElement>(&event) {
            field.select();
        }
    };
    view! {
        <details class="teach">
            <summary>"For teachers"</summary>
            <p>"The design that is open now, as an exercise: whoever opens the link gets a copy, and sees here when it is solved. Nobody else does."</p>
            <label for="demand">"What is to be reached"</label>
            <select id="demand" on:change=chosen>
                {each(&DEMANDS, |one: &'static Demand| view! { <option value=one.name>{one.title}</option> })}
            </select>
            <label for="exercise-link">"Link to the exercise"</label>
            <input id="exercise-link" type="text" class="mono" readonly prop:value=link on:focus=mark />
        </details>
    }
    .into_any()
}
