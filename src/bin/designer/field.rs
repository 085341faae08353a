//! One line of the inspector.

use super::actions::run;
use super::bar::target;
use super::icons;
use super::inspector::finding_box;
use super::keys::stroke;
use super::live::{Live, each, live, live_option};
use super::problems::focus;
use super::state::{Page, page};
use super::why::{self, Why};
use leptos::prelude::*;
use presswright::editor::{
    Action, Control, Focus, FormField, Input, bounds_of, cost_of, edit_of, pressed, rule_of,
};

#[component]
pub fn FieldLine(field: Memo<Option<FormField>>) -> impl IntoView {
    let page = page();
    let refused = RwSignal::new(None::<String>);
    let findings = Memo::new(move |_| {
        page.revision.track();
        let Some(field) = field.get() else { return Vec::new() };
        page.editor.with_untracked(|editor| {
            let here = |finding: &&presswright::rules::Finding| *finding.place.path() == field.path;
            editor.report().findings().iter().filter(here).cloned().collect()
        })
    });
    // A value that came from elsewhere makes an old refusal meaningless.
    Effect::new(move |_| {
        field.track();
        refused.set(None);
    });
    let Some(first) = field.get_untracked() else { return ().into_any() };
    let id = format!("field-{}", first.path);
    let about = format!("about-{}", first.path);
    let (label, own) = (first.label.clone(), id.clone());
    let reset = move || {
        let default = field.get().and_then(|field| field.default)?;
        let words = match default.as_str() {
            "none" => "Leave it out".to_owned(),
            default => format!("Reset to {default}"),
        };
        let named = format!("{label}: {}", words.to_ascii_lowercase());
        Some(view! {
            <button
                class="link reset"
                aria-label=named
                on:click={
                    let own = own.clone();
                    move |_| {
                        give(page, field, refused, Input::Default);
                        // The button goes with what it resets.
                        focus(&own);
                    }
                }
            >{icons::icon(icons::RESET)} {words}</button>
        })
    };
    let bounds = move || field.get().and_then(|field| bounds_of(&field));
    let cost = move || {
        page.revision.track();
        let field = field.get()?;
        page.editor.with_untracked(|editor| cost_of(editor.design(), &field.path))
    };
    // The page of the rule that speaks of this setting.
    let why = rule_of(&first.path).map(|code| Why {
        id: format!("why-rule-{}", first.path),
        code,
        message: first.doc.to_owned(),
    });
    let rule_page = why.as_ref().map(|why| why::opened(page, why.id.clone()));
    let rule = why.map(|why| {
        let label = format!("{}: rule {}", first.label, why.code);
        let name = format!("Rule {}", why.code);
        why::button(page, why, name, Some(label), || "0")
    });
    let chosen = move || field.get().and_then(|field| meaning(&field.control));
    let depth = first.depth;
    view! {
        <div class="field" style=("--depth", depth.to_string()) class:refused=move || refused.get().is_some()>
            <label for=id.clone()>{first.label.clone()}</label>
            <span class="control">
                {control(page, field, refused, &first, id, about.clone())}
            </span>
            <p class="about" id=about>
                {first.doc}
                {live_option(move || bounds().map(|bounds| view! { " " <span class="bounds">{bounds}</span> }))}
                {live_option(move || chosen().map(|(word, doc)| view! { <span class="chosen"><b>{word}</b> ": " {doc}</span> }))}
            </p>
            {live_option(move || cost().map(|cost| view! { <p class="about cost">{cost}</p> }))}
            <p class="more">{rule} {live_option(reset)}</p>
            {rule_page}
            {live_option(move || refused.get().map(|text| view! { <p class="refusal" role="alert">{text}</p> }))}
            {live(move || each(findings.get(), finding_box))}
        </div>
    }
    .into_any()
}

/// What the chosen word means.
fn meaning(control: &Control) -> Option<(&'static str, &'static str)> {
    let Control::Choice { value, options } = control else { return None };
    options.iter().find(|variant| variant.key == value).map(|variant| (variant.key, variant.doc))
}

/// Makes the change that an input means, or says why not.
fn give(
    page: Page,
    field: Memo<Option<FormField>>,
    refused: RwSignal<Option<String>>,
    input: Input,
) {
    let Some(field) = field.get_untracked() else { return };
    let edit = page.editor.with_untracked(|editor| edit_of(editor.design(), &field, &input));
    let title = if field.others.is_empty() {
        field.label.clone()
    } else {
        format!("{} of {}", field.label, field.group)
    };
    match page.apply(&title, &edit) {
        Ok(()) => refused.set(None),
        // The path stands before the message; the field is right above it.
        Err(text) => {
            let own = format!("{}: ", field.path);
            refused.set(Some(text.strip_prefix(&own).unwrap_or(&text).to_owned()));
        }
    }
}

fn control(
    page: Page,
    field: Memo<Option<FormField>>,
    refused: RwSignal<Option<String>>,
    first: &FormField,
    id: String,
    about: String,
) -> AnyView {
    let text = move || match field.get().map(|field| field.control) {
        Some(
            Control::Text { value, .. }
            | Control::Number { value, .. }
            | Control::Machine { value, .. }
            | Control::Choice { value, .. },
        ) => value,
        _ => String::new(),
    };
    let on = move || {
        matches!(
            field.get().map(|field| field.control),
            Some(Control::Truth(true) | Control::Part(true))
        )
    };
    let typed = move |event: web_sys::Event| {
        if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
            give(page, field, refused, Input::Text(input.value()));
        }
    };
    let chosen = move |event: web_sys::Event| {
        if let Some(select) = target::<web_sys::HtmlSelectElement>(&event) {
            give(page, field, refused, Input::Text(select.value()));
        }
    };
    // Of several things that differ.
    let mixed = move || field.get().and_then(|field| field.mixed);
    let empty = move || mixed().map_or("left out".to_owned(), |values| format!("mixed: {values}"));
    // What was typed and not yet taken is left.
    let left = move |event: &web_sys::KeyboardEvent| {
        if let Some(input) = target::<web_sys::HtmlInputElement>(event) {
            input.set_value(&text());
            refused.set(None);
        }
    };
    // With nothing typed that was not taken, undo and redo are the design's and not the field's.
    let steps = move |event: &web_sys::KeyboardEvent| {
        let taken = |input: web_sys::HtmlInputElement| input.value() == untrack(text);
        let action = pressed(&stroke(event), Focus::Control, false, page.mac);
        if let Some(action @ (Action::Undo | Action::Redo)) = action
            && target(event).is_some_and(taken)
        {
            event.prevent_default();
            run(page, action);
        }
    };
    let invalid = move || refused.get().is_some().to_string();
    match &first.control {
        Control::Text { example, .. } => view! {
            <input
                id=id type="text" class="mono" spellcheck="false" autocomplete="off"
                placeholder=empty title=format!("Such as {example}")
                aria-describedby=about aria-invalid=invalid
                prop:value=text
                on:change=typed
                on:keydown=move |event| if event.key() == "Escape" { left(&event) } else { steps(&event) }
            />
        }
        .into_any(),
        Control::Number { least, most, unit, .. } => {
            let (least, most) = (*least, *most);
            let by = move |by: i64| {
                let now: i64 = text().parse().unwrap_or(least);
                let next = (now + by).clamp(least, most);
                if next != now {
                    give(page, field, refused, Input::Text(next.to_string()));
                }
            };
            let range = format!("{least} to {most}");
            view! {
                <span class="number">
                    <input
                        id=id type="text" inputmode="numeric" autocomplete="off" class="mono"
                        title=range placeholder=empty
                        aria-describedby=about aria-invalid=invalid
                        prop:value=text
                        on:change=typed
                        on:keydown=move |event| match event.key().as_str() {
                            "ArrowUp" => { event.prevent_default(); by(1) }
                            "ArrowDown" => { event.prevent_default(); by(-1) }
                            "Escape" => left(&event),
                            _ => steps(&event),
                        }
                    />
                    <span class="unit">{*unit}</span>
                    <button class="quiet" tabindex="-1" aria-label=format!("{}: one fewer", first.label) on:click=move |_| by(-1)>{icons::icon(icons::MINUS)}</button>
                    <button class="quiet" tabindex="-1" aria-label=format!("{}: one more", first.label) on:click=move |_| by(1)>{icons::icon(icons::PLUS)}</button>
                </span>
            }
            .into_any()
        }
        Control::Truth(_) | Control::Part(_) => view! {
            <input
                id=id type="checkbox" class="switch" role="switch"
                aria-describedby=about
                prop:checked=on
                on:change=move |event| {
                    if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
                        give(page, field, refused, Input::Truth(input.checked()));
                    }
                }
            />
        }
        .into_any(),
        Control::Choice { options, .. } => {
            let options: Vec<&'static str> = options.iter().map(|variant| variant.key).collect();
            view! {
                <select id=id aria-describedby=about on:change=chosen prop:value=text>
                    {mixed_option(mixed)}
                    {each(options, |key| view! {
                        <option value=key selected=move || text() == key>{key}</option>
                    })}
                </select>
            }
            .into_any()
        }
        Control::Machine { free, .. } => {
            let free = *free;
            let machines = move || match field.get().map(|field| field.control) {
                Some(Control::Machine { machines, .. }) => machines,
                _ => Vec::new(),
            };
            view! {
                <select id=id aria-describedby=about on:change=chosen prop:value=text>
                    {mixed_option(mixed)}
                    {free.then(|| view! { <option value="" selected=move || text().is_empty()>"any"</option> })}
                    {live(move || each(machines(), |name| {
                        let (own, value) = (name.clone(), name.clone());
                        view! { <option value=value selected=move || text() == own>{name}</option> }
                    }))}
                </select>
            }
            .into_any()
        }
    }
}

/// What a list shows for things that differ; it cannot be chosen.
fn mixed_option(mixed: impl Fn() -> Option<String> + Copy + Send + 'static) -> Live {
    live_option(move || {
        mixed().map(|values| {
            view! { <option value="" disabled selected>{format!("mixed: {values}")}</option> }
        })
    })
}
