//! Load, in Rehearse: a curve of requests, and what comes of it over time.
//!
//! All of it is one part, which is here while Load is chosen. What is set outlives it in Rehearse
//! (`rehearse/loads.rs`).

mod card;
mod following;
mod panel;
mod plots;
mod settings;
mod sheet;
mod tables;

use super::part::{Draw, part};
use super::rehearse::{Before, Loads};
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::editor::Scene;
use presswright::editor::rehearsal::load::{
    Course, Loading, at_load, load_from_link, load_to_link,
};
use presswright::simulate::load::Moment;
use std::sync::Arc;

part!(load: Draw = || view! { <LoadView /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/load.css");

/// What the rest of Rehearse needs of a load.
#[derive(Clone, Copy)]
pub struct Load {
    /// The drawing at the time that is looked at.
    pub scene: fn(Load) -> Option<Scene>,
    /// The panel in the dock.
    pub panel: fn(Load) -> AnyView,
    /// What stands behind a link to the design.
    pub link: fn(Load) -> String,
    state: State,
}

#[derive(Clone, Copy)]
struct State {
    loading: RwSignal<Loading>,
    /// What came of it; nothing before it is known, and where the design has errors.
    course: RwSignal<Option<Arc<Course>>>,
    /// How many errors the design has.
    errors: RwSignal<usize>,
    /// Whether something newer is being computed.
    busy: RwSignal<bool>,
    before: RwSignal<Option<Before>>,
    /// The second that is looked at.
    at: RwSignal<u32>,
    scene: Memo<Option<Scene>>,
}

impl State {
    /// Reads the course and the moment that is looked at.
    fn moment<T>(self, read: impl FnOnce(&Course, &Moment) -> T) -> Option<T> {
        let at = self.at.get();
        self.course.with(|course| {
            let course = course.as_ref()?;
            course.at(at).map(|moment| read(course, moment))
        })
    }

    /// Reads the course, and the one that it is compared with.
    fn both<T>(self, read: impl FnOnce(&Course, Option<&Course>) -> T) -> Option<T> {
        self.course.with(|course| {
            let course = course.as_ref()?;
            self.before.with(|before| {
                Some(read(course, before.as_ref().map(|before| before.course.as_ref())))
            })
        })
    }
}

#[component]
fn LoadView() -> impl IntoView {
    let page = page();
    let loads = expect_context::<Loads>();
    let (loading, before, at) = (loads.loading, loads.before, loads.at);
    let course = RwSignal::new(None);
    let counts = Memo::new(move |_| {
        let second = at.get();
        course.with(|course: &Option<Arc<Course>>| {
            let moment = course.as_ref()?.at(second)?;
            Some((moment.replicas, moment.ready))
        })
    });
    let scene = Memo::new(move |_| {
        let narrow = page.narrow.get();
        page.revision.track();
        let (replicas, ready) = counts.get()?;
        Some(page.editor.with_untracked(|editor| at_load(editor, replicas, ready, narrow)))
    });
    let (errors, busy) = (RwSignal::new(0), RwSignal::new(false));
    let state = State { loading, course, errors, busy, before, at, scene };
    take(page, loads);
    following::follow(page, state);
    following::tell(page, state);
    loads.here.set(Some(Load { scene: scene_of, panel, link, state }));
    on_cleanup(move || {
        let _ = loads.here.try_set(None);
    });
    view! {
        <style>{STYLE}</style>
        {card::card(page, state)}
    }
}

/// Takes the load of a link, once it comes; one that means nothing is said and left.
fn take(page: Page, loads: Loads) {
    Effect::new(move |_| {
        let Some(link) = loads.coming.get() else { return };
        loads.coming.set(None);
        match load_from_link(&link) {
            Ok(Some(loading)) => {
                loads.before.set(None);
                loads.at.set(0);
                loads.loading.set(loading);
            }
            Ok(None) => {}
            Err(reason) => storage::fail(
                page,
                &format!(
                    "The load of the link was refused: {reason}. The design is open; its load is the one that was here."
                ),
            ),
        }
    });
}

fn scene_of(load: Load) -> Option<Scene> {
    load.state.scene.try_get().flatten()
}

fn panel(load: Load) -> AnyView {
    panel::panel(page(), load.state)
}

fn link(load: Load) -> String {
    load.state.loading.with_untracked(load_to_link)
}
