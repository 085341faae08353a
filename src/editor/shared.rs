//! The inspector of several things: what they are together, and the fields that they have in common.

use super::form::{Control, FormField, forms};
use super::several::{and, counted};
use super::words::{amount, cores};
use super::{Editor, Thing};
use crate::document::{Path, Step};
use crate::topology::{Tier, majority};

/// What several things are called together: "3 machines and 1 member of etcd".
pub fn shared_title(things: &[Thing]) -> String {
    and(&counted(things))
}

/// What they are together, in one or two sentences.
pub fn shared_summary(editor: &Editor, things: &[Thing]) -> String {
    let (design, topology) = (editor.design(), editor.topology());
    let machines: Vec<usize> = things.iter().filter_map(|thing| index_of(*thing)).collect();
    let mut said = Vec::new();
    if !machines.is_empty() {
        let own = || machines.iter().filter_map(|index| design.machines.get(*index));
        let cpu = own().map(|machine| machine.cpu.millicores()).sum();
        let memory = own().map(|machine| machine.memory.bytes()).sum();
        let disk = own().map(|machine| machine.disk.bytes()).sum();
        let (cpu, memory, disk) = (cores(cpu), amount(memory), amount(disk));
        said.push(format!("Together {cpu} CPU, {memory} of memory and {disk} of disk."));
        let exports =
            own().any(|machine| design.nfs.as_ref().is_some_and(|nfs| nfs.machine == machine.name));
        if exports {
            said.push("One of them serves the NFS export.".to_owned());
        }
    }
    // Pods that are selected, and those on machines that are.
    let gone = |tier: Tier| {
        let pods = topology.pods_of(tier).filter(|pod| {
            let on = pod.placement.host().is_some_and(|host| machines.contains(&host));
            on || Thing::of_pod(pod).is_some_and(|thing| things.contains(&thing))
        });
        pods.count()
    };
    let left = [(Tier::Etcd, "etcd"), (Tier::Percona, "Percona")].into_iter().filter_map(
        |(tier, name)| {
            let (all, gone) = (topology.pods_of(tier).count(), gone(tier));
            let left = all.checked_sub(gone).filter(|_| gone > 0)?;
            let keeps = if left >= majority(all) { "a majority" } else { "no majority" };
            Some(format!("{left} of {all} in {name}, {keeps}"))
        },
    );
    let left: Vec<String> = left.collect();
    if !left.is_empty() {
        said.push(format!("Without them there are {}.", left.join("; ")));
    }
    if said.is_empty() {
        said.push("Each has its own settings; select one to see them.".to_owned());
    }
    said.join(" ")
}

/// The fields that all of them have, each set for all at once.
pub fn shared_form(editor: &Editor, things: &[Thing]) -> Vec<FormField> {
    let design = editor.design();
    let mut all = forms(design, things).into_iter();
    let Some(first) = all.next() else { return Vec::new() };
    let others: Vec<Vec<FormField>> = all.collect();
    let title = shared_title(things);
    let shared = first.into_iter().filter_map(|field| {
        let key = key(&field.path)?;
        let twins: Vec<&FormField> = others
            .iter()
            .filter_map(|form| {
                form.iter().find(|twin| {
                    self::key(&twin.path).as_ref() == Some(&key) && same_kind(twin, &field)
                })
            })
            .collect();
        (twins.len() == others.len()).then(|| together(&field, &twins, &title))
    });
    shared.collect()
}

fn index_of(thing: Thing) -> Option<usize> {
    match thing {
        Thing::Machine(index) => Some(index),
        _ => None,
    }
}

/// What a field is called in every thing of a kind; nothing for what each has for itself.
fn key(path: &Path) -> Option<String> {
    match path.steps() {
        [Step::Key(list), Step::Index(_), Step::Key(own)] if list == "machines" => {
            // No two machines share these.
            (own != "name" && own != "address").then(|| format!("machines {own}"))
        }
        [Step::Key(part), Step::Key(list), Step::Index(_), Step::Key(own)]
            if part == "etcd" && list == "members" =>
        {
            Some(format!("members {own}"))
        }
        // Where the volumes of replicas lie is one list, and a move says it: doing.rs.
        [Step::Key(part), Step::Key(list), Step::Index(_)]
            if part == "percona" && list == "machines" =>
        {
            None
        }
        _ => Some(path.to_string()),
    }
}

fn same_kind(one: &FormField, other: &FormField) -> bool {
    std::mem::discriminant(&one.control) == std::mem::discriminant(&other.control)
}

fn together(field: &FormField, twins: &[&FormField], title: &str) -> FormField {
    // A setting of the whole tier is one field, whoever of it is selected.
    let others: Vec<Path> =
        twins.iter().map(|twin| &twin.path).filter(|path| **path != field.path).cloned().collect();
    if others.is_empty() {
        return field.clone();
    }
    let mut values: Vec<String> = Vec::new();
    for one in std::iter::once(field).chain(twins.iter().copied()) {
        let value = said(&one.control);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let mixed = values.len() > 1;
    let mut all = std::iter::once(field).chain(twins.iter().copied());
    FormField {
        control: if mixed { emptied(&field.control) } else { field.control.clone() },
        default: all.find_map(|one| one.default.clone()),
        mixed: mixed.then(|| values.join(", ")),
        others,
        group: title.to_owned(),
        ..field.clone()
    }
}

/// A value as a person reads it among others.
fn said(control: &Control) -> String {
    match control {
        Control::Text { value, .. }
        | Control::Number { value, .. }
        | Control::Choice { value, .. }
        | Control::Machine { value, .. } => {
            if value.is_empty() {
                "none".to_owned()
            } else {
                value.clone()
            }
        }
        Control::Truth(on) | Control::Part(on) => if *on { "on" } else { "off" }.to_owned(),
    }
}

/// The control without a value.
fn emptied(control: &Control) -> Control {
    let mut control = control.clone();
    match &mut control {
        Control::Text { value, .. }
        | Control::Number { value, .. }
        | Control::Choice { value, .. }
        | Control::Machine { value, .. } => value.clear(),
        Control::Truth(on) | Control::Part(on) => *on = false,
    }
    control
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Edit, preset};
    use crate::editor::{Input, edit_of};

    fn lab() -> Editor {
        Editor::open(preset("lab").unwrap().text).unwrap()
    }

    fn line<'f>(fields: &'f [FormField], label: &str) -> Option<&'f FormField> {
        fields.iter().find(|field| field.label == label)
    }

    #[test]
    fn machines_share_their_sizes_and_keep_their_names() {
        let mut editor = lab();
        let things = [Thing::Machine(1), Thing::Machine(2), Thing::Machine(3)];
        let fields = shared_form(&editor, &things);
        let labels: Vec<&str> = fields.iter().map(|field| field.label.as_str()).collect();
        assert_eq!(labels, ["Role", "CPU", "Memory", "Disk"]);
        let cpu = line(&fields, "CPU").unwrap();
        assert_eq!((cpu.mixed.as_deref(), cpu.others.len()), (None, 2));
        let own = Edit::plain("machines[2].cpu".parse().unwrap(), 6);
        editor.apply("one", &own).unwrap();
        let before = editor.text().to_owned();
        let fields = shared_form(&editor, &things);
        let cpu = line(&fields, "CPU").unwrap();
        assert_eq!(cpu.mixed.as_deref(), Some("2, 6"));
        let edit = edit_of(editor.design(), cpu, &Input::Text("8".to_owned()));
        editor.apply("CPU", &edit).unwrap();
        for index in [1, 2, 3] {
            assert_eq!(editor.design().machines[index].cpu.millicores(), 8000);
        }
        assert_eq!(editor.design().machines[0].cpu, lab().design().machines[0].cpu);
        editor.undo();
        assert_eq!(editor.text(), before, "one step");
        let back = line(&fields, "CPU").unwrap();
        editor.apply("CPU", &edit_of(editor.design(), back, &Input::Default)).unwrap();
        assert_eq!(editor.design().machines[2].cpu.millicores(), 2000);
    }

    #[test]
    fn what_is_of_no_kind_in_common_has_no_field_and_a_tier_has_each_once() {
        let editor = lab();
        assert!(shared_form(&editor, &[Thing::Machine(1), Thing::Member(0)]).is_empty());
        let members = [Thing::Member(0), Thing::Member(1)];
        let fields = shared_form(&editor, &members);
        let machine = line(&fields, "Machine").unwrap();
        assert_eq!(machine.mixed.as_deref(), Some("node-1, node-2"));
        let image = line(&fields, "Image").unwrap();
        assert_eq!((image.others.len(), &image.mixed), (0, &None), "it is set for all of etcd");
        let sites = [Thing::Site(0), Thing::Site(1)];
        assert_eq!(
            shared_form(&editor, &sites).len(),
            crate::editor::form(editor.design(), sites[0]).len()
        );
    }

    #[test]
    fn the_summary_tells_what_is_there_without_them() {
        let editor = lab();
        let two = [Thing::Machine(1), Thing::Machine(2)];
        assert_eq!(shared_title(&two), "2 machines");
        let said = shared_summary(&editor, &two);
        assert!(said.starts_with("Together 4 CPU, "), "{said}");
        assert!(
            said.contains("1 of 3 in etcd, no majority; 1 of 3 in Percona, no majority"),
            "{said}"
        );
        let one = [Thing::Machine(0), Thing::Machine(1)];
        let said = shared_summary(&editor, &one);
        assert!(said.contains("serves the NFS export"), "{said}");
        assert!(said.contains("2 of 3 in etcd, a majority"), "{said}");
        let others = [Thing::Percona, Thing::Machine(0)];
        assert_eq!(shared_title(&others), "1 part of the design and 1 machine");
    }
}
