//! What differs in a file, line by line.

use super::super::live::{each, live};
use super::Shared;
use leptos::prelude::*;
use presswright::editor::files::{Hunk, Line, added_and_removed, hunks};

#[component]
pub fn Differences(shared: Shared, text: Memo<String>) -> impl IntoView {
    let found = Memo::new(move |_| {
        let before = shared.shown.get().and_then(|path| shared.before(&path));
        text.with(|text| hunks(&before.unwrap_or_default(), text))
    });
    let counts = move || {
        let (added, removed) = found.with(|found| added_and_removed(found));
        let lines =
            |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        format!("{} added, {} removed.", lines(added), lines(removed))
    };
    view! {
        <div class="differences" tabindex="0" role="region" aria-label="Differences">
            <p>{live(counts)}</p>
            {live(move || each(found.get(), hunk))}
        </div>
    }
}

fn hunk(hunk: Hunk) -> impl IntoView {
    view! {
        <table>
            <thead class="hidden"><tr><th>"Line before"</th><th>"Line now"</th><th>"Change"</th><th>"Text"</th></tr></thead>
            <tbody>{each(hunk.lines, line)}</tbody>
        </table>
    }
}

fn line(line: Line) -> impl IntoView {
    let number = |number: Option<usize>| number.map(|number| number.to_string());
    let (class, sign, word) = match (line.old, line.new) {
        (_, None) => ("removed", "−", "removed"),
        (None, _) => ("added", "+", "added"),
        _ => ("", "", ""),
    };
    view! {
        <tr class=class>
            <td class="number-of">{number(line.old)}</td>
            <td class="number-of">{number(line.new)}</td>
            <td class="sign"><span aria-hidden="true">{sign}</span><span class="hidden">{word}</span></td>
            <td class="text-of">{line.text}</td>
        </tr>
    }
}
