//! The text of a file: in the text editor, which can only be read here, or as it stands where that
//! cannot be had.

use super::super::live::live_while;
use super::super::text::script::{FileReader, SCRIPT, fetch, read};
use super::{Shared, objects_in, viewer};
use js_sys::{Array, Function};
use leptos::html;
use leptos::prelude::*;
use presswright::editor::files::lines_of;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;

/// The id of what says on which object a person stands.
const HELP: &str = "file-line";

/// What a person does, by its name and values.
type Tell = dyn Fn(String, Array);

#[component]
pub fn Reader(
    shared: Shared,
    text: Memo<String>,
    /// How often the person asked to search.
    searching: RwSignal<u32>,
    /// Is told the line that they stand on.
    line: impl Fn(Option<usize>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let page = shared.page;
    let here = RwSignal::new(false);
    spawn_local(async move {
        if let Some(script) = SCRIPT
            && fetch(script).await.is_ok()
        {
            // The panel may have been closed meanwhile.
            let _ = here.try_set(true);
        }
    });
    let reader = StoredValue::new_local(None::<FileReader>);
    let open = move || reader.try_with_value(Clone::clone).flatten();
    let tell: Closure<Tell> = Closure::new(move |name: String, values: Array| {
        let number = values.get(0).as_f64().filter(|number| *number > 0.0).map(whole);
        if name == "line" {
            line(number);
        } else if let Some(standing) = number.and_then(|number| viewer::stands_at(shared, number)) {
            line(number);
            viewer::show(page, standing.thing);
        }
    });
    let tell = StoredValue::new_local(tell);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        if reader.with_value(Option::is_none) {
            let opened = tell.with_value(|tell| {
                let tell: &Function = tell.as_ref().unchecked_ref();
                read(&place, tell, HELP)
            });
            reader.set_value(Some(opened));
        }
        let Some(reader) = open() else { return };
        text.with(|text| reader.show(&shared.shown.get().unwrap_or_default(), text));
        let flat: Array = selected(shared).into_iter().map(number).collect();
        reader.mark(&flat);
        if let Some(wanted) = page.browsing.lines.get() {
            // Where it went to once it does not go again, whatever the text becomes.
            page.browsing.lines.set(None);
            reader.go(number_of(wanted.lines.first), wanted.focus);
        }
    });
    Effect::new(move |seen: Option<u32>| {
        let times = searching.get();
        if seen.is_some_and(|seen| seen != times)
            && let Some(reader) = open()
        {
            reader.search();
        }
        times
    });
    on_cleanup(move || {
        if let Some(reader) = open() {
            reader.close_file();
        }
        page.focus.set(None);
    });
    view! {
        {live_while(move || here.get(), move || view! { <div class="reading" node_ref=place></div> })}
        {live_while(move || !here.get(), move || view! {
            <pre tabindex="0" role="region" aria-label="Text of the file">{move || text.get()}</pre>
        })}
    }
}

/// First and last line of each object in the file that is of what is selected.
fn selected(shared: Shared) -> Vec<usize> {
    let (Some(thing), Some(made), Some(path)) =
        (shared.page.selection.get(), shared.made.get(), shared.shown.get())
    else {
        return Vec::new();
    };
    let Some((_, text)) = made.files.iter().find(|(own, _)| *own == path) else {
        return Vec::new();
    };
    objects_in(&made, &path)
        .enumerate()
        .filter(|(_, object)| object.thing() == thing)
        .filter_map(|(ordinal, _)| lines_of(text, ordinal))
        .flat_map(|lines| [lines.first, lines.last])
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a line of a text")]
fn whole(number: f64) -> usize {
    number as usize
}

fn number_of(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn number(line: usize) -> wasm_bindgen::JsValue {
    number_of(line).into()
}
