//! The panel of a rehearsal: what fails, what follows and when, and what would stop the site.

use super::State;
use super::card::shown;
use crate::icons;
use crate::live::{each, live, live_option};
use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::{Answer, Failing, Phase, Use, Weak, Weakness};
use presswright::simulate::fault::Fault;

/// So many sets are shown at first.
const AT_FIRST: usize = 12;

pub fn panel(page: Page, state: State) -> AnyView {
    view! {
        <div class="rehearsal">
            <section aria-labelledby="what-fails" tabindex="0">
                <h2 id="what-fails">"What fails"</h2>
                {fails(page, state)}
                {uses(state)}
            </section>
            <section aria-labelledby="what-follows" tabindex="0">
                <h2 id="what-follows">"What follows"</h2>
                {follows(state)}
            </section>
            <section aria-labelledby="what-stops" tabindex="0">
                <h2 id="what-stops">"What stops the site"</h2>
                {stops(page, state)}
            </section>
        </div>
    }
    .into_any()
}

/// What becomes of the site, as far as it is a list: one signal each, so that a list is drawn anew only where it is
/// another one.
fn of<T>(state: State, read: fn(&Answer) -> Vec<T>) -> Memo<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| state.told.with(|told| told.answer().map(read).unwrap_or_default()))
}

fn fails(page: Page, state: State) -> impl IntoView {
    // As the design has them: what it has no more does not fail.
    let faults = Memo::new(move |_| {
        page.revision.track();
        let failing = state.failing.get();
        page.editor.with_untracked(|editor| {
            let topology = editor.topology();
            let with = |one: Failing| {
                let fault: Fault = one.fault(topology)?;
                Some((one, fault.words(topology)))
            };
            failing.into_iter().filter_map(with).collect::<Vec<_>>()
        })
    });
    let several = Memo::new(move |_| faults.with(|faults| faults.len() > 1));
    let line = move |(one, words): (Failing, String)| {
        let back = format!("Bring back: {words}");
        view! {
            <li>
                {icons::icon(icons::ERROR)}
                <span>{words}</span>
                <button
                    class="quiet square"
                    aria-label=back.clone()
                    title=back
                    on:click=move |_| {
                        let mut next = state.failing.get_untracked();
                        next.retain(|other| *other != one);
                        state.set(page, next);
                        crate::problems::focus("what-fails-list");
                    }
                >{icons::icon(icons::CLOSE)}</button>
            </li>
        }
    };
    view! {
        <ul class="failing" id="what-fails-list" tabindex="-1">{live(move || {
            let faults = faults.get();
            if faults.is_empty() {
                vec![view! { <li class="none">"Nothing."</li> }.into_any()]
            } else {
                each(faults, line)
            }
        })}</ul>
        {live_option(move || several.get().then(|| view! {
            <label class="order">
                <input
                    type="checkbox"
                    prop:checked=move || state.one_by_one.get()
                    on:change=move |event| state.one_by_one.set(event_target_checked(&event))
                />
                "Each settles before the next"
            </label>
        }))}
    }
}

fn uses(state: State) -> impl IntoView {
    let uses = of(state, |answer| answer.uses.to_vec());
    let row = move |of: Use| {
        let cells = each(of.levels, |level| {
            let (icon, class, word) = shown(level);
            view! { <td class=class>{icons::icon(icon)} " " {word}</td> }
        });
        view! { <tr><th scope="row">{of.what}</th>{cells}</tr> }
    };
    let heads = each(Phase::ALL, move |phase| {
        view! {
            <th scope="col">
                <label>
                    <input
                        type="radio"
                        name="phase"
                        prop:checked=move || state.phase.get() == phase
                        on:change=move |_| state.phase.set(phase)
                    />
                    {phase.name()}
                </label>
            </th>
        }
    });
    view! {
        <table class="levels">
            <caption>"What people can do. The drawing shows the time that is chosen."</caption>
            <thead><tr><td></td>{heads}</tr></thead>
            <tbody>{live(move || each(uses.get(), row))}</tbody>
        </table>
    }
}

/// A list with its heading; nothing where it is empty.
fn listed<T>(heading: &'static str, things: Memo<Vec<T>>, line: fn(T) -> AnyView) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    live_option(move || {
        things.with(|things| !things.is_empty()).then(|| {
            view! {
                <h3>{heading}</h3>
                <ul>{each(things.get(), line)}</ul>
            }
        })
    })
}

fn pair((first, then): (String, String)) -> AnyView {
    view! { <li><b>{first}</b> " " <span>{then}</span></li> }.into_any()
}

fn plain(text: String) -> AnyView {
    view! { <li>{text}</li> }.into_any()
}

fn task((what, section): (String, String)) -> AnyView {
    view! { <li>{what} " " <span class="section">"Runbook: " {section}</span></li> }.into_any()
}

fn follows(state: State) -> impl IntoView {
    let timeline = of(state, |answer| answer.timeline.clone());
    let moment = |(when, what): (String, String)| {
        view! { <li><span class="when">{when}</span> " " <span>{what}</span></li> }
    };
    view! {
        {live(move || {
            let moments = timeline.get();
            if moments.is_empty() {
                view! { <p class="none">"Let something fail, and it stands here what happens when."</p> }.into_any()
            } else {
                view! { <ol class="timeline" aria-label="Timeline">{each(moments, moment)}</ol> }.into_any()
            }
        })}
        {listed("Pods", of(state, |answer| answer.pods.clone()), pair)}
        {listed("Once what failed is back, by itself", of(state, |answer| answer.returns.clone()), plain)}
        {listed("For a person", of(state, |answer| answer.tasks.clone()), task)}
        {listed("Meanwhile", of(state, |answer| answer.notes.clone()), plain)}
    }
}

fn survives(found: &Weakness) -> &'static str {
    if found.survives { "yes" } else { "no" }
}

/// How many sets there are, and how many harms they do: one set may do several.
fn counted(sets: usize, harms: usize) -> String {
    let (s, t) = (if sets == 1 { "" } else { "s" }, if harms == 1 { "" } else { "s" });
    format!("{sets} smallest set{s} of one or two faults with {harms} harm{t}")
}

fn stops(page: Page, state: State) -> impl IntoView {
    let found = state.weaknesses.found;
    let before = state.weaknesses.before;
    let all = RwSignal::new(false);
    let verdict = Memo::new(move |_| {
        found.with(|found| (survives(found), found.already.clone(), found.sentences.clone()))
    });
    let because = Memo::new(move |_| found.with(|found| found.because.clone()));
    let sets =
        Memo::new(move |_| found.with(|found| found.sets.clone().map(|sets| (sets, found.count))));
    let remedy = Memo::new(move |_| found.with(|found| (found.remedy.clone(), found.count)));
    let was = Memo::new(move |_| {
        let now =
            found.with(|found| (survives(found), found.sets.is_some().then_some(found.count)));
        before.with(|before| {
            let before = before.as_ref()?;
            let (sets, count) = (before.sets.as_ref()?.len(), before.count);
            let same = now.1.is_none_or(|now| now == count) && survives(before) == now.0;
            (!same).then(|| {
                format!("Before the change: {}, and {}.", survives(before), counted(sets, count))
            })
        })
    });
    let set = move |weak: Weak| {
        let failing = weak.failing.clone();
        view! {
            <li>
                <button class="link" title="Rehearse it" on:click=move |_| state.set(page, failing.clone())>
                    {weak.words}
                </button>
                " " <span>{weak.harm}</span>
            </li>
        }
    };
    let lines = move || {
        let Some((sets, harms)) = sets.get() else {
            return view! { <p class="none">"The smallest sets are being looked for."</p> }
                .into_any();
        };
        let count = sets.len();
        let shown = if all.get() { count } else { count.min(AT_FIRST) };
        let more = (shown < count).then(|| {
            view! { <button class="link" on:click=move |_| all.set(true)>{format!("Show all {count}")}</button> }
        });
        let head = match count {
            0 => "No one or two faults stop it.".to_owned(),
            _ => format!("{}:", counted(count, harms)),
        };
        view! {
            <h3>{head}</h3>
            <ul class="sets">{each(sets.into_iter().take(shown), set)}</ul>
            {more}
        }
        .into_any()
    };
    view! {
        {live(move || {
            let (yes, already, sentences) = verdict.get();
            let (icon, class) = if yes == "yes" { (icons::CHECK, "ok") } else { (icons::ERROR, "error") };
            let reasons = because.get().into_iter().zip(sentences);
            view! {
                <p class=format!("survives {class}")>
                    {icons::icon(icon)} "Survives any one machine: " <b>{yes}</b>
                </p>
                {(!already.is_empty()).then(|| view! { <p>"As it is, this " {already} "."</p> })}
                <ul class="because">{each(reasons, |(weak, why)| {
                    view! {
                        <li>
                            <button class="link" title="Rehearse it" on:click=move |_| state.set(page, weak.failing.clone())>
                                {weak.words}
                            </button>
                            ": " <span>{why}</span>
                        </li>
                    }
                })}</ul>
            }
        })}
        {live_option(move || was.get().map(|was| view! { <p class="before">{was}</p> }))}
        {live_option(move || {
            let (remedy, count) = remedy.get();
            remedy.map(|remedy| match remedy {
                Some(remedy) => {
                    let title = remedy.fix.title.clone();
                    let gone = count.saturating_sub(remedy.left);
                    view! {
                        <div class="remedy finding advice">
                            {icons::icon(icons::ADVICE)}
                            <p>"What removes most: " {gone} " of " {count} " ways to do harm go with it."</p>
                            <div class="acts">
                                <button class="fix" on:click=move |_| page.attempt(&remedy.fix.title, &remedy.fix.edit)>
                                    {title}
                                </button>
                            </div>
                        </div>
                    }
                    .into_any()
                }
                None => view! { <p class="none">"No single change that is known here takes any of them away."</p> }
                    .into_any(),
            })
        })}
        {live(lines)}
    }
}
