//! A drag: what is carried, and what the page does as it goes on and ends.

use super::hand;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Cargo, Drop, Point, Thing, carried_with, drop_group};
use std::time::Duration;

/// A drag that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub cargo: Cargo,
    /// What it is called.
    pub name: String,
    /// The thing it was taken from, to draw it faintly.
    pub from: Option<Thing>,
    /// All that goes along, that thing too.
    pub along: Vec<Thing>,
    /// Where the pointer is on the canvas.
    pub at: Point,
    /// The machine under it.
    pub over: Option<usize>,
    /// What a drop here would mean.
    pub drop: Drop,
}

impl Page {
    /// Begins a drag, or goes on with it.
    pub fn carry(self, cargo: Cargo, name: &str, from: Option<Thing>, x: i32, y: i32) {
        let seen = self.on_canvas(x, y);
        let at = self.view.get_untracked().on_drawing(seen);
        let over =
            self.scene.with_untracked(|scene| scene.machine_at(at).map(|machine| machine.index));
        let before = self.carried.with_untracked(|carried| {
            carried.as_ref().filter(|c| c.over == over && c.cargo == cargo).map(|c| c.drop.clone())
        });
        let drop = before.unwrap_or_else(|| {
            self.judge_soon(cargo, over);
            self.editor.with_untracked(|editor| drop_group(editor, cargo, from, over))
        });
        let along: Vec<Thing> = from.map_or_else(Vec::new, |thing| {
            let all = self.editor.with_untracked(|editor| carried_with(editor, thing));
            all.into_iter().filter_map(Cargo::thing).collect()
        });
        let name = match along.len() {
            0 | 1 => name.to_owned(),
            all => format!("{name} and {} more", all - 1),
        };
        self.carried.set(Some(Carried { cargo, name, from, along, at: seen, over, drop }));
    }

    /// Checks the design as a drop here would leave it, once the pointer has rested for a moment: a
    /// check of a large one takes longer than a frame.
    fn judge_soon(self, cargo: Cargo, over: Option<usize>) {
        const REST: Duration = Duration::from_millis(60);
        let judge = move || {
            let here = |c: &Carried| c.over == over && c.cargo == cargo && c.drop.causes.is_none();
            let Some(mut carried) = self.carried.get_untracked().filter(here) else { return };
            carried.drop = self
                .editor
                .with_untracked(|editor| carried.drop.judge(editor.design(), editor.topology()));
            if carried.drop.causes.is_some() {
                self.carried.set(Some(carried));
            }
        };
        set_timeout(judge, REST);
    }

    /// Ends a drag: makes its change, if it means one.
    pub fn let_go(self) {
        let Some(carried) = self.carried.get_untracked() else { return };
        self.carried.set(None);
        match carried.drop.edit {
            Some(edit) => self.attempt(carried.drop.sentence.trim_end_matches('.'), &edit),
            None => self.say(carried.drop.sentence),
        }
    }

    /// Ends a drag without a change.
    pub fn cancel(self) {
        if self.hand.with_untracked(Option::is_some) {
            hand::ask(self, hand::Move::PutBack);
        }
        if self.carried.get_untracked().is_some() {
            self.carried.set(None);
            self.say("Nothing was moved.");
        }
        self.marquee.set(None);
        self.refusal.set(None);
    }
}
