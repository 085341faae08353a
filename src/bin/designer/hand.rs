//! Machines in a person's hand, and those that are put into order. What does it is fetched when
//! the pointer or the focus first comes to a machine: placing.rs.

use super::actions::keep_focus;
use super::part::NotFetched;
use super::placing::placing;
use super::state::Page;
use super::storage;
use leptos::prelude::*;
use presswright::editor::{Arrange, Guide, Point, Rect, Scene, Thing};
use wasm_bindgen_futures::spawn_local;

/// What is seen of machines that are being moved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InHand {
    pub machines: Vec<usize>,
    /// The drawing as it would be; nothing while that would take too long.
    pub preview: Option<Scene>,
    /// Where they would come to stand, where that is not where they are.
    pub outlines: Vec<Rect>,
    /// What they are in line with.
    pub guides: Vec<Guide>,
}

/// What is wanted of the part.
#[derive(Clone, Debug)]
pub enum Move {
    /// Machines are taken up.
    Take(Vec<usize>),
    /// They are so far from there.
    To {
        shift: Point,
        /// They shall not snap.
        free: bool,
    },
    /// They are let go.
    Drop,
    /// They are put back.
    PutBack,
    /// Machines are put into order.
    Arrange(Arrange, Vec<usize>),
}

/// The part's end.
pub type Mover = Box<dyn Fn(Move)>;

/// Fetches the part when the pointer or the focus first comes to a machine.
pub fn follow(page: Page) {
    let near = Memo::new(move |near: Option<&bool>| {
        near.copied().unwrap_or_default() || matches!(page.focus.get(), Some(Thing::Machine(_)))
    });
    Effect::new(move |_| {
        if near.get() {
            spawn_local(async move {
                let _ = fetch(page).await;
            });
        }
    });
}

async fn fetch(page: Page) -> Result<(), NotFetched> {
    let make = placing().await?;
    if page.mover.with_value(Option::is_none) {
        page.mover.set_value(Some(make(page)));
    }
    Ok(())
}

/// Has it done; where the part is not here yet, once it is.
pub fn ask(page: Page, wish: Move) {
    if page.mover.with_value(Option::is_some) {
        return tell(page, wish);
    }
    spawn_local(async move {
        match fetch(page).await {
            Ok(()) => {
                // The frame in which the focus was to be kept has gone by.
                keep_focus(page);
                tell(page, wish);
            }
            Err(missing) if matches!(wish, Move::Take(_) | Move::Arrange(..)) => {
                page.hand.set(None);
                storage::fail(page, &missing.to_string());
            }
            Err(_) => {}
        }
    });
}

fn tell(page: Page, wish: Move) {
    page.mover.with_value(|mover| {
        if let Some(mover) = mover {
            mover(wish);
        }
    });
}

/// Whether a press on that thing at that place takes machines up: on a machine's head. A finger takes
/// what is selected; else it shifts the drawing.
pub fn grips(page: Page, thing: Option<Thing>, at: Point, touch: bool) -> bool {
    let Some(Thing::Machine(index)) = thing else { return false };
    let selected = page
        .editor
        .with_untracked(|editor| thing.is_some_and(|it| editor.selected().contains(&it)));
    (selected || !touch)
        && page.scene.with_untracked(|scene| {
            let machine = scene.machines.iter().find(|machine| machine.index == index);
            !scene.narrow && machine.is_some_and(|machine| machine.head().holds(at))
        })
}

/// Takes a machine up, with those that are selected with it.
pub fn take(page: Page, thing: Option<Thing>) {
    let Some(thing @ Thing::Machine(_)) = thing else { return };
    let meant = page.editor.with_untracked(|editor| editor.meant(Some(thing)));
    if let [alone] = meant.as_slice() {
        page.editor.update(|editor| editor.select(Some(*alone)));
    }
    // Nor does the drawing fit itself any more: what is put somewhere stays there.
    page.moved.set(true);
    let machine = |thing| match thing {
        Thing::Machine(index) => Some(index),
        _ => None,
    };
    let machines: Vec<usize> = meant.into_iter().filter_map(machine).collect();
    page.hand.set(Some(InHand { machines: machines.clone(), ..InHand::default() }));
    ask(page, Move::Take(machines));
}
