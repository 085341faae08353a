//! Who walks: what they have before them, and what follows from what they do.

use super::super::*;
use super::Act;
use crate::design::{Document, PRESETS, starts};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is before a person, and what they have done.
pub(super) struct Person {
    editor: Editor,
    /// The text when the design was begun.
    start: String,
    clipboard: Option<String>,
    focus: Option<Thing>,
    problem: Option<usize>,
    /// The lines of the table that were done.
    pub(super) done: BTreeSet<usize>,
}

impl Person {
    pub(super) fn begin(preset: usize) -> Person {
        let editor = Editor::open(PRESETS[preset].text).unwrap();
        Person {
            start: editor.text().to_owned(),
            editor,
            clipboard: None,
            focus: None,
            problem: None,
            done: BTreeSet::new(),
        }
    }

    fn scene(&self) -> Scene {
        lay_out(self.editor.design(), self.editor.topology(), &self.editor.marks(), false)
    }

    fn things(&self) -> Vec<Thing> {
        let mut things: Vec<Thing> =
            self.scene().stops().into_iter().map(|(thing, _)| thing).collect();
        // The last is not there, unless somebody wants many.
        things.extend([Thing::Cluster, Thing::Backups, Thing::Export, Thing::Haproxy(9)]);
        things
    }

    fn thing(&self, number: usize) -> Thing {
        let things = self.things();
        things[number % things.len()]
    }

    pub(super) fn act(&mut self, act: &Act) {
        match act {
            Act::Do { action, thing, pick } => {
                // As the page does: the focus counts, else what is selected.
                let thing = thing.map(|number| self.thing(number));
                let thing = thing
                    .filter(|thing| thing.exists(self.editor.design(), self.editor.topology()))
                    .or(self.focus)
                    .or(self.editor.selection());
                self.run(*action, thing, *pick);
            }
            Act::Drop { thing, machine } => {
                let thing = self.thing(*thing);
                if let Some(cargo) = Cargo::of(self.editor.design(), thing) {
                    let drop = drop_group(
                        &self.editor,
                        cargo,
                        Some(thing),
                        (*machine < 6).then_some(*machine),
                    );
                    self.dropped(drop);
                }
            }
            Act::Shelf => {
                let (design, topology) = (self.editor.design(), self.editor.topology());
                let drop = drop_on(design, topology, Cargo::NewMachine, None);
                self.dropped(drop);
            }
            Act::Set { thing, field, word } => self.set(*thing, *field, word),
            Act::Select(number) => {
                let thing = self.thing(*number);
                self.editor.select(Some(thing));
                self.focus = self.editor.selection();
            }
            Act::Marquee { from, to, adds } => {
                let scene = self.scene();
                let at = |(x, y): (u8, u8)| Point {
                    x: scene.bounds.x + scene.bounds.w * f64::from(x) / 100.0,
                    y: scene.bounds.y + scene.bounds.h * f64::from(y) / 100.0,
                };
                let before = if *adds { self.editor.selected().to_vec() } else { Vec::new() };
                let mut marquee = Marquee::begin(at(*from), before);
                marquee.reach(at(*to));
                let things = marquee.selected(&scene);
                self.editor.select_all(things.clone());
                assert_eq!(self.editor.selected(), things, "a marquee takes what is there, once");
            }
            Act::Type(text) => self.editor.type_text(text),
            Act::Paste(text) => self.paste(text),
        }
    }

    fn dropped(&mut self, drop: Drop) {
        assert!(drop.allowed || drop.edit.is_none(), "{drop:?} is refused and would do something");
        assert!(drop.sentence.ends_with('.'), "{}", drop.sentence);
        if let Some(edit) = drop.edit {
            self.editor.apply("drop", &edit).unwrap();
        }
    }

    fn set(&mut self, thing: usize, field: usize, word: &str) {
        let design = self.editor.design().clone();
        let several = self.editor.selected().len() > 1;
        let fields = if several {
            shared_form(&self.editor, self.editor.selected())
        } else {
            form(&design, self.thing(thing))
        };
        let Some(field) = fields.get(field % fields.len().max(1)) else { return };
        let input = match &field.control {
            Control::Truth(on) | Control::Part(on) => Input::Truth(!on),
            Control::Choice { options, .. } => {
                Input::Text(options[word.len() % options.len()].key.to_owned())
            }
            _ => Input::Text(word.to_owned()),
        };
        let _ = self.editor.apply(&field.label, &edit_of(&design, field, &input));
    }

    fn paste(&mut self, text: &str) {
        match Clip::read(text) {
            Ok(clip) => {
                let pasted = clip.pasted(self.editor.design());
                self.editor.apply("Pasted", &pasted.edit).unwrap();
                self.editor.select_all(pasted.things.clone());
                assert_eq!(self.editor.selected(), pasted.things, "what was pasted is selected");
            }
            Err(NotPasted::Whole(document)) => self.turn_to(*document),
            Err(refused) => assert!(refused.to_string().ends_with('.'), "{refused}"),
        }
    }

    fn turn_to(&mut self, document: Document) {
        self.editor.turn_to(Editor::new(document));
        self.start = self.editor.text().to_owned();
        self.focus = None;
        self.problem = None;
    }

    fn run(&mut self, number: usize, thing: Option<Thing>, pick: usize) {
        let action = ENTRIES[number].action;
        let scene = self.scene();
        let here = Here {
            editor: &self.editor,
            scene: &scene,
            thing,
            carrying: false,
            problem: self.problem,
        };
        for offer in offers(&here) {
            assert!(offer.entry().is_some(), "{offer:?} is not in the table");
        }
        match action.doing(&here) {
            Err(reason) => assert!(reason.ends_with('.'), "{action:?}: {reason}"),
            Ok(doing) => {
                self.done.insert(number);
                self.perform(action, doing, thing, pick);
            }
        }
    }

    /// What the page does: src/bin/designer/acting.rs.
    fn perform(&mut self, action: Action, doing: Doing, thing: Option<Thing>, pick: usize) {
        if let Some((title, edit)) = doing.edit(self.editor.design()) {
            self.editor.apply(&title, &edit).unwrap();
        }
        match doing {
            Doing::Edit { show, .. } => {
                if let Some(thing) = show {
                    self.editor.select(Some(thing));
                    assert_eq!(self.editor.selection(), Some(thing));
                }
            }
            Doing::Select { things, focus } => {
                self.editor.select_all(things.clone());
                assert_eq!(self.editor.selected(), things, "{action:?} selects what is not there");
                self.focus = focus.or(self.focus);
            }
            Doing::Undo => assert!(self.editor.undo().is_some()),
            Doing::Redo => assert!(self.editor.redo().is_some()),
            Doing::Show(thing) => self.editor.select(Some(thing)),
            Doing::Step(thing) => self.focus = Some(thing),
            Doing::Problem(index) => {
                let finding = &self.editor.report().findings()[index];
                let thing = Thing::of_place(&finding.place);
                self.problem = Some(index);
                self.editor.select(Some(thing));
            }
            Doing::ZoomTo(rect) => assert!(rect.w > 0.0 && rect.h > 0.0),
            Doing::Ask(question) => self.answer(question, thing, pick),
            Doing::Arrange(how, machines) => match arranged(&self.editor, &machines, how) {
                Ok((title, edit)) => self.editor.apply(&title, &edit).unwrap(),
                Err(reason) => assert!(reason.ends_with('.'), "{action:?}: {reason}"),
            },
            Doing::FixAll => {}
            Doing::Page => self.page(action, thing),
        }
    }

    fn answer(&mut self, question: Question, thing: Option<Thing>, pick: usize) {
        let scene = self.scene();
        let here = Here {
            editor: &self.editor,
            scene: &scene,
            thing,
            carrying: false,
            problem: self.problem,
        };
        let all = choices(&here, question, &[]);
        assert!(!question.title(&self.editor).is_empty());
        let open: Vec<&Choice> = all.iter().filter(|choice| choice.refused.is_none()).collect();
        let Some(choice) = open.get(pick % open.len().max(1)) else { return };
        match choice.pick.clone() {
            // It would go round and round.
            Pick::Run(Action::Commands | Action::Find) | Pick::Edit(_, None) => {}
            Pick::Run(action) => {
                let number = ENTRIES.iter().position(|entry| entry.action == action).unwrap();
                self.run(number, thing, pick / 2);
            }
            Pick::Show(thing) => self.editor.select(Some(thing)),
            Pick::Problem(index) => self.problem = Some(index),
            Pick::Ask(next) => self.answer(next, thing, pick / 2),
            Pick::Edit(title, Some(edit)) => self.editor.apply(&title, &edit).unwrap(),
        }
    }

    /// What is not the editor's alone.
    fn page(&mut self, action: Action, thing: Option<Thing>) {
        let meant = self.editor.meant(thing);
        match action {
            Action::Copy | Action::Cut => {
                let clip = Clip::of(&self.editor, &meant).unwrap();
                assert_eq!(Clip::read(&clip.text()).unwrap(), clip, "the clipboard keeps it");
                assert!(!Clip::words(&self.editor, &meant).is_empty());
                self.clipboard = Some(clip.text());
                if action == Action::Cut {
                    let edit = Clip::cut(self.editor.design(), &meant);
                    self.editor.apply("Cut", &edit).unwrap();
                }
            }
            Action::Duplicate => {
                let text = Clip::of(&self.editor, &meant).unwrap().text();
                self.paste(&text);
            }
            Action::Paste => {
                if let Some(text) = self.clipboard.clone() {
                    self.paste(&text);
                }
            }
            Action::Preset(place) => {
                self.turn_to(Document::read(starts().nth(place).unwrap().text).unwrap());
            }
            _ => {}
        }
    }

    /// What holds whatever was done.
    pub(super) fn sweep(&mut self) -> Result<(), TestCaseError> {
        let editor = &self.editor;
        let (design, topology) = (editor.design(), editor.topology());
        let read = Document::read(editor.text()).unwrap();
        prop_assert_eq!(read.design(), design, "the text is not the design");
        prop_assert_eq!(editor.draft().is_some(), Document::read(editor.shown_text()).is_err());
        let mut known = BTreeSet::new();
        for thing in editor.selected() {
            prop_assert!(thing.exists(design, topology), "{:?} is gone and selected", thing);
            prop_assert!(known.insert(*thing), "{:?} is selected twice", thing);
            let head = heading(design, topology, *thing);
            prop_assert!(!head.title.is_empty() && !head.summary.is_empty());
        }
        prop_assert_eq!(editor.selection(), editor.selected().last().copied());
        if known.len() > 1 {
            prop_assert!(!shared_summary(editor, editor.selected()).is_empty());
        }
        for line in outline(editor) {
            prop_assert!(line.thing.exists(design, topology), "{:?} is in the outline", line);
        }
        for narrow in [false, true] {
            let scene = lay_out(design, topology, &editor.marks(), narrow);
            prop_assert_eq!(scene.pods.len(), topology.pods.len(), "every pod is drawn once");
            for (thing, rect) in scene.stops() {
                prop_assert!(thing.exists(design, topology));
                prop_assert!(rect.w > 0.0 && rect.h > 0.0, "{:?} cannot be seen", thing);
            }
            for pod in &scene.pods {
                prop_assert_eq!(scene.thing_at(pod.rect.middle()), Some(pod.thing));
            }
        }
        // The focus goes on to what is near: keep_focus in src/bin/designer/actions.rs.
        self.focus = self.focus.filter(|thing| thing.exists(design, topology));
        Ok(())
    }

    /// Undone to the start and done again, as after a reload of the page.
    pub(super) fn there_and_back(&mut self) -> Result<(), TestCaseError> {
        let journal = self.editor.journal();
        self.editor = Editor::new(self.editor.document().clone());
        self.editor.recall(&journal);
        let end = self.editor.text().to_owned();
        let mut steps = 0;
        while self.editor.undo().is_some() {
            steps += 1;
            self.sweep()?;
        }
        prop_assert_eq!(self.editor.text(), &*self.start, "undo to the start is not the start");
        // What was undone by the acts themselves lies ahead of the end.
        for _ in 0..steps {
            prop_assert!(self.editor.redo().is_some());
        }
        prop_assert_eq!(self.editor.text(), &*end, "redo to the end is not the end");
        Ok(())
    }
}
