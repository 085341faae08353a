//! Machines on which a member of etcd could be pinned.

use super::view::View;
use crate::design::Label;
use std::collections::BTreeSet;

/// With more members than make sense nobody is told where to move one: each try costs a placement of
/// all pods.
pub(super) const MOST_MEMBERS: usize = 9;

/// The machines that run pods and have no member, one after the other.
pub(super) struct Pins<'a>(std::vec::IntoIter<&'a Label>);

impl<'a> Pins<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let members = &view.design.etcd.members;
        let mut taken = BTreeSet::new();
        for machine in members.iter().filter_map(|member| member.machine.as_ref()) {
            taken.insert(machine.as_str());
        }
        // Of machines that share a name only the first is meant by it.
        let free: Vec<&'a Label> = view
            .workers()
            .filter(|host| !taken.contains(host.name.as_str()))
            .filter(|host| view.position(&host.name) == Some(host.index))
            .map(|host| &host.name)
            .take(members.len())
            .collect();
        Self(free.into_iter())
    }

    /// All of them.
    pub(super) fn free(self) -> impl Iterator<Item = &'a Label> {
        self.0
    }

    /// The next machine on which that member would have room.
    pub(super) fn next_free_for(&mut self, view: &View<'_>, member: usize) -> Option<&'a Label> {
        if view.design.etcd.members.len() > MOST_MEMBERS {
            return None;
        }
        self.0.find(|name| {
            view.fits_with(|design| {
                if let Some(member) = design.etcd.members.get_mut(member) {
                    member.machine = Some((*name).clone());
                }
            })
        })
    }
}
