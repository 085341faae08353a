//! The inspector: what the selected thing is, and all its settings.

use super::acting::alone;
use super::actions::run_on;
use super::bar::target;
use super::canvas::focus_on;
use super::field::FieldLine;
use super::icons;
use super::live::{each, live, live_option};
use super::part::{Draw, part};
use super::problems::{focus, mark_of};
use super::several::Several;
use super::state::page;
use super::why::{self, Why};
use leptos::html;
use leptos::prelude::*;
use presswright::editor::{Action, FormField, Panel, Thing, form, heading, shared_title};
use presswright::rules::Finding;
use presswright::topology::Tier;

part!(inspector: Draw = || view! { <Inspector /> }.into_any());

/// Its look comes with it. A value that is too long to stand beside its label stands below it, whole.
const STYLE: &str = include_str!("../../../style/inspector.css");
pub const SWITCH: &str = include_str!("../../../style/switch.css");

#[component]
fn Inspector() -> impl IntoView {
    let page = page();
    // Whatever opened them: on a phone they would lie over another panel.
    alone(page, Some(Panel::Settings));
    let thing = Memo::new(move |_| page.selection.get().unwrap_or(Thing::Cluster));
    let head = Memo::new(move |_| {
        page.revision.track();
        let thing = thing.get();
        page.editor.with_untracked(|editor| heading(editor.design(), editor.topology(), thing))
    });
    let fields = Memo::new(move |_| {
        page.revision.track();
        let thing = thing.get();
        page.editor.with_untracked(|editor| form(editor.design(), thing))
    });
    // Which lines there are; each line follows its own value, so that typing is never disturbed.
    let paths = Memo::new(move |_| {
        fields.with(|fields| {
            fields.iter().map(|field| (field.path.to_string(), kind(field))).collect::<Vec<_>>()
        })
    });
    let line = move |path: String| {
        let field = Memo::new(move |_| {
            fields
                .with(|fields| fields.iter().find(|field| field.path.to_string() == path).cloned())
        });
        let starts_group = Memo::new(move |_| {
            let own = field.get()?;
            fields.with(|fields| {
                let place = fields.iter().position(|field| field.path == own.path)?;
                let above = place.checked_sub(1).and_then(|above| fields.get(above));
                (above.is_some_and(|above| above.group != own.group)).then_some(own.group)
            })
        });
        view! {
            {live_option(move || starts_group.get().map(|group| view! { <h3>{group}</h3> }))}
            <FieldLine field />
        }
    };
    // Of another thing the first lines come first.
    let scroll = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        thing.track();
        if let Some(scroll) = scroll.get_untracked() {
            scroll.set_scroll_top(0);
        }
    });
    let one = Memo::new(move |_| page.selected.with(|all| all.len() < 2));
    let title = move || {
        if one.get() { head.get().title } else { page.selected.with(|all| shared_title(all)) }
    };
    // Esc goes back to what the settings are of. In a field it takes back what was typed.
    let back = move |event: web_sys::KeyboardEvent| {
        let typing = target::<web_sys::HtmlInputElement>(&event).is_some()
            || target::<web_sys::HtmlSelectElement>(&event).is_some();
        if event.key() == "Escape" && !typing && !event.default_prevented() {
            event.prevent_default();
            focus_on(thing.get_untracked());
        }
    };
    view! {
        <aside class="inspector" aria-label="Settings" on:keydown=back>
            <style>{STYLE}</style>
            <style>{SWITCH}</style>
            <header>
                <h2 id="settings" tabindex="-1" class=move || icons::colour(thing.get().tier())>
                    {live(move || icons::icon(icons::of_thing(thing.get())))}
                    <span>{live(title)}</span>
                    {live_option(move || one.get().then(|| view! { <span class="kind">{head.get().kind}</span> }))}
                </h2>
                <button
                    class="quiet square"
                    aria-label="Close the settings"
                    on:click=move |_| run_on(page, Action::Panel(Panel::Settings), None)
                >{icons::icon(icons::CLOSE)}</button>
            </header>
            <div class="scroll" node_ref=scroll>{live(move || {
                if !one.get() {
                    return view! { <Several /> }.into_any();
                }
                view! {
                    <p class="summary">{live(move || head.get().summary)}</p>
                    {live_option(move || page.rehearsal.get().map(|it| (it.faults)(it, thing)))}
                    <Findings thing />
                    <Actions thing />
                    <For each=move || paths.get() key=|key| key.clone() let:key>{line(key.0)}</For>
                }
                .into_any()
            })}</div>
        </aside>
    }
}

/// What kind of control a line has: another kind is another line.
fn kind(field: &FormField) -> std::mem::Discriminant<presswright::editor::Control> {
    std::mem::discriminant(&field.control)
}

/// Findings about the thing as a whole; those of a field stand with it.
#[component]
fn Findings(thing: Memo<Thing>) -> impl IntoView {
    let page = page();
    let findings = Memo::new(move |_| {
        page.revision.track();
        let thing = thing.get();
        page.editor.with_untracked(|editor| {
            let fields = form(editor.design(), thing);
            let own = |finding: &&Finding| {
                thing.bears(&finding.place)
                    && !fields.iter().any(|field| field.path == *finding.place.path())
            };
            editor.report().findings().iter().filter(own).cloned().collect::<Vec<_>>()
        })
    });
    live(move || each(findings.get(), finding_box))
}

/// A finding with its fix, where its field stands.
pub fn finding_box(finding: Finding) -> impl IntoView {
    let page = page();
    let (icon, class) = icons::of_mark(mark_of(finding.severity));
    let code = finding.code;
    let fix = finding.fix.clone().map(|fix| {
        let title = fix.title.clone();
        let own = format!("field-{}", finding.place.path());
        view! {
            <button class="fix" on:click=move |event| {
                // The second press of two would mend what took this one's place.
                if event.detail() < 2 {
                    page.attempt(&title, &fix.edit);
                    // The button goes with what it mends.
                    focus(&own);
                }
            }>{fix.title.clone()}</button>
        }
    });
    let why = Why::of("settings", &finding);
    let id = why.id.clone();
    view! {
        <div class=format!("finding {class}")>
            {icons::icon(icon)}
            <p><span class="code">{code}</span> " " {finding.message}</p>
            <div class="acts">
                {fix}
                {why::button(page, why, "Why".to_owned(), None, || "0")}
            </div>
            {why::opened(page, id)}
        </div>
    }
}

/// What can be done with the thing beside setting it.
#[component]
fn Actions(thing: Memo<Thing>) -> impl IntoView {
    let page = page();
    let has_export = Memo::new(move |_| page.editor.with(|editor| editor.design().nfs.is_some()));
    let remove =
        |thing: Thing, what: &'static str| (Action::Remove, Some(thing), icons::TRASH, what);
    let own = move || match thing.get() {
        own @ Thing::Machine(_) => Some(remove(own, "Remove this machine")),
        own @ Thing::Member(_) => Some(remove(own, "Remove this member")),
        Thing::Etcd => Some((Action::Scale(Tier::Etcd, true), None, icons::PLUS, "Add a member")),
        own @ Thing::Export if has_export.get() => Some(remove(own, "Remove the export")),
        Thing::Export => Some((Action::AddExport, None, icons::PLUS, Action::AddExport.name())),
        _ => None,
    };
    let button = move |(action, on, icon, what): (
        Action,
        Option<Thing>,
        &'static str,
        &'static str,
    )| {
        view! {
            <button on:click=move |_| run_on(page, action, on)>{icons::icon(icon)} {what}</button>
        }
    };
    view! {
        <div class="actions">
            {live_option(move || own().map(button))}
            {live(move || button((Action::Manifests, Some(thing.get()), icons::FILE, Action::Manifests.name())))}
        </div>
    }
}
