//! Everything that a person can have the editor do.
//!
//! Keys, buttons, the list of commands, the sheet of shortcuts and the menus all read one table of
//! them (`table.rs`), so that nothing is named or bound twice.

use super::keys::Keys;
use super::table::ENTRIES;
use super::{Arrange, Direction, Thing};
use crate::topology::Tier;

/// A way to look at the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The design is made.
    Design,
    /// Things fail, and the drawing says what becomes of the site.
    Rehearse,
    /// A course is taken, on a design of its own.
    Learn,
}

impl Mode {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Mode; 3] = [Mode::Design, Mode::Rehearse, Mode::Learn];
}

/// A panel of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The outline.
    Outline,
    /// The settings of what is selected.
    Settings,
    /// Problems, files and text.
    Dock,
}

/// A tab of the dock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is wrong.
    Problems,
    /// What becomes of the site, in Rehearse.
    Rehearsal,
    /// The files of the bundle.
    Files,
    /// design.yaml.
    Text,
}

/// What of the drawing can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The way in, and the Services before WordPress and the database.
    Traffic,
    /// The Service of etcd, by which the database finds its members.
    Discovery,
    /// The NFS export, its folders and what leads to them.
    Storage,
    /// The signs of findings.
    Findings,
}

impl Layer {
    /// All of them.
    pub const ALL: [Layer; 4] = [Layer::Traffic, Layer::Discovery, Layer::Storage, Layer::Findings];

    /// One bit for each.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Something that a person can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes the last step back.
    Undo,
    /// Does it again.
    Redo,
    /// Mends whatever can be mended without a decision.
    FixAll,
    /// Leaves what is being dragged where it was; else nothing is selected any more.
    Cancel,
    /// What is selected goes to the clipboard.
    Copy,
    /// And away from here.
    Cut,
    /// What is in the clipboard comes here.
    Paste,
    /// What is selected once more.
    Duplicate,
    /// A new worker.
    AddMachine,
    /// An NFS export.
    AddExport,
    /// One more or one fewer of a tier.
    Scale(Tier, bool),
    /// Selects a thing and shows its settings.
    Settings,
    /// To another machine.
    Move,
    /// Takes it away.
    Remove,
    /// Shows where it stands in the files.
    Manifests,
    /// The drawing so large that the thing fills it.
    ZoomToSelection,
    /// The menu of a thing.
    Menu,
    /// To the nearest thing in that direction.
    Step(Direction),
    /// The same, and selects it too.
    Extend(Direction),
    /// Selects a thing beside the others, or no more.
    Toggle,
    /// Whether presses select beside the others.
    Several,
    /// Selects all of a kind.
    SelectAll,
    /// Selects nothing.
    SelectNone,
    /// Puts machines into order on the canvas.
    Arrange(Arrange),
    /// The whole drawing.
    Fit,
    /// To 100 %.
    ActualSize,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// Shows or hides the small drawing of the whole.
    Minimap,
    /// Leaves something out of the drawing, or shows it again.
    Layer(Layer),
    /// Light or dark.
    Theme,
    /// To the problem after the one that was shown last.
    NextProblem,
    /// To the one before it.
    PreviousProblem,
    /// A tab of the dock.
    Tab(Tab),
    /// A part of the design.
    Show(Thing),
    /// Opens or closes a panel.
    Panel(Panel),
    /// Looks at the drawing in that way.
    Mode(Mode),
    /// In Rehearse: lets something fail, or brings it back.
    Fail,
    /// In Rehearse: brings back all that failed.
    BringBack,
    /// In Rehearse: plays the start, or stops.
    Play,
    /// In Rehearse: to the next event of the start, or to the one before.
    Event(bool),
    /// The designs in this browser.
    Designs,
    /// Opens a file.
    Open,
    /// Writes the design back to its file.
    Save,
    /// Writes it to another one.
    SaveAs,
    /// A link, and what else is sent to somebody.
    Share,
    /// Downloads the bundle.
    Export,
    /// Begins a design with a preset, or an empty one: the place among all that one can start from.
    Preset(usize),
    /// The list of commands.
    Commands,
    /// Finds a thing.
    Find,
    /// The sheet of shortcuts.
    Shortcuts,
    /// Whether keys that only type a sign count.
    SingleKeys,
}

/// What actions have in common; the sheet's headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Steps and mending.
    Edit,
    /// Where machines stand on the drawing.
    Arrange,
    /// More and fewer of something.
    Build,
    /// What is done to the thing that is selected.
    Selection,
    /// What is seen.
    View,
    /// Places.
    Go,
    /// Panels.
    Panels,
    /// The design as a file.
    File,
    /// What a design can begin with.
    Presets,
    /// How to find all this.
    Help,
}

impl Group {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Group; 10] = [
        Group::Edit,
        Group::Selection,
        Group::Arrange,
        Group::Build,
        Group::View,
        Group::Go,
        Group::Panels,
        Group::File,
        Group::Presets,
        Group::Help,
    ];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Group::Edit => "Edit",
            Group::Arrange => "Arrange machines",
            Group::Build => "Add and scale",
            Group::Selection => "Selection",
            Group::View => "View",
            Group::Go => "Go to",
            Group::Panels => "Show or hide",
            Group::File => "Design",
            Group::Presets => "Start from a preset",
            Group::Help => "Help",
        }
    }
}

/// Where its keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere, in a field too: they type nothing there.
    Everywhere,
    /// Wherever nothing is typed.
    Page,
    /// On a thing of the drawing or the outline, or where nothing has the focus.
    Thing,
    /// On a thing of the drawing.
    Drawing,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is about.
    pub action: Action,
    /// What it is called.
    pub name: &'static str,
    /// What else a person may call it.
    pub also: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// Its keys, the usual ones first.
    pub keys: &'static [Keys],
    /// Where they work.
    pub scope: Scope,
    /// Whether it is one of the commands that are listed.
    pub listed: bool,
}

impl Action {
    /// Its line of the table.
    pub fn entry(self) -> Option<&'static Entry> {
        ENTRIES.iter().find(|entry| entry.action == self)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// Its name with its usual keys, for what is shown over a button: `Fit the drawing (Shift+1)`.
    pub fn titled(self, name: &str, mac: bool) -> String {
        match self.entry().and_then(|entry| entry.keys.first()) {
            Some(keys) => format!("{name} ({})", keys.shown(mac)),
            None => name.to_owned(),
        }
    }

    /// Its keys, for `aria-keyshortcuts`.
    pub fn shortcuts(self, mac: bool) -> Option<String> {
        let keys = self.entry().map(|entry| entry.keys).unwrap_or_default();
        let said: Vec<String> = keys.iter().map(|keys| keys.aria(mac)).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// Whether it is done again and again while its key is held down.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Action::Undo
                | Action::Redo
                | Action::ZoomIn
                | Action::ZoomOut
                | Action::Step(_)
                | Action::Extend(_)
                | Action::Event(_)
                | Action::Arrange(Arrange::Nudge(..))
                | Action::NextProblem
                | Action::PreviousProblem
        )
    }
}
