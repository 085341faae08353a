//! Moves machines on the drawing, and puts them into order.

use super::hand::{InHand, Move, Mover};
use super::number::moved;
use super::part::part;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Arrange, Editor, Held, Placing, Thing, arranged};
use std::cell::RefCell;

part!(placing: fn(Page) -> Mover = mover);

/// With more machines the rails follow when the machines are let go.
const LIVE: usize = 120;
/// How near a machine comes to a line to snap to it, in pixels of the screen.
const REACH: f64 = 8.0;

/// Machines in hand, and what of the drawing goes along.
struct Taken {
    placing: Placing,
    elements: Vec<web_sys::Element>,
    held: Held,
}

fn mover(page: Page) -> Mover {
    let taken = RefCell::new(None::<Taken>);
    Box::new(move |wish| {
        // Whatever this leads to comes after it.
        let Ok(mut taken) = taken.try_borrow_mut() else { return };
        match wish {
            Move::Take(machines) => *taken = Some(take(page, &machines)),
            Move::To { shift, free } => {
                if let Some(taken) = taken.as_mut() {
                    go(page, taken, shift.x, shift.y, free);
                }
            }
            Move::Drop => {
                if let Some(taken) = taken.take() {
                    let dropped = page
                        .editor
                        .with_untracked(|editor| taken.placing.dropped(editor, &taken.held));
                    put_back(page, &taken);
                    if let Some((title, edit)) = dropped {
                        page.put(&title, &edit);
                    }
                }
            }
            Move::PutBack => {
                if let Some(taken) = taken.take() {
                    put_back(page, &taken);
                    page.say("Nothing was moved.");
                }
            }
            Move::Arrange(how, machines) => arrange(page, how, &machines),
        }
    })
}

fn take(page: Page, machines: &[usize]) -> Taken {
    let placing = page.editor.with_untracked(|editor| Placing::begin(editor, machines));
    let things = page.editor.with_untracked(|editor| along(editor, placing.machines()));
    let element = |thing: &Thing| document().get_element_by_id(&format!("on-{}", thing.id()));
    let elements: Vec<_> = things.iter().filter_map(element).collect();
    still(page);
    Taken { placing, elements, held: Held::default() }
}

/// Everything that stands in those machines, and they themselves.
fn along(editor: &Editor, machines: &[usize]) -> Vec<Thing> {
    let (design, topology) = (editor.design(), editor.topology());
    let mut things: Vec<Thing> = machines.iter().map(|index| Thing::Machine(*index)).collect();
    let pods = topology.pods.iter();
    things.extend(
        pods.filter(|pod| pod.placement.host().is_some_and(|host| machines.contains(&host)))
            .filter_map(Thing::of_pod),
    );
    let serves = design
        .nfs
        .as_ref()
        .and_then(|nfs| design.machines.iter().position(|machine| machine.name == nfs.machine));
    if serves.is_some_and(|index| machines.contains(&index)) {
        things.push(Thing::Export);
        things.extend((0..topology.folders.len()).map(Thing::Folder));
    }
    things
}

fn go(page: Page, taken: &mut Taken, x: f64, y: f64, free: bool) {
    let scale = page.view.get_untracked().scale;
    let held = taken.placing.at(x, y, (!free).then_some(REACH / scale));
    if held == taken.held {
        return;
    }
    let (x, y) = held.shift;
    let shift = moved(f64::from(x), f64::from(y));
    let aside = held.landing != held.shift;
    for element in &taken.elements {
        let _ = element.set_attribute("transform", &shift);
        // What is below is seen.
        let _ = element.set_attribute("opacity", if aside { "0.4" } else { "1" });
    }
    let preview = page.editor.with_untracked(|editor| {
        let few = editor.design().machines.len() <= LIVE;
        few.then(|| taken.placing.preview(editor, &held))
    });
    page.hand.set(Some(InHand {
        machines: taken.placing.machines().to_vec(),
        preview,
        outlines: if aside { taken.placing.outlines(&held) } else { Vec::new() },
        guides: held.guides.clone(),
    }));
    taken.held = held;
}

/// The drawing as it was.
fn put_back(page: Page, taken: &Taken) {
    for element in &taken.elements {
        let _ = element.remove_attribute("transform");
        let _ = element.remove_attribute("opacity");
    }
    page.hand.set(None);
    // By the second frame everything stands where it went.
    request_animation_frame(move || request_animation_frame(move || moving(page)));
}

/// From now on nothing glides: it is where the pointer is.
fn still(page: Page) {
    if let Some(canvas) = page.canvas.get_untracked() {
        let _ = canvas.class_list().add_1("still");
    }
}

fn moving(page: Page) {
    if page.hand.with_untracked(Option::is_none)
        && let Some(canvas) = page.canvas.get_untracked()
    {
        let _ = canvas.class_list().remove_1("still");
    }
}

fn arrange(page: Page, how: Arrange, machines: &[usize]) {
    match page.editor.with_untracked(|editor| arranged(editor, machines, how)) {
        Ok((title, edit)) => {
            if matches!(how, Arrange::Nudge(..)) {
                page.moved.set(true);
            }
            page.put(&title, &edit);
            if let ([only], true) = (machines, page.moved.get_untracked()) {
                page.bring_into_sight(Thing::Machine(*only));
            }
        }
        Err(reason) => page.refuse(reason),
    }
}
