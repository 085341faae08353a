//! What of a thing can fail, among its settings.

use super::{Rehearsal, State, View};
use crate::live::{each, live, live_option};
use crate::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::Thing;
use presswright::editor::rehearsal::{Failing, faults_of, link_between};

pub fn of(rehearsal: Rehearsal, thing: Memo<Thing>) -> AnyView {
    let page = page();
    let state = rehearsal.state;
    let faults = Memo::new(move |_| {
        page.revision.track();
        let thing = thing.get();
        page.editor.with_untracked(|editor| {
            let (design, topology) = (editor.design(), editor.topology());
            let all = faults_of(thing, design, topology).into_iter();
            all.filter_map(|(fault, words)| Some((Failing::of(fault, topology)?, words)))
                .collect::<Vec<_>>()
        })
    });
    let some = Memo::new(move |_| {
        faults.with(|faults| !faults.is_empty()) && state.view.get() != View::Load
    });
    live_option(move || {
        some.get().then(|| {
            view! {
                <fieldset class="faults">
                    <legend>"Let it fail"</legend>
                    {live(move || each(faults.get(), |(one, words)| choice(page, state, one, words.to_owned())))}
                    {links(page, state, thing)}
                </fieldset>
            }
        })
    })
    .into_any()
}

/// One kind of failure, on or off.
fn choice(page: Page, state: State, one: Failing, words: String) -> impl IntoView {
    let own = one.clone();
    let on = Memo::new(move |_| state.fails().contains(&own));
    let turn = move |_| state.turn(page, &one);
    view! {
        <label>
            <input type="checkbox" prop:checked=move || on.get() on:change=turn />
            {words}
        </label>
    }
}

/// The machines that this one can lose its link to: chosen in a list, and those that are cut below it.
fn links(page: Page, state: State, thing: Memo<Thing>) -> impl IntoView {
    let others = Memo::new(move |_| {
        page.revision.track();
        let Thing::Machine(own) = thing.get() else { return Vec::new() };
        page.editor.with_untracked(|editor| {
            let topology = editor.topology();
            let others = topology.hosts.iter().filter(|host| host.index != own);
            others
                .filter_map(|host| {
                    let link = Failing::of(link_between(own, host.index), topology)?;
                    Some((host.name.to_string(), link))
                })
                .collect::<Vec<_>>()
        })
    });
    let cut = Memo::new(move |_| {
        let failing = state.fails();
        others.with(|all| {
            let cut = all.iter().filter(|(_, link)| failing.contains(link));
            cut.cloned().collect::<Vec<_>>()
        })
    });
    let whole = Memo::new(move |_| {
        let cut = cut.get();
        others.with(|all| all.iter().filter(|one| !cut.contains(one)).cloned().collect::<Vec<_>>())
    });
    let chosen = move |event: web_sys::Event| {
        let name = event_target_value(&event);
        // The list begins anew.
        event_target::<web_sys::HtmlSelectElement>(&event).set_value("");
        let link = whole.with_untracked(|all| {
            all.iter().find(|(other, _)| *other == name).map(|(_, link)| link.clone())
        });
        if let Some(link) = link {
            state.turn(page, &link);
        }
    };
    live_option(move || {
        others.with(|all| !all.is_empty()).then(|| {
            view! {
                <label class="link-to">
                    "Cut its link to"
                    <select on:change=chosen>
                        {live(move || {
                            let names = whole.get().into_iter().map(|(name, _)| name);
                            let first = view! { <option value="">"…"</option> }.into_any();
                            [first]
                                .into_iter()
                                .chain(each(names, |name| view! { <option>{name}</option> }))
                                .collect::<Vec<_>>()
                        })}
                    </select>
                </label>
                {live(move || each(cut.get(), |(name, link)| choice(page, state, link, format!("Its link to {name} cut"))))}
            }
        })
    })
}
