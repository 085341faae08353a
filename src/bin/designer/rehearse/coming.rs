//! What a link rehearses: what fails in it, its load or its start.

use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::Mode;
use presswright::editor::rehearsal::deploy::carries_start;
use presswright::editor::rehearsal::load::carries_load;
use presswright::editor::rehearsal::{Failing, from_link};
use std::cell::RefCell;

/// What a link rehearses.
pub struct Coming {
    pub failing: Vec<Failing>,
    pub one_by_one: bool,
    /// The link, where it has a load.
    pub load: Option<String>,
    /// The link, where it has a start.
    pub start: Option<String>,
}

impl Coming {
    const NOTHING: Coming =
        Coming { failing: Vec::new(), one_by_one: false, load: None, start: None };

    fn of(link: &str) -> Coming {
        let (failing, one_by_one) = from_link(link);
        let own = |carries: bool| carries.then(|| link.to_owned());
        let (load, start) = (own(carries_load(link)), own(carries_start(link)));
        Coming { failing, one_by_one, load, start }
    }

    fn is_nothing(&self) -> bool {
        self.failing.is_empty() && self.load.is_none() && self.start.is_none()
    }
}

thread_local! {
    /// What a link rehearses, until Rehearse is here. The page has one thread.
    static COMING: RefCell<Coming> = const { RefCell::new(Coming::NOTHING) };
}

/// What a link rehearses, once.
pub fn take() -> Coming {
    COMING.replace(Coming::NOTHING)
}

/// Rehearses what a link has behind its design, if anything.
pub fn open(page: Page, link: &str) {
    let coming = Coming::of(link);
    match page.rehearsal.get_untracked() {
        Some(rehearsal) => rehearsal.state.expect(coming),
        None if coming.is_nothing() => {}
        None => {
            COMING.set(coming);
            page.mode.set(Mode::Rehearse);
        }
    }
}
