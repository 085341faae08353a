//! What is copied and pasted: the part of the page that reads and writes it.

use super::actions::{change, here};
use super::keep;
use super::part::part;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Action, Clip, NotPasted, Pasted, Thing, listed};

/// What the part does.
#[derive(Clone, Copy)]
pub struct Clipping {
    /// Copies, cuts or duplicates what is meant, and gives the text for the clipboard.
    pub take: fn(Page, Action, Option<Thing>) -> Option<String>,
    /// Pastes a text.
    pub put: fn(Page, &str),
}

part!(clipping: Clipping = Clipping { take, put });

fn take(page: Page, action: Action, thing: Option<Thing>) -> Option<String> {
    let meant = page.editor.with_untracked(|editor| editor.meant(thing));
    let clip = here(page, thing, |here| Clip::of(here.editor, &meant));
    let clip = clip.map_err(|reason| page.refuse(reason)).ok()?;
    if action == Action::Duplicate {
        let pasted = page.editor.with_untracked(|editor| clip.pasted(editor.design()));
        let old =
            page.editor.with_untracked(|editor| listed(editor.design(), editor.topology(), &meant));
        bring(page, &format!("Duplicated {old} as {}", pasted.names), pasted);
        return None;
    }
    let words = page.editor.with_untracked(|editor| Clip::words(editor, &meant));
    if action == Action::Cut {
        let edit = page.editor.with_untracked(|editor| Clip::cut(editor.design(), &meant));
        change(page, &format!("Cut {words}"), &edit);
    } else {
        page.say(format!("Copied {words}."));
    }
    let text = clip.text();
    page.clipboard.set_value(Some(text.clone()));
    Some(text)
}

fn put(page: Page, text: &str) {
    let clip = match Clip::read(text) {
        Ok(clip) => clip,
        Err(NotPasted::Whole(document)) => {
            return keep::begin(page, "Opened what was copied", *document);
        }
        Err(refused) => return page.refuse(refused.to_string()),
    };
    let pasted = page.editor.with_untracked(|editor| clip.pasted(editor.design()));
    bring(page, &format!("Pasted {}", pasted.names), pasted);
}

/// Makes the change, selects what it brings, and adds to what is said of it.
fn bring(page: Page, title: &str, pasted: Pasted) {
    change(page, title, &pasted.edit);
    let last = pasted.things.last().copied();
    page.editor.update(|editor| editor.select_all(pasted.things));
    if let Some(remark) = pasted.remark {
        page.said.update(|said| *said = format!("{said} {remark}"));
    }
    if let Some(thing) = last {
        page.bring_into_sight(thing);
    }
}
