//! Everything that a person can have the editor do, in one table.
//!
//! Keys, buttons, the list of commands, the sheet of shortcuts and the menus all read it, so that
//! nothing is named or bound twice.

use super::keys::{Key, Keys};
use super::{Direction, Thing};
use crate::design::PRESETS;
use crate::topology::Tier;

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
    /// The files of the bundle.
    Files,
    /// design.yaml.
    Text,
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
    /// Leaves what is being dragged where it was.
    Cancel,
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
    /// The drawing so large that the thing fills it.
    ZoomToSelection,
    /// The menu of a thing.
    Menu,
    /// To the nearest thing in that direction.
    Step(Direction),
    /// The whole drawing.
    Fit,
    /// To 100 %.
    ActualSize,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
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
    /// The designs in this browser.
    Designs,
    /// Opens a file.
    Open,
    /// Downloads the bundle.
    Export,
    /// Begins a design with a preset.
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
    pub const ALL: [Group; 9] = [
        Group::Edit,
        Group::Selection,
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

const fn entry(group: Group, action: Action, name: &'static str, also: &'static str) -> Entry {
    Entry { action, name, also, group, keys: &[], scope: Scope::Page, listed: true }
}

impl Entry {
    const fn on(self, scope: Scope, keys: &'static [Keys]) -> Entry {
        Entry { keys, scope, ..self }
    }

    const fn keys(self, keys: &'static [Keys]) -> Entry {
        self.on(Scope::Page, keys)
    }

    const fn unlisted(self) -> Entry {
        Entry { listed: false, ..self }
    }
}

const fn named(name: &'static str) -> Keys {
    Keys::one(Key::Named(name))
}

const fn letter(sign: char) -> Keys {
    Keys::one(Key::Letter(sign))
}

const fn held(sign: char) -> Keys {
    Keys::control(Key::Letter(sign))
}

const fn digit(sign: char) -> Keys {
    Keys::one(Key::Digit(sign)).shift()
}

const fn sign(sign: char) -> Keys {
    Keys::one(Key::Sign(sign))
}

/// The table.
pub static ENTRIES: [Entry; 53] = {
    use Group::{Build, Edit, File, Go, Help, Panels, Presets, Selection, View};
    [
        entry(Edit, Action::Undo, "Undo", "take back").keys(&[held('Z')]),
        entry(Edit, Action::Redo, "Redo", "again").keys(&[held('Z').shift(), held('Y')]),
        entry(Edit, Action::FixAll, "Fix all safe problems", "mend repair"),
        entry(Edit, Action::Cancel, "Leave a drag as it was", "")
            .on(Scope::Everywhere, &[named("Escape")])
            .unlisted(),
        entry(Selection, Action::Settings, "Show settings", "inspector properties edit")
            .on(Scope::Drawing, &[named("Enter"), named(" ")]),
        entry(Selection, Action::Move, "Move to machine…", "pin drag place host node")
            .on(Scope::Thing, &[letter('M')]),
        entry(Selection, Action::Remove, "Remove", "delete erase")
            .on(Scope::Thing, &[named("Delete"), named("Backspace")]),
        entry(Selection, Action::ZoomToSelection, "Zoom to selection", "enlarge")
            .keys(&[digit('2')]),
        entry(Selection, Action::Menu, "Open its menu", "")
            .on(Scope::Thing, &[named("F10").shift(), named("ContextMenu")])
            .unlisted(),
        entry(Selection, Action::Step(Direction::Left), "Next thing to the left", "")
            .on(Scope::Drawing, &[named("ArrowLeft")])
            .unlisted(),
        entry(Selection, Action::Step(Direction::Right), "Next thing to the right", "")
            .on(Scope::Drawing, &[named("ArrowRight")])
            .unlisted(),
        entry(Selection, Action::Step(Direction::Up), "Next thing above", "")
            .on(Scope::Drawing, &[named("ArrowUp")])
            .unlisted(),
        entry(Selection, Action::Step(Direction::Down), "Next thing below", "")
            .on(Scope::Drawing, &[named("ArrowDown")])
            .unlisted(),
        entry(Build, Action::AddMachine, "Add a machine", "new worker node host vm")
            .keys(&[letter('A')]),
        entry(Build, Action::AddExport, "Add an NFS export", "new storage share files server"),
        entry(
            Build,
            Action::Scale(Tier::Wordpress, true),
            "One more replica of WordPress",
            "scale up add",
        ),
        entry(
            Build,
            Action::Scale(Tier::Wordpress, false),
            "One fewer replica of WordPress",
            "scale down remove",
        ),
        entry(
            Build,
            Action::Scale(Tier::Percona, true),
            "One more replica of Percona",
            "scale up add database",
        ),
        entry(
            Build,
            Action::Scale(Tier::Percona, false),
            "One fewer replica of Percona",
            "scale down remove database",
        ),
        entry(Build, Action::Scale(Tier::Etcd, true), "One more member of etcd", "scale up add"),
        entry(
            Build,
            Action::Scale(Tier::Etcd, false),
            "One fewer member of etcd",
            "scale down remove",
        ),
        entry(View, Action::Fit, "Fit the drawing", "whole all zoom").keys(&[digit('1')]),
        entry(View, Action::ActualSize, "Zoom to 100 %", "actual size reset").keys(&[digit('0')]),
        entry(View, Action::ZoomIn, "Zoom in", "larger enlarge").keys(&[sign('+'), sign('=')]),
        entry(View, Action::ZoomOut, "Zoom out", "smaller shrink").keys(&[sign('-')]),
        entry(View, Action::Theme, "Light or dark", "theme colours night"),
        entry(Go, Action::NextProblem, "Next problem", "finding error warning")
            .on(Scope::Everywhere, &[named("F8")]),
        entry(Go, Action::PreviousProblem, "Previous problem", "finding error warning")
            .on(Scope::Everywhere, &[named("F8").shift()]),
        entry(Go, Action::Tab(Tab::Problems), "Problems", "findings errors warnings tab")
            .keys(&[letter('P')]),
        entry(Go, Action::Tab(Tab::Files), "Files", "bundle manifests tab").keys(&[letter('F')]),
        entry(Go, Action::Tab(Tab::Text), "design.yaml", "text yaml source tab")
            .keys(&[letter('T')]),
        entry(Go, Action::Show(Thing::Cluster), "Cluster", "name version secrets"),
        entry(Go, Action::Show(Thing::WayIn), "Way in", "ingress node port load balancer"),
        entry(Go, Action::Show(Thing::Wordpress), "WordPress", "site php autoscaling"),
        entry(Go, Action::Show(Thing::Percona), "Percona", "database mysql galera"),
        entry(Go, Action::Show(Thing::Etcd), "etcd", "discovery quorum"),
        entry(Go, Action::Show(Thing::Backups), "Backups", "restore schedule"),
        entry(Go, Action::Show(Thing::Export), "NFS export", "storage share files"),
        entry(Panels, Action::Panel(Panel::Outline), "Outline", "toggle panel tree list")
            .keys(&[letter('O')]),
        entry(Panels, Action::Panel(Panel::Dock), "Problems and files", "toggle panel dock bottom")
            .keys(&[letter('D')]),
        entry(Panels, Action::Panel(Panel::Settings), "Settings", "toggle panel inspector right")
            .keys(&[letter('S')]),
        entry(File, Action::Designs, "Designs", "switch rename another recent saved")
            .keys(&[letter('L')]),
        entry(File, Action::Open, "Open", "file import load design.yaml bundle zip")
            .keys(&[held('O')]),
        entry(File, Action::Export, "Export", "download bundle zip generate").keys(&[held('E')]),
        entry(Presets, Action::Preset(0), PRESETS[0].name, PRESETS[0].title),
        entry(Presets, Action::Preset(1), PRESETS[1].name, PRESETS[1].title),
        entry(Presets, Action::Preset(2), PRESETS[2].name, PRESETS[2].title),
        entry(Presets, Action::Preset(3), PRESETS[3].name, PRESETS[3].title),
        entry(Presets, Action::Preset(4), PRESETS[4].name, PRESETS[4].title),
        entry(Help, Action::Commands, "Commands", "palette")
            .on(Scope::Everywhere, &[held('K')])
            .unlisted(),
        entry(Help, Action::Find, "Find", "search look for").keys(&[held('F')]),
        entry(Help, Action::Shortcuts, "Keyboard shortcuts", "keys help")
            .keys(&[sign('?'), Keys::control(Key::Sign('/'))]),
        entry(Help, Action::SingleKeys, "Shortcuts of a single key, on or off", "keys letters"),
    ]
};

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
                | Action::NextProblem
                | Action::PreviousProblem
        )
    }
}
