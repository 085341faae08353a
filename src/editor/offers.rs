//! What the menu of a thing offers, or of several, or of the empty drawing.

use super::action::Action;
use super::several::removable;
use super::{Arrange, Cargo, Here, Side, Thing};
use crate::topology::Tier;

/// What concerns a thing, or all that is selected with it, though it may be refused now with a reason.
pub fn offers(here: &Here) -> Vec<Action> {
    let Some(thing) = here.thing else {
        return vec![
            Action::AddMachine,
            Action::Scale(Tier::Etcd, true),
            Action::AddExport,
            Action::Paste,
            Action::SelectAll,
            Action::FixAll,
            Action::Arrange(Arrange::Tidy),
            Action::Arrange(Arrange::ByItself),
            Action::Fit,
            Action::ActualSize,
            Action::Find,
            Action::Commands,
        ];
    };
    let (design, topology) = (here.editor.design(), here.editor.topology());
    let meant = here.editor.meant(Some(thing));
    let several = meant.len() > 1;
    let is_pod = |thing: &Thing| thing.pod(topology).is_some();
    let copied = |thing: &Thing| matches!(thing, Thing::Machine(_) | Thing::Member(_));
    let mut offers = Vec::new();
    if !several {
        offers.push(Action::Settings);
    }
    if meant.iter().any(|thing| is_pod(thing) || Cargo::of(design, *thing).is_some()) {
        offers.push(Action::Move);
    }
    if !several
        && let Some(tier @ (Tier::Wordpress | Tier::Percona | Tier::Etcd)) = thing.tier()
        && !matches!(thing, Thing::WayIn)
    {
        offers.extend([Action::Scale(tier, true), Action::Scale(tier, false)]);
    }
    if meant.iter().any(copied) {
        offers.extend([Action::Cut, Action::Copy, Action::Duplicate]);
    }
    if meant.iter().any(|thing| here.scene.rect_of(*thing).is_some()) {
        offers.push(Action::ZoomToSelection);
    }
    let machines = meant.iter().filter(|thing| matches!(thing, Thing::Machine(_))).count();
    if machines > 1 {
        let lines = [Side::Left, Side::Top].map(|side| Action::Arrange(Arrange::Align(side)));
        offers.extend(lines);
        offers.push(Action::Arrange(Arrange::Tidy));
    }
    if machines > 0 {
        offers.push(Action::Arrange(Arrange::ByItself));
    }
    if !several {
        offers.push(Action::Manifests);
    }
    offers.push(if several { Action::SelectNone } else { Action::Several });
    if meant.iter().any(|thing| is_pod(thing) || removable(design, *thing)) {
        offers.push(Action::Remove);
    }
    offers
}
