//! A drag: what is carried, and what the page does as it goes on and ends.

use super::choosing::on_drawing;
use super::hand;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Cargo, Drop, Point, Scene, Thing, carried_with, drop_group};
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

/// Where the pointer of a drag is.
#[derive(Clone, Copy, Debug)]
pub struct Dragged {
    /// Where on the drawing it was pressed.
    pub from: Point,
    /// Where it is now, in the window.
    pub at: (i32, i32),
    /// What it moves shall not snap.
    pub free: bool,
}

impl Page {
    /// Begins to carry.
    pub fn carry(self, cargo: Cargo, name: &str, from: Option<Thing>, x: i32, y: i32) {
        let (at, over) = self.under(x, y);
        let drop = self.drop_over(cargo, from, over);
        self.judge_soon(&drop, at);
        let along: Vec<Thing> = from.map_or_else(Vec::new, |thing| {
            let all = self.editor.with_untracked(|editor| carried_with(editor, thing));
            all.into_iter().filter_map(Cargo::thing).collect()
        });
        let name = match along.len() {
            0 | 1 => name.to_owned(),
            all => format!("{name} and {} more", all - 1),
        };
        self.carried.set(Some(Carried { cargo, name, from, along, at, over, drop }));
    }

    /// Goes on with what is carried.
    pub fn carry_on(self, x: i32, y: i32) {
        let Some(carried) = self.carried.get_untracked() else { return };
        let (at, over) = self.under(x, y);
        let drop = if over == carried.over {
            carried.drop
        } else {
            self.drop_over(carried.cargo, carried.from, over)
        };
        self.judge_soon(&drop, at);
        self.carried.set(Some(Carried { at, over, drop, ..carried }));
    }

    /// The place on the canvas of a point of the window, and the machine there.
    fn under(self, x: i32, y: i32) -> (Point, Option<usize>) {
        let seen = self.on_canvas(x, y);
        let at = self.view.get_untracked().on_drawing(seen);
        let over = |scene: &Scene| scene.machine_at(at).map(|machine| machine.index);
        (seen, self.scene.with_untracked(over))
    }

    fn drop_over(self, cargo: Cargo, from: Option<Thing>, over: Option<usize>) -> Drop {
        self.editor.with_untracked(|editor| drop_group(editor, cargo, from, over))
    }

    /// Goes on with whatever is dragged: its pointer is there now, or the drawing was shifted below it.
    pub fn drag_on(self, dragged: Dragged) {
        let Dragged { from, at, free } = dragged;
        self.dragged.set_value(Some(dragged));
        if self.hand.with_untracked(Option::is_some) {
            let to = on_drawing(self, at);
            let shift = Point { x: to.x - from.x, y: to.y - from.y };
            hand::ask(self, hand::Move::To { shift, free });
        }
        self.carry_on(at.0, at.1);
        if self.marquee.with_untracked(Option::is_some) {
            let to = on_drawing(self, at);
            self.marquee.update(|marquee| {
                if let Some(marquee) = marquee {
                    marquee.reach(to);
                }
            });
        }
    }

    /// Checks the design as a drop here would leave it, once the pointer has rested here for a moment:
    /// a check of a large one takes longer than a frame.
    fn judge_soon(self, drop: &Drop, at: Point) {
        const REST: Duration = Duration::from_millis(60);
        if drop.judged {
            return;
        }
        let judge = move || {
            let here = |c: &Carried| c.at == at && !c.drop.judged;
            let Some(mut carried) = self.carried.get_untracked().filter(here) else { return };
            carried.drop = self
                .editor
                .with_untracked(|editor| carried.drop.judge(editor.design(), editor.report()));
            // What causes nothing is drawn already.
            let is_news = carried.drop.causes.is_some();
            let judged = Some(carried);
            if is_news {
                self.carried.set(judged);
            } else {
                self.carried.update_untracked(|carried| *carried = judged);
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
        self.dragged.set_value(None);
        if self.hand.with_untracked(Option::is_some) {
            hand::ask(self, hand::Move::PutBack);
        }
        if self.carried.get_untracked().is_some() {
            self.carried.set(None);
            self.say("Nothing was moved.");
        }
        self.marquee.set(None);
        self.hint.set(None);
    }
}
