//! The table of actions: each with its name, group, keys and where these work.

use super::action::{Action, Entry, Group, Layer, Mode, Panel, Scope, Tab};
use super::keys::{Key, Keys};
use super::thing::Thing;
use super::{Arrange, Direction, Side};
use crate::design::{EMPTY, PRESETS};
use crate::topology::Tier;

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

const fn alt(name: &'static str) -> Keys {
    named(name).alt()
}

const fn nudge(
    direction: Direction,
    long: bool,
    name: &'static str,
    keys: &'static [Keys],
) -> Entry {
    let action = Action::Arrange(Arrange::Nudge(direction, long));
    entry(Group::Arrange, action, name, "nudge shift place").on(Scope::Drawing, keys)
}

const fn align(side: Side, name: &'static str) -> Entry {
    entry(Group::Arrange, Action::Arrange(Arrange::Align(side)), name, "line up edges")
}

const fn distribute(across: bool, name: &'static str) -> Entry {
    let action = Action::Arrange(Arrange::Distribute { across });
    entry(Group::Arrange, action, name, "space evenly gaps")
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

const fn mode(mode: Mode, name: &'static str, also: &'static str, keys: &'static [Keys]) -> Entry {
    entry(Group::View, Action::Mode(mode), name, also).keys(keys)
}

const fn sign(sign: char) -> Keys {
    Keys::one(Key::Sign(sign))
}

/// The table. Later lines of a group stand below earlier ones in the commands and the sheet.
pub static ENTRIES: &[Entry] = {
    use Group::{
        Arrange as Arranging, Build, Edit, File, Go, Help, Panels, Presets, Selection, View,
    };
    &[
        entry(Edit, Action::Undo, "Undo", "take back").keys(&[held('Z')]),
        entry(Edit, Action::Redo, "Redo", "again").keys(&[held('Z').shift(), held('Y')]),
        entry(Edit, Action::FixAll, "Apply all safe fixes", "mend repair fix all problems"),
        entry(Edit, Action::Cut, "Cut", "clipboard take").keys(&[held('X')]),
        entry(Edit, Action::Copy, "Copy", "clipboard").keys(&[held('C')]),
        entry(Edit, Action::Paste, "Paste", "clipboard insert").keys(&[held('V')]),
        entry(Edit, Action::Duplicate, "Duplicate", "copy clone again").keys(&[held('D')]),
        entry(Edit, Action::Cancel, "Leave a drag as it was, or select nothing", "")
            .on(Scope::Everywhere, &[named("Escape")])
            .unlisted(),
        entry(Selection, Action::Settings, "Show settings", "inspector properties edit")
            .on(Scope::Drawing, &[named("Enter")]),
        entry(Selection, Action::SelectAll, "Select all of its kind", "machines everything")
            .keys(&[held('A')]),
        entry(Selection, Action::SelectNone, "Select nothing", "deselect clear"),
        entry(Selection, Action::Toggle, "Select it too, or no more", "add multi several toggle")
            .on(Scope::Drawing, &[named(" "), Keys::control(Key::Named(" "))]),
        entry(Selection, Action::Several, "Select several by pressing", "multi touch tap add"),
        entry(Selection, Action::Move, "Move to machine…", "pin drag place host node")
            .on(Scope::Thing, &[letter('M')]),
        entry(Selection, Action::Remove, "Remove", "delete erase")
            .on(Scope::Thing, &[named("Delete"), named("Backspace")]),
        entry(Selection, Action::Manifests, "Show its manifests", "yaml files objects kubernetes")
            .on(Scope::Thing, &[letter('V')]),
        entry(Selection, Action::ZoomToSelection, "Zoom to selection", "enlarge")
            .keys(&[digit('2')]),
        entry(Selection, Action::Fail, "Fail it, or bring it back", "kill down crash rehearse")
            .on(Scope::Thing, &[letter('K')]),
        entry(Selection, Action::BringBack, "Bring all back", "rehearse heal reset")
            .keys(&[letter('K').shift()]),
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
        entry(
            Selection,
            Action::Extend(Direction::Left),
            "Select the next thing to the left too",
            "",
        )
        .on(Scope::Drawing, &[named("ArrowLeft").shift()])
        .unlisted(),
        entry(
            Selection,
            Action::Extend(Direction::Right),
            "Select the next thing to the right too",
            "",
        )
        .on(Scope::Drawing, &[named("ArrowRight").shift()])
        .unlisted(),
        entry(Selection, Action::Extend(Direction::Up), "Select the next thing above too", "")
            .on(Scope::Drawing, &[named("ArrowUp").shift()])
            .unlisted(),
        entry(Selection, Action::Extend(Direction::Down), "Select the next thing below too", "")
            .on(Scope::Drawing, &[named("ArrowDown").shift()])
            .unlisted(),
        entry(
            Arranging,
            Action::Arrange(Arrange::Tidy),
            "Tidy",
            "clean up line rows columns lanes",
        )
        .keys(&[letter('Y')]),
        entry(
            Arranging,
            Action::Arrange(Arrange::ByItself),
            "Lay out by itself",
            "automatic layout reset places",
        ),
        nudge(Direction::Left, false, "Move left", &[alt("ArrowLeft")]),
        nudge(Direction::Right, false, "Move right", &[alt("ArrowRight")]),
        nudge(Direction::Up, false, "Move up", &[alt("ArrowUp")]),
        nudge(Direction::Down, false, "Move down", &[alt("ArrowDown")]),
        nudge(Direction::Left, true, "Move far left", &[alt("ArrowLeft").shift()]),
        nudge(Direction::Right, true, "Move far right", &[alt("ArrowRight").shift()]),
        nudge(Direction::Up, true, "Move far up", &[alt("ArrowUp").shift()]),
        nudge(Direction::Down, true, "Move far down", &[alt("ArrowDown").shift()]),
        align(Side::Left, "Align left"),
        align(Side::Centre, "Align centres"),
        align(Side::Right, "Align right"),
        align(Side::Top, "Align top"),
        align(Side::Middle, "Align middles"),
        align(Side::Bottom, "Align bottom"),
        distribute(true, "Distribute to the side"),
        distribute(false, "Distribute downwards"),
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
        mode(Mode::Design, "Design", "mode edit draw", &[Keys::one(Key::Digit('1'))]),
        mode(Mode::Rehearse, "Rehearse", "mode fail kill", &[Keys::one(Key::Digit('2'))]),
        mode(Mode::Learn, "Learn", "mode course", &[Keys::one(Key::Digit('3'))]),
        entry(View, Action::Play, "Play the start, or pause", "deploy rehearse run clock")
            .keys(&[letter('G')]),
        entry(View, Action::Event(true), "Next event of the start", "deploy rehearse step")
            .keys(&[sign('.')]),
        entry(View, Action::Event(false), "Previous event of the start", "deploy rehearse step")
            .keys(&[sign(',')]),
        entry(View, Action::Fit, "Fit the drawing", "whole all zoom").keys(&[digit('1')]),
        entry(View, Action::ActualSize, "Zoom to 100 %", "actual size reset").keys(&[digit('0')]),
        entry(View, Action::ZoomIn, "Zoom in", "larger enlarge").keys(&[sign('+'), sign('=')]),
        entry(View, Action::ZoomOut, "Zoom out", "smaller shrink").keys(&[sign('-')]),
        entry(View, Action::Minimap, "Minimap", "overview map").keys(&[digit('3')]),
        entry(View, Action::Layer(Layer::Traffic), "Traffic", "layer services way in links"),
        entry(View, Action::Layer(Layer::Discovery), "Discovery", "layer etcd service links"),
        entry(View, Action::Layer(Layer::Storage), "Storage", "layer nfs folders claims links"),
        entry(View, Action::Layer(Layer::Findings), "Signs of findings", "layer badges problems"),
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
        entry(File, Action::Save, "Save", "file write disk design.yaml")
            .on(Scope::Everywhere, &[held('S')]),
        entry(File, Action::SaveAs, "Save as…", "file write disk elsewhere copy")
            .on(Scope::Everywhere, &[held('S').shift()]),
        entry(
            File,
            Action::Share,
            "Share",
            "link url send copy qr code picture svg png image design.yaml download",
        ),
        entry(File, Action::Export, "Export", "download bundle zip generate")
            .on(Scope::Everywhere, &[held('E')]),
        entry(Presets, Action::Preset(0), PRESETS[0].name, PRESETS[0].title),
        entry(Presets, Action::Preset(1), PRESETS[1].name, PRESETS[1].title),
        entry(Presets, Action::Preset(2), PRESETS[2].name, PRESETS[2].title),
        entry(Presets, Action::Preset(3), PRESETS[3].name, PRESETS[3].title),
        entry(Presets, Action::Preset(4), PRESETS[4].name, PRESETS[4].title),
        entry(Presets, Action::Preset(5), EMPTY.name, EMPTY.title),
        entry(Help, Action::Commands, "Commands", "palette")
            .on(Scope::Everywhere, &[held('K')])
            .unlisted(),
        entry(Help, Action::Find, "Find", "search look for").on(Scope::Everywhere, &[held('F')]),
        entry(Help, Action::Shortcuts, "Keyboard shortcuts", "keys help")
            .keys(&[sign('?'), Keys::control(Key::Sign('/'))]),
        entry(Help, Action::SingleKeys, "Shortcuts of a single key, on or off", "keys letters"),
    ]
};
