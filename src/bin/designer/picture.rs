//! The drawing as a picture, with the design in it so that it opens again.

use super::canvas_picture;
use super::live::{live, live_option};
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::drawing::Rect;
use presswright::editor::{in_a_few_words, pictured};
use presswright::share::picture::{Picture, View, picture};
use wasm_bindgen_futures::spawn_local;

/// What the person has chosen.
#[derive(Clone, Copy)]
struct Chosen {
    page: Page,
    svg: RwSignal<bool>,
    dark: RwSignal<bool>,
    part: RwSignal<bool>,
    design: RwSignal<bool>,
    /// Where what is selected stands in the drawing.
    selected: StoredValue<Option<Rect>>,
}

impl Chosen {
    fn picture(self) -> Picture {
        let part = if self.part.get() { self.selected.get_value() } else { None };
        let view = View { dark: self.dark.get(), part, design: self.design.get() };
        self.page.editor.with_untracked(|editor| {
            let words = in_a_few_words(editor.design());
            picture(editor.document(), editor.topology(), &words, view)
        })
    }

    fn name(self, ending: &str) -> String {
        self.page.editor.with_untracked(|editor| format!("{}.{ending}", editor.design().name))
    }
}

#[component]
pub fn PictureSection() -> impl IntoView {
    let page = page();
    let things = page.selected.get_untracked();
    let selected = page.editor.with_untracked(|editor| pictured(editor, &things));
    let chosen = Chosen {
        page,
        svg: RwSignal::new(false),
        dark: RwSignal::new(page.dark.get_untracked()),
        part: RwSignal::new(false),
        design: RwSignal::new(true),
        selected: StoredValue::new(selected),
    };
    let drawn = Memo::new(move |_| chosen.picture());
    let copies = canvas_picture::can_copy();
    view! {
        <p>"Dropped on the page, a picture with the design in it opens again."</p>
        <div class="choices">
            {either("Format", "format", ["PNG", "SVG"], chosen.svg, true)}
            {either("Colours", "colours", ["Light", "Dark"], chosen.dark, true)}
            {either("Shows", "shows", ["All", "Selection"], chosen.part, selected.is_some())}
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || chosen.design.get()
                    on:change=move |_| chosen.design.update(|design| *design = !*design)
                />
                "With the design in it"
            </label>
        </div>
        {live(move || view! {
            <img
                class="preview"
                alt="Preview of the picture"
                src=drawn.with(|drawn| canvas_picture::address(&drawn.svg))
            />
        })}
        <div class="acts">
            <button on:click=move |_| download(chosen, drawn)>"Download picture"</button>
            {copies.then(|| live_option(move || (!chosen.svg.get()).then(|| view! {
                <button on:click=move |_| copy(chosen, drawn)>"Copy picture"</button>
            })))}
        </div>
    }
}

/// One of two.
fn either(
    legend: &'static str,
    name: &'static str,
    words: [&'static str; 2],
    second: RwSignal<bool>,
    possible: bool,
) -> AnyView {
    let choice = |word: &'static str, is_second: bool| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    disabled=is_second && !possible
                    prop:checked=move || second.get() == is_second
                    on:change=move |_| second.set(is_second)
                />
                {word}
            </label>
        }
        .into_any()
    };
    let [first, other] = words;
    view! {
        <fieldset>
            <legend>{legend}</legend>
            {choice(first, false)}
            {choice(other, true)}
        </fieldset>
    }
    .into_any()
}

fn download(chosen: Chosen, drawn: Memo<Picture>) {
    let picture = drawn.get_untracked();
    if chosen.svg.get_untracked() {
        let name = chosen.name("svg");
        return hand_over(chosen.page, &name, "image/svg+xml", picture.svg.as_bytes());
    }
    spawn_local(async move {
        match canvas_picture::png(&picture).await {
            Ok(bytes) => hand_over(chosen.page, &chosen.name("png"), "image/png", &bytes),
            Err(error) => storage::fail(chosen.page, &error.to_string()),
        }
    });
}

fn hand_over(page: Page, name: &str, kind: &str, bytes: &[u8]) {
    match storage::download(name, kind, bytes) {
        Ok(()) => page.say(format!("{name} is downloaded.")),
        Err(_) => storage::fail(page, "The browser refused the download."),
    }
}

fn copy(chosen: Chosen, drawn: Memo<Picture>) {
    // At once, while the press lasts: some browsers ask for that.
    let copying = canvas_picture::copy(drawn.get_untracked());
    spawn_local(async move {
        match copying.await {
            Ok(()) => chosen.page.say("The picture is copied."),
            Err(error) => storage::fail(chosen.page, &error.to_string()),
        }
    });
}
