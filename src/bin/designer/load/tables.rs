//! What a plot shows, as a table that is made once it is opened.

use super::State;
use crate::bar::target;
use crate::live::{each, live_option};
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{Plot, Table};

pub fn behind(state: State, plot: Plot) -> impl IntoView {
    let open = RwSignal::new(false);
    let table = Memo::new(move |_| {
        let shown = open.get();
        shown.then(|| state.both(|now, before| Table::of(plot, now, before))).flatten()
    });
    let toggled = move |event: web_sys::Event| {
        if let Some(details) = target::<web_sys::Element>(&event) {
            open.set(details.has_attribute("open"));
        }
    };
    let drawn = move |table: Table| {
        let heads = each(table.heads, |head| view! { <th scope="col">{head}</th> });
        let rows = each(table.rows, |(when, cells)| {
            view! {
                <tr>
                    <th scope="row">{when}</th>
                    {each(cells, |cell| view! { <td>{cell}</td> })}
                </tr>
            }
        });
        view! {
            <div class="rows" role="region" aria-label=plot.title() tabindex="0">
                <table>
                    <caption>{plot.title()} ", at even distances and wherever replicas or a ceiling change"</caption>
                    <thead><tr><th scope="col">"Time"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <details class="behind" on:toggle=toggled>
            <summary>"As a table" <span class="unseen">{format!(": {}", plot.title())}</span></summary>
            {live_option(move || table.get().map(drawn))}
        </details>
    }
}
