//! The text in the text editor: what the page tells it, and what it tells the page.

use super::script::{TextEditor, open};
use super::{Shared, Standing, WHY};
use crate::live::live;
use crate::problems::focus;
use crate::state::{Page, page};
use crate::why::Why;
use js_sys::{Array, Function};
use leptos::html;
use leptos::prelude::*;
use presswright::document::Mistake;
use presswright::editor::text::{byte_at, changes, complete, help_of, unit_at};
use presswright::editor::{Tab, Thing};
use presswright::rules::{Finding, Severity};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};

/// The id of what describes the keys.
const HELP: &str = "text-keys";

/// What a person does, by its name and values; what comes back is the answer, if it was a question.
type Tell = dyn Fn(String, Array) -> JsValue;

/// Something wrong with the text, at its place.
#[derive(Clone, PartialEq)]
enum Wrong {
    Mistake(Mistake),
    Finding(Finding),
}

#[derive(Clone, Copy)]
struct Link {
    page: Page,
    shared: Shared,
    editor: StoredValue<Option<TextEditor>, LocalStorage>,
    /// The text as the editor has it.
    text: StoredValue<String>,
    /// What it shows as wrong.
    wrong: StoredValue<Vec<Wrong>>,
}

#[component]
pub fn CodeMirror(shared: Shared) -> impl IntoView {
    let page = page();
    let link = Link {
        page,
        shared,
        editor: StoredValue::new_local(None),
        text: StoredValue::new(page.editor.with_untracked(|editor| editor.shown_text().to_owned())),
        wrong: StoredValue::new(Vec::new()),
    };
    let tell: Closure<Tell> = Closure::new(move |name: String, values: Array| {
        link.told(&name, &values).unwrap_or(JsValue::NULL)
    });
    let tell = StoredValue::new_local(tell);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get()
            && link.editor.with_value(Option::is_none)
        {
            let opened = tell.with_value(|tell| {
                let tell: &Function = tell.as_ref().unchecked_ref();
                link.text.with_value(|text| open(&place, tell, text, HELP))
            });
            link.editor.set_value(Some(opened));
        }
        link.follow_text();
        link.follow_wrong();
        link.follow_selection();
    });
    Effect::new(move |_| {
        if let (Some((start, end)), Some(editor)) = (shared.wanted.get(), link.open()) {
            editor.go(link.unit(start), link.unit(end.max(start)));
        }
    });
    on_cleanup(move || {
        if let Some(editor) = link.open() {
            editor.close();
        }
        page.focus.set(None);
    });
    view! {
        <div class="writing" node_ref=place></div>
        <footer>
            <p class="standing">
                {live(move || shared.standing.with(|standing| {
                    let (what, help) = (standing.what.clone(), standing.help);
                    view! { <b class="mono">{what}</b> " " {help} }
                }))}
            </p>
            <p id=HELP class="keys">
                <kbd>"Ctrl+Space"</kbd> " completes, " <kbd>"F8"</kbd> " next finding, " <kbd>"Ctrl+."</kbd>
                " mends it, " <kbd>"Ctrl+I"</kbd> " says why, " <kbd>"Esc"</kbd> " then " <kbd>"Tab"</kbd> " leaves"
            </p>
        </footer>
    }
}

impl Link {
    fn open(self) -> Option<TextEditor> {
        self.editor.try_with_value(Clone::clone).flatten()
    }

    /// A byte of the text as the editor counts.
    fn unit(self, byte: usize) -> i32 {
        self.text.with_value(|text| number(unit_at(text, byte)))
    }

    /// Brings a change of the page's into the editor, and no more than that.
    fn follow_text(self) {
        let text = self.page.editor.with(|editor| editor.shown_text().to_owned());
        let Some(editor) = self.open() else { return };
        let before = self.text.get_value();
        if before == text {
            return;
        }
        let flat = Array::new();
        for change in changes(&before, &text) {
            flat.push(&number(unit_at(&before, change.start)).into());
            flat.push(&number(unit_at(&before, change.end)).into());
            flat.push(&change.insert.into());
        }
        self.text.set_value(text);
        editor.change(&flat);
    }

    /// Shows mistakes while the text cannot be read, else what the rules find.
    fn follow_wrong(self) {
        let mistakes = self.shared.mistakes.get();
        let Some(editor) = self.open() else { return };
        let found: Option<Vec<Wrong>> = self.page.editor.with(|editor| match editor.draft() {
            None => Some(editor.report().findings().iter().cloned().map(Wrong::Finding).collect()),
            Some(draft) if draft.mistakes == mistakes => {
                Some(mistakes.into_iter().map(Wrong::Mistake).collect())
            }
            // They are of a text that has been typed on: in a pause there are others.
            Some(_) => None,
        });
        let Some(found) = found else { return };
        let shown = Array::new();
        for wrong in &found {
            shown.push(&self.shown(wrong));
        }
        self.wrong.set_value(found);
        editor.diagnose(&shown);
    }

    fn shown(self, wrong: &Wrong) -> Array {
        let (span, severity, message, hint, actions) = match wrong {
            Wrong::Mistake(mistake) => {
                let actions = mistake.mend.iter().map(|text| format!("Write {text}")).collect();
                (mistake.span, "error", mistake.message.clone(), mistake.hint.clone(), actions)
            }
            Wrong::Finding(finding) => {
                let span = self
                    .page
                    .editor
                    .with_untracked(|editor| editor.document().span(&finding.place));
                let severity = match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Advice => "info",
                };
                let mut actions: Vec<String> = Vec::new();
                actions.extend(finding.fix.as_ref().map(|fix| fix.title.clone()));
                actions.push("Why".to_owned());
                (span, severity, finding.message.clone(), Some(finding.code.to_owned()), actions)
            }
        };
        // Of what stands in several lines the first is enough to see it.
        let end = self.text.with_value(|text| {
            let within = text.get(span.start..span.end).unwrap_or_default();
            span.start + within.lines().next().map_or(0, str::len)
        });
        let actions: Array = actions.into_iter().map(JsValue::from).collect();
        [
            self.unit(span.start).into(),
            self.unit(end).into(),
            severity.into(),
            message.into(),
            hint.unwrap_or_default().into(),
            JsValue::from(actions),
        ]
        .into_iter()
        .collect()
    }

    /// Marks the lines of what is selected on the drawing.
    fn follow_selection(self) {
        let selected = self.page.selection.get();
        let Some(editor) = self.open() else { return };
        let extent = self.page.editor.with_untracked(|editor| {
            let place = selected?.places(editor.design()).into_iter().next()?;
            let whole = place.path().steps().is_empty() || editor.draft().is_some();
            if whole { None } else { editor.document().extent(&place) }
        });
        let (from, to) = extent.map_or((-1, -1), |(start, end)| (self.unit(start), self.unit(end)));
        editor.mark(from, to);
    }

    fn told(self, name: &str, values: &Array) -> Option<JsValue> {
        let count = |at| values.get(at).as_f64().map(whole);
        match name {
            "typed" => self.typed(values.get(0).unchecked_ref(), values.get(1).is_truthy()),
            "undo" => self.page.undo(),
            "redo" => self.page.redo(),
            "complete" => return self.complete(count(0)?),
            "act" => self.act(count(0)?, count(1)?),
            "caret" => self.stand(count(0)),
            "problems" => {
                self.page.tab.set(Tab::Problems);
                request_animation_frame(|| focus("tab-Problems"));
            }
            _ => {}
        }
        None
    }

    fn typed(self, flat: &Array, begins: bool) {
        let mut text = self.text.get_value();
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let values = flat.to_vec();
        let before = text.clone();
        // From the last on, so that the places of the others stay.
        for change in values.chunks_exact(3).rev() {
            let [from, to, insert] = change else { continue };
            let at = |unit: &JsValue| byte_at(&before, unit.as_f64().map_or(0, whole));
            let insert = insert.as_string().unwrap_or_default().replace('\n', line_end);
            text.replace_range(at(from)..at(to), &insert);
        }
        self.text.set_value(text.clone());
        self.page.editor.update(|editor| {
            if begins {
                editor.end_typing();
            }
            editor.type_text(&text);
        });
    }

    fn complete(self, at: usize) -> Option<JsValue> {
        let text = self.text.get_value();
        let found = self
            .page
            .editor
            .with_untracked(|editor| complete(&text, byte_at(&text, at), editor.design()))?;
        let offers: Array = found
            .offers
            .into_iter()
            .map(|offer| {
                let parts = [offer.label, offer.insert, offer.detail, offer.help];
                parts.into_iter().map(JsValue::from).collect::<Array>()
            })
            .collect();
        let (from, to) = (self.unit(found.start), self.unit(found.end));
        Some(Array::of3(&from.into(), &to.into(), &offers).into())
    }

    /// Mends what is wrong, or says why it matters.
    fn act(self, wrong: usize, action: usize) {
        match self.wrong.with_value(|all| all.get(wrong).cloned()) {
            Some(Wrong::Finding(finding)) => match finding.fix.as_ref().filter(|_| action == 0) {
                Some(fix) => self.page.attempt(&fix.title, &fix.edit),
                None => self.explain(&finding),
            },
            Some(Wrong::Mistake(Mistake { span, mend: Some(mend), .. })) => {
                let mut text = self.text.get_value();
                if text.get(span.start..span.end).is_some() {
                    text.replace_range(span.start..span.end, &mend);
                    self.page.editor.update(|editor| {
                        editor.end_typing();
                        editor.type_text(&text);
                        editor.end_typing();
                    });
                }
            }
            Some(Wrong::Mistake(_)) | None => {}
        }
    }

    /// Opens the page of a finding's rule beside the text, and goes there.
    fn explain(self, finding: &Finding) {
        let why = Why { id: WHY.to_owned(), ..Why::of("text", finding) };
        self.page.why_told.set_value(None);
        self.page.why.set(Some(why));
        request_animation_frame(|| focus(WHY));
    }

    /// Says what the line of the cursor is, and lights it up on the drawing.
    fn stand(self, at: Option<usize>) {
        let text = self.text.get_value();
        let place = at.and_then(|at| {
            let byte = byte_at(&text, at);
            // A person means the line, wherever in it the cursor is.
            let line = text.get(byte..).and_then(|rest| rest.find('\n'));
            let end = line.map_or(text.len(), |length| byte + length);
            self.page.editor.with_untracked(|editor| {
                editor.draft().is_none().then(|| editor.document().place_at(end))
            })
        });
        let (thing, standing) = place.map_or_else(Default::default, |place| {
            self.page.editor.with_untracked(|editor| {
                let (design, topology) = (editor.design(), editor.topology());
                let thing =
                    Some(Thing::of_place(&place)).filter(|one| one.exists(design, topology));
                let name = thing.map(|thing| thing.name(design, topology)).unwrap_or_default();
                let what = match place.to_string() {
                    path if path.is_empty() || path == name => name,
                    path => format!("{name} · {path}"),
                };
                (thing, Standing { what, help: help_of(place.path()).unwrap_or_default() })
            })
        });
        self.shared.standing.set(standing);
        self.page.focus.set(thing);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a text")]
fn whole(number: f64) -> usize {
    number.max(0.0) as usize
}

fn number(unit: usize) -> i32 {
    i32::try_from(unit).unwrap_or(i32::MAX)
}
