//! A question: the learner says what will happen, and then the simulator does.

use super::super::bar::target;
use super::super::live::{each, live_option};
use super::super::markdown::prose;
use super::super::rehearse::open;
use super::super::state::Page;
use super::{Course, seen};
use leptos::prelude::*;
use presswright::editor::rehearsal::{Failing, to_link};
use presswright::lesson::{Answer, Blow, Question, answer};

pub fn question(course: Course, id: String, question: Question, text: &str) -> AnyView {
    let page = course.page;
    let answered: Memo<Option<Answer>> =
        Memo::new(move |_| seen(page, |seen| answer(question, seen)));
    let chosen = RwSignal::new(None::<String>);
    // What was said, and what was right then: mending the design changes what is right.
    let shown = RwSignal::new(None::<Told>);
    let (name, label) = (id.clone(), format!("{id}-text"));
    let labelled = label.clone();
    // The words alone: the answer may become another while they are on the screen.
    let choices = Memo::new(move |_| {
        answered.with(|it| it.as_ref().map(|it| it.choices.clone())).unwrap_or_default()
    });
    let choice = move |(at, words): (usize, String)| {
        let id = format!("{name}-{at}");
        let (own, value, of) = (words.clone(), words.clone(), id.clone());
        let checked = move || chosen.with(|chosen| chosen.as_ref() == Some(&own));
        view! {
            <label for=of>
                <input
                    id=id
                    type="radio"
                    name=name.clone()
                    value=value
                    prop:checked=checked
                    on:change=move |event| {
                        if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
                            chosen.set(Some(input.value()));
                            shown.set(None);
                        }
                    }
                />
                {words}
            </label>
        }
        .into_any()
    };
    let look = move |_| {
        let Some(said) = chosen.get_untracked() else {
            return page.say("Choose an answer first.");
        };
        if let Some((right, why)) = answered.with_untracked(|it| it.as_ref().and_then(told)) {
            let as_said = said == right;
            page.say(format!("{}: {right}. {why}", verdict(as_said)));
            shown.set(Some(Told { as_said, right, why }));
        }
    };
    let result = move || {
        let Told { as_said, right, why } = shown.get()?;
        let class = if as_said { "result done" } else { "result" };
        let now = answered.with(|it| it.as_ref().and_then(told));
        let since = now.filter(|(now, _)| *now != right).map(|(now, why)| {
            view! { <p class="since"><b>{format!("The design has changed since. Now: {now}.")}</b> " " {why}</p> }
        });
        // With an error in the design there is no cluster to be rehearsed.
        let whole = page.editor.with(|editor| !editor.report().has_errors());
        let rehearse = question.blow().filter(|_| whole).map(|blow| {
            view! {
                <button on:click=move |_| rehearse(page, blow)>"Try it in Rehearse"</button>
            }
        });
        Some(view! {
            <div class=class>
                <p><b>{format!("{}: {right}.", verdict(as_said))}</b></p>
                <p>{why}</p>
                {since}
                {rehearse}
            </div>
        })
    };
    let nothing = move || {
        answered.with(Option::is_none).then(|| {
            view! { <p>"The design has nothing to ask about here: bring back what was taken away."</p> }
        })
    };
    let listed = move || {
        let drawn = each(choices.get().into_iter().enumerate(), &choice);
        (!drawn.is_empty()).then_some(drawn)
    };
    view! {
        <div class="question" role="group" aria-labelledby=labelled>
            <h4>"What do you think?"</h4>
            <div id=label>{prose(text)}</div>
            <div class="choices" role="radiogroup" aria-label="Answers">{live_option(listed)}</div>
            {live_option(nothing)}
            <button aria-disabled=move || chosen.with(Option::is_none).to_string() on:click=look>
                "See what happens"
            </button>
            {live_option(result)}
        </div>
    }
    .into_any()
}

/// An answer that was given.
#[derive(Clone)]
struct Told {
    /// Whether it is what the learner said.
    as_said: bool,
    right: String,
    why: String,
}

fn verdict(as_said: bool) -> &'static str {
    if as_said { "As you said" } else { "It is otherwise" }
}

/// Lets the same fail on the drawing.
fn rehearse(page: Page, blow: Blow) {
    let failing: Vec<Failing> = untrack(|| {
        seen(page, |seen| {
            let faults = blow.faults(seen).into_iter();
            faults.filter_map(|fault| Failing::of(fault, seen.topology)).collect()
        })
    });
    open(page, &to_link(&failing, false));
}

fn told(answer: &Answer) -> Option<(String, String)> {
    Some((answer.choices.get(answer.right)?.clone(), answer.why.clone()))
}
