//! What is copied: machines with what is pinned on them, as a text that pastes in any tab.
//!
//! The text is a part of a design.yaml below a first line of its own, so that it is read and checked
//! by what reads designs, and nobody takes it for a whole one.

use super::several::{and, listed, removal};
use super::words::plural;
use super::{Editor, Thing};
use crate::design::{
    Address, Coordinate, Design, Detail, Document, Edit, EtcdMember, Label, Machine, Nfs, Single,
    Spot, Unreadable, Value, free_address, unreferred_name,
};
use crate::document::{Path, Tree};

/// What the first line of a copied text begins with, before its version.
const MARK: &str = "presswright-parts:";
/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;
/// What stands in place of the first line to make a design of it.
const WHOLE: &str = "presswright: 1\nname: parts\n";
/// The longest text that is looked at.
pub(super) const LONGEST: usize = 1 << 20;
/// The most members of etcd; more are no help to anybody.
const MOST_MEMBERS: usize = 9;
/// How far beside what it was copied from a machine is put that was placed by hand.
const ASIDE: i32 = 32;

/// Machines, members of etcd and an export that were copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    parts: Design,
}

/// A text that cannot be pasted. The design stays as it was.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotPasted {
    /// It is of something else.
    #[error(
        "What was copied is no part of a design. Copy machines or members of etcd here or in another tab first."
    )]
    Other,
    /// It is longer than any copy.
    #[error("What was copied is longer than 1 MiB; no part of a design is.")]
    TooLong,
    /// It is a whole design, which is opened.
    #[error("What was copied is a whole design. It is opened as one of its own.")]
    Whole(Box<Document>),
    /// A newer page copied it.
    #[error(
        "It was copied by a newer Presswright (parts of version {0}; this one reads version {VERSION}). Reload this page to get that."
    )]
    Newer(u32),
    /// It is meant to be a copy and cannot be read.
    #[error("What was copied cannot be read: {0}. Copy it again.")]
    Unreadable(Unreadable),
}

/// What pasting does.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The change.
    pub edit: Edit,
    /// What is new, as it is called then: "node-4 and node-5".
    pub names: String,
    /// What is selected then.
    pub things: Vec<Thing>,
    /// What was left out, and why.
    pub remark: Option<String>,
}

/// Says why nothing of these things can be copied, if nothing can.
pub(super) fn copiable(editor: &Editor, things: &[Thing]) -> Result<(), String> {
    let can = |thing: &Thing| matches!(thing, Thing::Machine(_) | Thing::Member(_));
    match things {
        [] => Err("Select machines or members of etcd first.".to_owned()),
        things if things.iter().any(can) => Ok(()),
        [Thing::Export] => {
            Err("There can be only one NFS export. It can be moved to another machine.".to_owned())
        }
        _ => {
            let names = listed(editor.design(), editor.topology(), things);
            Err(format!("{names} cannot be copied: machines and members of etcd can."))
        }
    }
}

impl Clip {
    /// Copies what can be copied of these things, or says why nothing can.
    pub fn of(editor: &Editor, things: &[Thing]) -> Result<Clip, String> {
        let design = editor.design();
        copiable(editor, things)?;
        let has = |name: &Label| {
            let mut machines = things.iter().filter_map(|thing| machine(design, *thing));
            machines.any(|machine| machine.name == *name)
        };
        let members = design.etcd.members.iter().enumerate().filter_map(|(index, member)| {
            if member.machine.as_ref().is_some_and(has) {
                return Some(member.clone());
            }
            // Alone it gets a machine where it is pasted.
            things.contains(&Thing::Member(index)).then(EtcdMember::default)
        });
        let mut parts = nothing().map_err(|unreadable| unreadable.to_string())?;
        parts.machines =
            things.iter().filter_map(|thing| machine(design, *thing)).cloned().collect();
        parts.etcd.members = members.collect();
        parts.nfs = design.nfs.clone().filter(|nfs| has(&nfs.machine));
        parts.canvas = design.canvas.iter().filter(|spot| has(&spot.machine)).cloned().collect();
        Ok(Clip { parts })
    }

    /// What was copied, in words: "node-1 with etcd-0, percona-0 left out: …".
    pub fn words(editor: &Editor, things: &[Thing]) -> String {
        let (design, topology) = (editor.design(), editor.topology());
        let (copied, rest): (Vec<Thing>, Vec<Thing>) =
            things.iter().partition(|thing| matches!(thing, Thing::Machine(_) | Thing::Member(_)));
        let mut words = listed(design, topology, &copied);
        let riders: Vec<Thing> =
            leaving(design, things).into_iter().filter(|thing| !copied.contains(thing)).collect();
        if !riders.is_empty() {
            words = format!("{words} with {}", listed(design, topology, &riders));
        }
        let left: Vec<Thing> = rest.into_iter().filter(|thing| *thing != Thing::Export).collect();
        if !left.is_empty() {
            let left = listed(design, topology, &left);
            words = format!("{words}, without {left}: replicas are counted, not copied");
        }
        words
    }

    /// The change that takes away what is copied, members with their machines.
    pub fn cut(design: &Design, things: &[Thing]) -> Edit {
        removal(design, &leaving(design, things))
    }

    /// The text.
    pub fn text(&self) -> String {
        let document = Document::write(&self.parts);
        let parts = document.text().strip_prefix(WHOLE).unwrap_or_default();
        format!("{MARK} {VERSION}\n{parts}")
    }

    /// Reads a text.
    pub fn read(text: &str) -> Result<Clip, NotPasted> {
        if text.len() > LONGEST {
            return Err(NotPasted::TooLong);
        }
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let Some(version) = first.strip_prefix(MARK) else {
            return Err(Document::read(text)
                .map_or(NotPasted::Other, |whole| NotPasted::Whole(Box::new(whole))));
        };
        match version.trim().parse() {
            Ok(VERSION) => {}
            Ok(version) if version > VERSION => return Err(NotPasted::Newer(version)),
            _ => return Err(NotPasted::Other),
        }
        let parts = Document::read(&format!("{WHOLE}{rest}"))
            .map_err(NotPasted::Unreadable)?
            .into_parts()
            .1;
        if parts.machines.is_empty() && parts.etcd.members.is_empty() {
            return Err(NotPasted::Other);
        }
        Ok(Clip { parts })
    }

    /// What pasting it into a design does: each machine gets a free name and address if another has
    /// its own, and its members of etcd follow it.
    pub fn pasted(&self, design: &Design) -> Pasted {
        // What is new is put into a copy one by one, so that each finds what is free then.
        let mut after = design.clone();
        let named: Vec<(&Label, Label)> = self
            .parts
            .machines
            .iter()
            .map(|machine| (&machine.name, add_machine(&mut after, machine)))
            .collect();
        let now =
            |old: &Label| named.iter().find(|(name, _)| *name == old).map(|(_, new)| new.clone());
        let mut remarks = Vec::new();
        let room = MOST_MEMBERS.saturating_sub(design.etcd.members.len());
        let members = &self.parts.etcd.members;
        for member in members.iter().take(room) {
            let machine = member.machine.as_ref().and_then(now).or_else(|| free_machine(&after));
            after.etcd.members.push(EtcdMember { machine });
        }
        if members.len() > room {
            let left = plural(members.len() - room, "member", "members");
            remarks.push(format!("{left} of etcd left out: there are {MOST_MEMBERS} at most"));
        }
        if let Some(nfs) = &self.parts.nfs {
            match (&after.nfs, now(&nfs.machine)) {
                (None, Some(machine)) => after.nfs = Some(Nfs { machine, ..nfs.clone() }),
                (Some(own), _) if self.is_new(design, own) => {}
                (Some(own), _) => remarks.push(format!(
                    "The NFS export stays on {}: there can be only one",
                    own.machine
                )),
                (None, None) => {}
            }
        }
        let aside = self.aside(design, &now);
        for spot in &self.parts.canvas {
            if let Some(machine) = now(&spot.machine) {
                after.canvas.push(moved(spot, machine, aside));
            }
        }
        self.differing(design, &after, &remarks)
    }

    /// Whether the export was left named on a machine that comes back by this.
    fn is_new(&self, design: &Design, export: &Nfs) -> bool {
        design.machine(&export.machine).is_none()
            && self.parts.machines.iter().any(|machine| machine.name == export.machine)
    }

    /// How far beside their old places machines are put, so that none hides another.
    fn aside(&self, design: &Design, now: &dyn Fn(&Label) -> Option<Label>) -> i32 {
        let taken = |aside: i32| {
            self.parts.canvas.iter().any(|spot| {
                let moved = now(&spot.machine).map(|machine| moved(spot, machine, aside));
                design.canvas.iter().any(|own| {
                    moved.as_ref().is_some_and(|new| (new.left, new.top) == (own.left, own.top))
                })
            })
        };
        (0..=64).map(|step| step * ASIDE).find(|aside| !taken(*aside)).unwrap_or_default()
    }

    /// The change from one design to the other, which has more at the ends of its lists.
    fn differing(&self, design: &Design, after: &Design, remarks: &[String]) -> Pasted {
        let top = Path::top;
        let mut edits = inserted(&top().key("machines"), &design.machines, &after.machines);
        let members = top().key("etcd").key("members");
        edits.extend(inserted(&members, &design.etcd.members, &after.etcd.members));
        if design.nfs.is_none()
            && let Some(nfs) = &after.nfs
        {
            edits.push(Edit::Set { path: top().key("nfs"), value: nfs.write(Detail::Short) });
        }
        edits.extend(inserted(&top().key("canvas"), &design.canvas, &after.canvas));
        let machines = (design.machines.len()..after.machines.len()).map(Thing::Machine);
        let alone = (design.etcd.members.len()..after.etcd.members.len()).map(Thing::Member);
        // Members lie in the machines that they came with.
        let things: Vec<Thing> =
            if self.parts.machines.is_empty() { alone.collect() } else { machines.collect() };
        let new = after.machines.iter().skip(design.machines.len());
        let names: Vec<String> = if self.parts.machines.is_empty() {
            let member = |thing: &Thing| match thing {
                Thing::Member(index) => Some(format!("etcd-{index}")),
                _ => None,
            };
            things.iter().filter_map(member).collect()
        } else {
            new.map(|machine| machine.name.to_string()).collect()
        };
        let names =
            if names.len() > 3 { and(&super::several::counted(&things)) } else { and(&names) };
        let remark = (!remarks.is_empty()).then(|| format!("{}.", remarks.join(". ")));
        Pasted { edit: Edit::Many(edits), names, things, remark }
    }
}

fn machine(design: &Design, thing: Thing) -> Option<&Machine> {
    match thing {
        Thing::Machine(index) => design.machines.get(index),
        _ => None,
    }
}

/// What is copied of these things: machines, members on them, and members by themselves.
fn leaving(design: &Design, things: &[Thing]) -> Vec<Thing> {
    let machines = things.iter().filter(|thing| machine(design, **thing).is_some()).copied();
    let members = design.etcd.members.iter().enumerate().filter(|(index, member)| {
        let rides = |thing: &Thing| {
            machine(design, *thing).is_some_and(|own| Some(&own.name) == member.machine.as_ref())
        };
        things.contains(&Thing::Member(*index)) || things.iter().any(rides)
    });
    machines.chain(members.map(|(index, _)| Thing::Member(index))).collect()
}

/// A design without parts.
fn nothing() -> Result<Design, Unreadable> {
    Document::read(WHOLE).map(|document| document.into_parts().1)
}

/// Adds a machine like this one, and gives its name.
fn add_machine(design: &mut Design, like: &Machine) -> Label {
    let taken = |name: &Label| design.machine(name).is_some();
    let name = if taken(&like.name) { free_like(design, &like.name) } else { like.name.clone() };
    let has = |own: Address| design.machines.iter().any(|machine| machine.address == Some(own));
    let address = match like.address {
        Some(own) if has(own) => free_address(design),
        own => own,
    };
    design.machines.push(Machine { name: name.clone(), address, ..like.clone() });
    name
}

/// A free name that goes on where this one ends: `node-3` gives `node-4`, `web` gives `web-1`.
fn free_like(design: &Design, name: &Label) -> Label {
    /// A label has room for a number behind so many letters.
    const MOST: usize = 50;
    let stem = name.as_str().trim_end_matches(|sign: char| sign.is_ascii_digit());
    let stem: String = stem.chars().take(MOST).collect();
    let stem = if stem.is_empty() || !(stem.ends_with('-') || name.as_str() != stem) {
        format!("{}-", name.as_str().chars().take(MOST).collect::<String>())
    } else {
        stem
    };
    Label::parse(&unreferred_name(design, &stem)).unwrap_or_else(|_| name.clone())
}

/// The first machine that runs pods and has no member of etcd.
fn free_machine(design: &Design) -> Option<Label> {
    let has = |name: &Label| {
        design.etcd.members.iter().any(|member| member.machine.as_ref() == Some(name))
    };
    let mut free = design.machines.iter().filter(|machine| machine.role.runs_pods());
    free.find(|machine| !has(&machine.name)).map(|machine| machine.name.clone())
}

fn moved(spot: &Spot, machine: Label, aside: i32) -> Spot {
    Spot {
        machine,
        left: Coordinate::new(spot.left.get() + aside),
        top: Coordinate::new(spot.top.get() + aside),
    }
}

/// The items that a list has more at its end.
fn inserted<T: Value>(list: &Path, before: &[T], after: &[T]) -> Vec<Edit> {
    let new = after.iter().enumerate().skip(before.len());
    new.map(|(index, item)| Edit::Insert {
        list: list.clone(),
        index,
        value: item.write(Detail::Short).unwrap_or(Tree::Mapping(Vec::new())),
    })
    .collect()
}
