//! What stops the site, looked for while nobody waits.

use crate::state::Page;
use leptos::prelude::*;
use presswright::editor::rehearsal::{Looking, Weakness};
use std::time::Duration;

/// How long a change has to rest before it is looked at.
const REST: Duration = Duration::from_millis(200);
/// How long it is looked at in one go, in milliseconds: the page draws in between.
const SLICE: f64 = 6.0;

/// What was found, and what was found before the last change.
#[derive(Clone, Copy)]
pub struct Weaknesses {
    pub found: RwSignal<Weakness>,
    pub before: RwSignal<Option<Weakness>>,
}

impl Weaknesses {
    pub fn new(page: Page) -> Weaknesses {
        let found = RwSignal::new(Weakness::default());
        let before = RwSignal::new(None::<Weakness>);
        let looking = StoredValue::new(None::<(u64, Looking)>);
        Effect::new(move |begun: Option<u64>| {
            let revision = page.revision.get();
            if begun.is_some() && found.with_untracked(|found| found.sets.is_some()) {
                before.set(Some(found.get_untracked()));
            }
            looking.set_value(None);
            set_timeout(move || begin(page, looking, found, revision), REST);
            revision
        });
        Weaknesses { found, before }
    }
}

type Search = StoredValue<Option<(u64, Looking)>>;

fn begin(page: Page, looking: Search, found: RwSignal<Weakness>, revision: u64) {
    // Rehearse may be left by now, or the design be another.
    if looking.try_get_value().is_none() || page.revision.get_untracked() != revision {
        return;
    }
    let sound = page.editor.with_untracked(|editor| editor.report().errors() == 0);
    if !sound {
        return found.set(Weakness::default());
    }
    let begun =
        page.editor.with_untracked(|editor| Looking::of(editor.design(), editor.topology()));
    found.set(begun.found.clone());
    looking.set_value(Some((revision, begun)));
    go_on(page, looking, found);
}

fn go_on(page: Page, looking: Search, found: RwSignal<Weakness>) {
    set_timeout(
        move || {
            let now = page.revision.get_untracked();
            let looked = looking.try_update_value(|looking| {
                let (revision, search) = looking.as_mut()?;
                if *revision != now {
                    return None;
                }
                let until = js_sys::Date::now() + SLICE;
                let before = search.found.clone();
                let mut more = true;
                page.editor.with_untracked(|editor| {
                    while more && js_sys::Date::now() < until {
                        more = search.step(editor.design(), editor.topology());
                    }
                });
                let new = (search.found != before).then(|| search.found.clone());
                Some((more, new))
            });
            let Some(Some((more, new))) = looked else { return };
            if let Some(new) = new {
                let _ = found.try_set(new);
            }
            if more {
                go_on(page, looking, found);
            }
        },
        Duration::ZERO,
    );
}
