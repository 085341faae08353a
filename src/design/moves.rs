//! What a person does on the canvas, as edits: pin a member, move the export, add a machine.

use super::value::{Detail, Value};
use super::{Address, ClusterKind, Design, Edit, Label, Machine, Single, Spot};
use crate::document::{Path, Tree};
use std::net::{IpAddr, Ipv4Addr};

impl Design {
    /// Pins a member of etcd to a machine, or frees it.
    pub fn pin_member(&self, index: usize, machine: Option<&Label>) -> Edit {
        let path = Path::top().key("etcd").key("members").index(index).key("machine");
        Edit::Set { path, value: machine.map(Single::to_tree) }
    }

    /// Moves the NFS export to another machine.
    pub fn move_export(&self, machine: &Label) -> Edit {
        Edit::text(Path::top().key("nfs").key("machine"), machine.as_str())
    }

    /// What the next machine is called: the first of a cluster that is made here is its control plane.
    pub fn next_machine(&self) -> String {
        if self.begins_here() { "master".to_owned() } else { free_name(self, "node-") }
    }

    /// Adds the next machine: the control plane first, then workers.
    pub fn add_machine(&self) -> Edit {
        let mut edit = self.add_worker();
        if self.begins_here()
            && let Edit::Insert { value: Tree::Mapping(entries), .. } = &mut edit
        {
            entries.retain(|(key, _)| key != "name");
            entries.insert(0, ("name".to_owned(), Tree::Text(self.next_machine())));
            entries.insert(1, ("role".to_owned(), Tree::Text("control-plane".to_owned())));
        }
        edit
    }

    fn begins_here(&self) -> bool {
        self.machines.is_empty() && self.cluster.kind == ClusterKind::Vagrant
    }

    /// Adds a worker with a free name and, if the others have addresses or the cluster is made here, a
    /// free address.
    pub fn add_worker(&self) -> Edit {
        let like = self.machines.iter().rev().find(|machine| machine.role.runs_pods());
        let mut entries = vec![("name".to_owned(), Tree::Text(free_name(self, "node-")))];
        let made_here = self.cluster.kind == ClusterKind::Vagrant;
        let first = || first_address(self).filter(|_| made_here);
        if let Some(address) = free_address(self).or_else(first) {
            entries.push(("address".to_owned(), address.to_tree()));
        }
        if let Some(Tree::Mapping(same)) = like.and_then(|machine| machine.write(Detail::Short)) {
            let sizes = ["cpu", "memory", "disk"];
            entries.extend(same.into_iter().filter(|(key, _)| sizes.contains(&key.as_str())));
        }
        Edit::Insert {
            list: Path::top().key("machines"),
            index: self.machines.len(),
            value: Tree::Mapping(entries),
        }
    }

    /// Takes a machine away. Members pinned to it are freed, its spot on the canvas is forgotten; an
    /// export on it stays named and becomes a finding, since files must not move by themselves.
    pub fn remove_machine(&self, index: usize) -> Edit {
        let Some(name) = self.machines.get(index).map(|machine| &machine.name) else {
            return Edit::Many(Vec::new());
        };
        let mut edits: Vec<Edit> = self
            .etcd
            .members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.machine.as_ref() == Some(name))
            .map(|(member, _)| self.pin_member(member, None))
            .collect();
        if let Some(spot) = self.canvas.iter().position(|spot| spot.machine == *name) {
            edits.push(Edit::Remove { list: Path::top().key("canvas"), index: spot });
        }
        edits.push(Edit::Remove { list: Path::top().key("machines"), index });
        Edit::Many(edits)
    }

    /// Gives a machine another name, everywhere.
    pub fn rename_machine(&self, index: usize, name: &Label) -> Edit {
        let Some(old) = self.machines.get(index).map(|machine| &machine.name) else {
            return Edit::Many(Vec::new());
        };
        let mut edits =
            vec![Edit::text(Path::top().key("machines").index(index).key("name"), name.as_str())];
        for (member, _) in
            self.etcd.members.iter().enumerate().filter(|(_, m)| m.machine.as_ref() == Some(old))
        {
            edits.push(self.pin_member(member, Some(name)));
        }
        if self.nfs.as_ref().is_some_and(|nfs| nfs.machine == *old) {
            edits.push(self.move_export(name));
        }
        for (spot, _) in self.canvas.iter().enumerate().filter(|(_, spot)| spot.machine == *old) {
            edits.push(Edit::text(
                Path::top().key("canvas").index(spot).key("machine"),
                name.as_str(),
            ));
        }
        Edit::Many(edits)
    }

    /// Puts machines on the canvas, each by its place in the list. With nothing in place of a spot a
    /// machine is laid out by itself again. Whatever else the canvas remembers stays.
    pub fn put_on_canvas(&self, places: &[(usize, Option<(i32, i32)>)]) -> Edit {
        let canvas = self.canvas_with(places);
        let path = Path::top().key("canvas");
        match canvas.write(Detail::Full) {
            Some(spots) if !canvas.is_empty() => Edit::Set { path, value: Some(spots) },
            _ => Edit::default(path),
        }
    }

    /// The canvas with machines put there, as `put_on_canvas` has it: those that had a spot keep its
    /// place in the list, the others come last.
    pub fn canvas_with(&self, places: &[(usize, Option<(i32, i32)>)]) -> Vec<Spot> {
        let spots = self.spots();
        let mut canvas: Vec<Option<Spot>> = self.canvas.iter().cloned().map(Some).collect();
        for (index, place) in places {
            let Some(machine) = self.machines.get(*index) else { continue };
            let spot = place.map(|at| Spot::of(&machine.name, at));
            let known = spots.get(machine.name.as_str());
            match known.and_then(|index| canvas.get_mut(*index)) {
                Some(known) => *known = spot,
                None => canvas.push(spot),
            }
        }
        canvas.into_iter().flatten().collect()
    }

    /// Adds a member of etcd on the first machine that runs pods and has none.
    pub fn add_member(&self) -> Edit {
        let free = self.machines.iter().find(|machine| {
            machine.role.runs_pods()
                && !self
                    .etcd
                    .members
                    .iter()
                    .any(|member| member.machine.as_ref() == Some(&machine.name))
        });
        self.add_member_on(free.map(|machine| &machine.name))
    }

    /// Adds a member of etcd on that machine, or on none.
    pub fn add_member_on(&self, machine: Option<&Label>) -> Edit {
        let entries = machine.map(|name| ("machine".to_owned(), name.to_tree()));
        Edit::Insert {
            list: Path::top().key("etcd").key("members"),
            index: self.etcd.members.len(),
            value: Tree::Mapping(entries.into_iter().collect()),
        }
    }
}

/// A name with that beginning that no machine has.
pub fn free_name(design: &Design, beginning: &str) -> String {
    first_free(beginning, |name| has_machine(design, name))
}

/// The same, with a name that nothing refers to either: who takes it gets nobody's pods by it.
pub fn unreferred_name(design: &Design, beginning: &str) -> String {
    let is = |label: &Label, name: &str| *label == *name;
    first_free(beginning, |name| {
        has_machine(design, name)
            || design.nfs.iter().any(|nfs| is(&nfs.machine, name))
            || design.etcd.members.iter().any(|one| one.machine.iter().any(|it| is(it, name)))
            || design.percona.machines.iter().any(|label| is(label, name))
            || design.canvas.iter().any(|spot| is(&spot.machine, name))
    })
}

fn has_machine(design: &Design, name: &str) -> bool {
    design.machines.iter().any(|machine| machine.name == name)
}

/// The first of the names with a number behind them that is not taken; there are always more numbers.
fn first_free(beginning: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1_u64;
    loop {
        let name = format!("{beginning}{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// The address to begin with where no machine has one: in the network of VirtualBox and of the article.
pub fn first_address(design: &Design) -> Option<Address> {
    let none = design.machines.iter().all(|machine| machine.address.is_none());
    none.then_some(Address(IpAddr::V4(Ipv4Addr::new(192, 168, 56, 10))))
}

/// The address behind the highest that a machine has, skipping what VirtualBox keeps for itself.
pub fn free_address(design: &Design) -> Option<Address> {
    let highest = design.machines.iter().filter_map(|machine: &Machine| machine.address).max()?;
    let next = |address: IpAddr| match address {
        IpAddr::V4(v4) => u32::from(v4).checked_add(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(v6) => u128::from(v6).checked_add(1).map(|bits| IpAddr::V6(bits.into())),
    };
    let mut address = next(highest.0)?;
    // .0 and .255 are no hosts in a /24; .1, .2 and .100 belong to the host and its DHCP server.
    while matches!(address, IpAddr::V4(v4) if matches!(v4.octets()[3], 0 | 1 | 2 | 100 | 255)) {
        address = next(address)?;
    }
    Some(Address(address))
}
