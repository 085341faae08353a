//! What the actions do that select things, and that are done to all that is selected.

use super::action::Action;
use super::clip::copiable;
use super::doing::{Doing, Here};
use super::several::{around, listed, removable, removal};
use super::steer::next_of_kind;
use super::{Direction, Thing};

/// What such an action does here, or why it cannot be done.
pub(super) fn selecting(action: Action, here: &Here) -> Result<Doing, String> {
    let (editor, design, topology) = (here.editor, here.editor.design(), here.editor.topology());
    let meant = editor.meant(here.thing);
    match action {
        Action::SelectAll => {
            let like = here.thing.or(editor.selection()).unwrap_or(Thing::Machine(0));
            match like.all_of_kind(design, topology) {
                all if all.is_empty() => Err("There is nothing to select.".to_owned()),
                things => Ok(Doing::Select { things, focus: None }),
            }
        }
        Action::SelectNone if editor.selected().is_empty() => {
            Err("Nothing is selected.".to_owned())
        }
        Action::SelectNone => Ok(Doing::Select { things: Vec::new(), focus: None }),
        Action::Toggle => {
            // What had the focus may be gone by the time that it is asked for.
            let there = here.thing.filter(|thing| thing.exists(design, topology));
            let thing = there.ok_or("Select something first.")?;
            let mut things = editor.selected().to_vec();
            match things.iter().position(|other| *other == thing) {
                Some(place) => {
                    things.remove(place);
                }
                None => things.push(thing),
            }
            Ok(Doing::Select { things, focus: None })
        }
        Action::Extend(direction) => extended(here, direction),
        Action::Copy | Action::Cut | Action::Duplicate => {
            copiable(editor, &meant).map(|()| Doing::Page)
        }
        Action::ZoomToSelection => {
            if meant.is_empty() {
                return Err("Select something first.".to_owned());
            }
            around(here.scene, &meant)
                .map(Doing::ZoomTo)
                .ok_or_else(|| "What is selected is not on the drawing.".to_owned())
        }
        Action::Remove => removed(here, &meant),
        _ => Ok(Doing::Page),
    }
}

/// To the next thing of its kind in that direction, which is selected too. Going back takes out what
/// is left.
fn extended(here: &Here, direction: Direction) -> Result<Doing, String> {
    let from = here.thing.ok_or("Select something first.")?;
    let next = next_of_kind(here.scene, from, direction).ok_or("Nothing of its kind is there.")?;
    let mut things = here.editor.selected().to_vec();
    if things.contains(&next) && things.last() == Some(&from) {
        things.pop();
    } else if !things.contains(&from) {
        things.push(from);
    }
    // What has the focus is the last.
    things.retain(|thing| *thing != next);
    things.push(next);
    Ok(Doing::Select { things, focus: Some(next) })
}

fn removed(here: &Here, meant: &[Thing]) -> Result<Doing, String> {
    let (editor, design) = (here.editor, here.editor.design());
    if meant.is_empty() {
        return Err("Select a machine, a member of etcd or the NFS export first.".to_owned());
    }
    let (go, stay): (Vec<Thing>, Vec<Thing>) =
        meant.iter().partition(|thing| removable(design, **thing));
    let names = |things: &[Thing]| listed(design, editor.topology(), things);
    if go.is_empty() {
        let own = if stay.len() == 1 { "by itself" } else { "by themselves" };
        return Err(format!("{} cannot be removed {own}.", names(&stay)));
    }
    let title = match stay.as_slice() {
        [] => format!("Removed {}", names(&go)),
        _ => format!("Removed {}, not {}", names(&go), names(&stay)),
    };
    Ok(Doing::Edit { title, edit: removal(design, &go), show: None })
}
