//! What an action does to the design that is open, or why it cannot be done now.

use super::action::Action;
use super::selecting::selecting;
use super::{
    Arrange, Cargo, Direction, Editor, Rect, Scene, Thing, add_export, neighbour, scale_edit,
};
use crate::design::{Design, Edit};
use crate::rules::fix_all_safe;

/// What is before the person.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// The design.
    pub editor: &'a Editor,
    /// Its drawing.
    pub scene: &'a Scene,
    /// What is meant: what has the keyboard's focus, or else is selected.
    pub thing: Option<Thing>,
    /// Whether something is being dragged.
    pub carrying: bool,
    /// Which problem was shown last.
    pub problem: Option<usize>,
}

/// A question that an action asks before anything is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What to do.
    Command,
    /// What to find.
    Find,
    /// What to move.
    What,
    /// To which machine that thing goes.
    Where(Thing),
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// A change, as one step; then a thing is shown.
    Edit {
        /// What the step is called.
        title: String,
        /// The change.
        edit: Edit,
        /// What is shown then.
        show: Option<Thing>,
    },
    /// These are selected and no others, and the focus goes to one.
    Select {
        /// What is selected.
        things: Vec<Thing>,
        /// Where the focus goes; nothing where it stays.
        focus: Option<Thing>,
    },
    /// Everything that is safe is mended.
    FixAll,
    /// The last step is taken back.
    Undo,
    /// And done again.
    Redo,
    /// A thing is selected and shown.
    Show(Thing),
    /// The focus goes to a thing.
    Step(Thing),
    /// A problem is shown, by its place in the report.
    Problem(usize),
    /// The drawing is so large that this fills it.
    ZoomTo(Rect),
    /// The person is asked.
    Ask(Question),
    /// Machines are put into order: those, or all if there are none.
    Arrange(Arrange, Vec<usize>),
    /// What the page does by itself: panels, files, the view.
    Page,
}

impl Doing {
    /// The change of the design and what it is called, if there is one.
    pub fn edit(&self, design: &Design) -> Option<(String, Edit)> {
        match self {
            Doing::Edit { title, edit, .. } => Some((title.clone(), edit.clone())),
            Doing::FixAll => Some(("Fixed all that is safe".to_owned(), fix_all_safe(design))),
            _ => None,
        }
    }
}

impl Action {
    /// What it does here, or why it cannot be done.
    pub fn doing(self, here: &Here) -> Result<Doing, String> {
        let (editor, design) = (here.editor, here.editor.design());
        match self {
            Action::Undo => editor.undo_title().map(|_| Doing::Undo).ok_or("Nothing to undo."),
            Action::Redo => editor.redo_title().map(|_| Doing::Redo).ok_or("Nothing to redo."),
            Action::FixAll => match editor.safe_fixes() {
                0 => Err("Nothing can be fixed without a decision."),
                _ => Ok(Doing::FixAll),
            },
            Action::Cancel if here.carrying => Ok(Doing::Page),
            Action::Cancel => return selecting(Action::SelectNone, here),
            Action::Copy
            | Action::Cut
            | Action::Duplicate
            | Action::Extend(_)
            | Action::Remove
            | Action::SelectAll
            | Action::SelectNone
            | Action::Toggle
            | Action::ZoomToSelection => return selecting(self, here),
            Action::AddMachine => Ok(Doing::Edit {
                title: format!("Added {}", design.next_machine()),
                edit: design.add_machine(),
                show: Some(Thing::Machine(design.machines.len())),
            }),
            Action::AddExport if design.nfs.is_some() => Err("There is one already."),
            Action::AddExport => add_export(design)
                .map(|edit| Doing::Edit {
                    title: "Added an NFS export".to_owned(),
                    edit,
                    show: Some(Thing::Export),
                })
                .ok_or("An NFS export needs a machine."),
            Action::Scale(tier, more) => scale_edit(design, tier, more)
                .map(|(title, edit)| Doing::Edit { title, edit, show: None })
                .ok_or(if more { "There cannot be more." } else { "There cannot be fewer." }),
            Action::Fail => here.thing.map(|_| Doing::Page).ok_or("Select something first."),
            Action::Settings => here.thing.map(Doing::Show).ok_or("Select something first."),
            Action::Manifests => here.thing.map(|_| Doing::Page).ok_or("Select something first."),
            Action::Move => return move_to(here),
            Action::Arrange(how) => arrange(here, how),
            Action::Step(direction) => step(here, direction).ok_or("Nothing is there."),
            Action::NextProblem => next_problem(here, true),
            Action::PreviousProblem => next_problem(here, false),
            Action::Show(thing) => Ok(Doing::Show(thing)),
            Action::Commands => Ok(Doing::Ask(Question::Command)),
            Action::Find => Ok(Doing::Ask(Question::Find)),
            Action::Export => return editor.not_exported().map_or(Ok(Doing::Page), Err),
            Action::Fit
            | Action::ActualSize
            | Action::Menu
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::Minimap
            | Action::Layer(_)
            | Action::Theme
            | Action::Tab(_)
            | Action::Panel(_)
            | Action::Mode(_)
            | Action::BringBack
            | Action::Play
            | Action::Event(_)
            | Action::Designs
            | Action::Open
            | Action::Paste
            | Action::Several
            | Action::Save
            | Action::SaveAs
            | Action::Share
            | Action::Preset(_)
            | Action::Shortcuts
            | Action::SingleKeys => Ok(Doing::Page),
        }
        .map_err(str::to_owned)
    }
}

/// What can be moved by a person, in its order.
pub fn movable(editor: &Editor) -> Vec<Thing> {
    let pods = editor.topology().pods.iter().filter_map(Thing::of_pod);
    pods.chain([Thing::Export])
        .filter(|thing| Cargo::of(editor.design(), *thing).is_some())
        .collect()
}

fn move_to(here: &Here) -> Result<Doing, String> {
    let (editor, design) = (here.editor, here.editor.design());
    if design.machines.is_empty() {
        return Err("There is no machine to move to.".to_owned());
    }
    let Some(thing) = here.thing else {
        return what_to_move(editor);
    };
    // What is selected with it goes along, or goes in its place where it cannot.
    let meant = editor.meant(Some(thing));
    let mut able = [thing].into_iter().chain(meant);
    if let Some(thing) = able.find(|thing| Cargo::of(design, *thing).is_some()) {
        return Ok(Doing::Ask(Question::Where(thing)));
    }
    match Cargo::refusal(design, thing) {
        Some(refusal) => Err(refusal.to_owned()),
        // A machine is selected, say: the person chooses what goes.
        None => what_to_move(editor),
    }
}

fn what_to_move(editor: &Editor) -> Result<Doing, String> {
    if movable(editor).is_empty() {
        Err("Nothing can be moved.".to_owned())
    } else {
        Ok(Doing::Ask(Question::What))
    }
}

/// The machines that are meant; none of them for the drawing as a whole.
fn machines_meant(here: &Here) -> Vec<usize> {
    if here.thing.is_none() {
        return Vec::new();
    }
    let machine = |thing: &Thing| match thing {
        Thing::Machine(index) => Some(*index),
        _ => None,
    };
    here.editor.meant(here.thing).iter().filter_map(machine).collect()
}

fn arrange(here: &Here, how: Arrange) -> Result<Doing, &'static str> {
    if here.scene.narrow {
        return Err("Where there is little room machines stand under one another.");
    }
    if here.editor.design().machines.is_empty() {
        return Err("There is no machine.");
    }
    let mut machines = machines_meant(here);
    // One by itself is in line with itself.
    if how == Arrange::Tidy && machines.len() == 1 {
        machines.clear();
    }
    how.refusal(machines.len()).map_or(Ok(Doing::Arrange(how, machines)), Err)
}

fn step(here: &Here, direction: Direction) -> Option<Doing> {
    here.thing.and_then(|from| neighbour(here.scene, from, direction)).map(Doing::Step)
}

/// Round and round.
fn next_problem(here: &Here, forward: bool) -> Result<Doing, &'static str> {
    let count = here.editor.report().findings().len();
    let last = here.problem.filter(|last| *last < count);
    let next = match (last, forward) {
        _ if count == 0 => return Err("There is no problem."),
        (None, true) => 0,
        (None, false) => count - 1,
        (Some(last), true) => (last + 1) % count,
        (Some(last), false) => (last + count - 1) % count,
    };
    Ok(Doing::Problem(next))
}
