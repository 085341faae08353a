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
    let shown = RwSignal::new(false);
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
        shown.set(true);
        if let Some((right, why)) = answered.with_untracked(|it| it.as_ref().and_then(told)) {
            let verdict = if said == right { "As you said" } else { "It is otherwise" };
            page.say(format!("{verdict}: {right}. {why}"));
        }
    };
    let result = move || {
        let said = chosen.get().filter(|_| shown.get())?;
        let (right, why) = answered.with(|it| it.as_ref().and_then(told))?;
        let as_said = said == right;
        let (class, verdict) =
            if as_said { ("result done", "As you said") } else { ("result", "It is otherwise") };
        // With an error in the design there is no cluster to be rehearsed.
        let whole = page.editor.with(|editor| !editor.report().has_errors());
        let rehearse = question.blow().filter(|_| whole).map(|blow| {
            view! {
                <button on:click=move |_| rehearse(page, blow)>"Try it in Rehearse"</button>
            }
        });
        let stays = "This is the design as it stands: change it, and the answer follows.";
        Some(view! {
            <div class=class>
                <p><b>{format!("{verdict}: {right}.")}</b></p>
                <p>{why}</p>
                <p class="stays">{stays}</p>
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
