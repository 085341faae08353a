//! ## What it does
//! Finds Vagrant clusters without a control plane, or with more than one.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}, {name: node-1, address: 192.168.56.11}]
//! ```
//!
//! ## How to mend it
//! One machine has the role `control-plane` or `single`. The fix adds one, or makes the others
//! workers; it is not safe, since it changes what machines there are.
//!
//! ## Source
//! kubeadm documentation, "Creating Highly Available Clusters with kubeadm".

use super::addresses::free;
use super::rule::{Findings, reset};
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place, Role, free_name};
use crate::document::{Path, Tree};

pub(super) const RULE: Rule = Rule { code: "PW-M09", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A Vagrant cluster has just one control plane",
    why: "Without one there is no API server. Several want a load balancer in front of them and an etcd of their own size, which the scripts do not make.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if !view.is_vagrant() {
        return;
    }
    let found: Vec<(usize, &str)> = design
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| matches!(machine.role, Role::ControlPlane | Role::Single))
        .map(|(index, machine)| (index, machine.name.as_str()))
        .collect();
    match found.as_slice() {
        [] => {
            let mut entries = vec![
                ("name".to_owned(), Tree::Text(free_name(design, "master-"))),
                ("role".to_owned(), Tree::Text("control-plane".to_owned())),
            ];
            let (place, message) =
                (Place::part("machines"), "There is no control plane.".to_owned());
            let Some(address) = free(design).next() else {
                findings.add(place, message);
                return;
            };
            entries.push(("address".to_owned(), Tree::Text(address.to_string())));
            let edit = Edit::Insert {
                list: Path::top().key("machines"),
                index: design.machines.len(),
                value: Tree::Mapping(entries),
            };
            findings.add_with_fix(place, message, "Add one", edit);
        }
        [_] => {}
        [(_, kept), others @ ..] => {
            let edits = others
                .iter()
                .map(|(index, _)| reset(&Place::machine(*index).key("role")))
                .collect();
            let names: Vec<&str> = found.iter().map(|(_, name)| *name).collect();
            let place = others.first().map_or_else(Place::design, |(at, _)| Place::machine(*at));
            let place = place.key("role");
            let message = format!("There are {} control planes: {}.", names.len(), list(&names));
            let title = format!("Keep {kept}, make the others workers");
            // The first machines for pods bring rules with them that had nothing to look at before.
            if view.workers().next().is_some() {
                findings.add_with_fix(place, message, &title, Edit::Many(edits));
            } else {
                findings.add(place, message);
            }
        }
    }
}
