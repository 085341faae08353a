//! What is open, what was done to it, and what is selected.

use super::scene::Mark;
use super::{Thing, selection};
use crate::design::{Design, Document, Edit, EditError, Unreadable};
use crate::document::Mistake;
use crate::rules::{Report, Severity, check};
use crate::topology::Topology;
use std::collections::BTreeMap;

/// A design that is being edited. Whatever fails leaves it as it was.
#[derive(Clone, Debug)]
pub struct Editor {
    document: Document,
    topology: Topology,
    report: Report,
    pub(super) done: Vec<Step>,
    pub(super) undone: Vec<Step>,
    typing: bool,
    revision: u64,
    /// Each exists, and none stands twice: selection.rs.
    pub(super) selected: Vec<Thing>,
    draft: Option<Draft>,
}

/// A step that can be taken back: what it is called, and the text on its other side. Texts, not only
/// edits, so that comments and order come back with the values; a text is at most 1 MiB.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) title: String,
    pub(super) text: String,
    /// What was typed over it and could not be read.
    pub(super) draft: Option<String>,
}

/// A text that is being typed and cannot be read yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The text as typed.
    pub text: String,
    /// What is wrong with it, in its order.
    pub mistakes: Vec<Mistake>,
}

/// The most steps that are kept.
pub(super) const MOST_STEPS: usize = 200;

impl Editor {
    /// Opens a text, with no history.
    pub fn open(text: &str) -> Result<Editor, Unreadable> {
        Ok(Editor::new(Document::read(text)?))
    }

    /// Opens a document, with no history.
    pub fn new(document: Document) -> Editor {
        let topology = Topology::of(document.design());
        let report = check(document.design(), &topology);
        Editor {
            document,
            topology,
            report,
            done: Vec::new(),
            undone: Vec::new(),
            typing: false,
            revision: 0,
            selected: Vec::new(),
            draft: None,
        }
    }

    /// The design.
    pub fn design(&self) -> &Design {
        self.document.design()
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What the cluster will hold.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// What is wrong with it.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// A number that is another one after every change of the text.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The text that is being typed, while it cannot be read.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// The text as a person sees it: what is being typed, or the design's.
    pub fn shown_text(&self) -> &str {
        self.draft.as_ref().map_or(self.text(), |draft| &draft.text)
    }

    /// Makes a change, as one step.
    pub fn apply(&mut self, title: &str, edit: &Edit) -> Result<(), EditError> {
        let mut design = self.design().clone();
        design.apply(edit)?;
        if design == *self.design() {
            return Ok(());
        }
        let document = self.document.reconciled(&design);
        self.step(title);
        self.replace(document);
        Ok(())
    }

    /// Turns to another design, with its own history.
    pub fn turn_to(&mut self, other: Editor) {
        // Whoever follows the number sees that everything is another.
        *self = Editor { revision: self.revision + 1, ..other };
    }

    /// Takes what was typed. One run of typing is one step; what cannot be read is kept as a draft,
    /// and the design stays as it was.
    pub fn type_text(&mut self, text: &str) {
        if text == self.shown_text() {
            return;
        }
        if !self.typing {
            self.step("Text");
        }
        match Document::read(text) {
            Ok(document) if document.text() == self.text() => self.draft = None,
            Ok(document) => self.replace(document),
            Err(unreadable) => {
                self.draft = Some(Draft { text: text.to_owned(), mistakes: unreadable.mistakes });
            }
        }
        self.typing = true;
        // A run that ends where it began is no step.
        let none = self.done.last().is_some_and(|step| {
            self.draft.is_none() && step.draft.is_none() && step.text == self.text()
        });
        if none {
            self.done.pop();
            self.typing = false;
        }
    }

    /// Ends a run of typing: what is typed next is a step of its own.
    pub fn end_typing(&mut self) {
        self.typing = false;
    }

    /// Puts the design's text back in place of one that cannot be read, as one step.
    pub fn drop_draft(&mut self) {
        if self.draft.is_some() {
            self.step("Discard the text");
            self.draft = None;
            self.typing = false;
        }
    }

    /// What undo would take back.
    pub fn undo_title(&self) -> Option<&str> {
        self.done.last().map(|step| step.title.as_str())
    }

    /// The text before the last step.
    pub fn text_before(&self) -> Option<&str> {
        self.done.last().map(|step| step.text.as_str())
    }

    /// What redo would do again.
    pub fn redo_title(&self) -> Option<&str> {
        self.undone.last().map(|step| step.title.as_str())
    }

    /// Takes the last step back, and says which it was.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.done.pop()?;
        let (title, back) = self.go(step)?;
        self.undone.push(back);
        Some(title)
    }

    /// Does the step again that was taken back last, and says which it was.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.undone.pop()?;
        let (title, back) = self.go(step)?;
        self.done.push(back);
        Some(title)
    }

    /// Goes to the other side of a step.
    fn go(&mut self, step: Step) -> Option<(String, Step)> {
        let document = Document::read(&step.text).ok()?;
        let back = self.here(&step.title);
        if document.text() != self.text() {
            let brought = selection::brought(self.design(), document.design());
            self.replace(document);
            if !brought.is_empty() {
                self.select_all(brought);
            }
        }
        self.draft = step.draft.and_then(|text| {
            let mistakes = Document::read(&text).err()?.mistakes;
            Some(Draft { text, mistakes })
        });
        self.typing = false;
        Some((step.title, back))
    }

    fn step(&mut self, title: &str) {
        if self.done.len() == MOST_STEPS {
            self.done.remove(0);
        }
        self.done.push(self.here(title));
        self.undone.clear();
    }

    fn here(&self, title: &str) -> Step {
        Step {
            title: title.to_owned(),
            text: self.text().to_owned(),
            draft: self.draft.as_ref().map(|draft| draft.text.clone()),
        }
    }

    fn replace(&mut self, document: Document) {
        self.revision += 1;
        let topology = Topology::of(document.design());
        let (before, now) = ((self.design(), &self.topology), (document.design(), &topology));
        self.selected = selection::followed(&self.selected, before, now);
        self.document = document;
        self.topology = topology;
        self.report = check(self.document.design(), &self.topology);
        self.draft = None;
        self.typing = false;
    }

    /// How many findings can be mended without a decision.
    pub fn safe_fixes(&self) -> usize {
        let findings = self.report.findings().iter();
        findings.filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe)).count()
    }

    /// Why nothing can be exported now.
    pub fn not_exported(&self) -> Option<String> {
        if self.draft.is_some() {
            return Some(
                "The text in design.yaml cannot be read; mend or discard it first.".to_owned(),
            );
        }
        match self.report.errors() {
            0 => None,
            1 => Some("1 error stops the export. See Problems.".to_owned()),
            errors => Some(format!("{errors} errors stop the export. See Problems.")),
        }
    }

    /// The worst finding on each thing.
    pub fn marks(&self) -> BTreeMap<Thing, Mark> {
        let mut marks: BTreeMap<Thing, Mark> = BTreeMap::new();
        for finding in self.report.findings() {
            let mark = match finding.severity {
                Severity::Error => Mark::Error,
                Severity::Warning => Mark::Warning,
                Severity::Advice => Mark::Advice,
            };
            let worst = marks.entry(Thing::of_place(&finding.place)).or_insert(mark);
            *worst = (*worst).max(mark);
        }
        marks
    }
}
