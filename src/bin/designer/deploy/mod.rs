//! Deploy, in Rehearse: the start of the bundle on a simulated cluster, with a clock that is played, stopped and set.
//!
//! All of it is one part, which is here while Deploy is chosen. What is set outlives it in Rehearse
//! (`rehearse/deploys.rs`). The history is computed once; a moment of it is looked up.

mod breaks;
mod card;
mod following;
mod log;
mod marks;
mod panel;
mod playing;
mod waits;

use super::part::{Draw, part};
use super::rehearse::Deploys;
use super::standing::Bit;
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::editor::rehearsal::Failing;
use presswright::editor::rehearsal::deploy::{
    At, Course, Starting, at_start, start_from_link, start_to_link,
};
use presswright::editor::{Action, Scene, Thing};
use std::sync::Arc;

part!(deploy in load: Draw = || view! { <DeployView /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/deploy.css");

/// What the rest of Rehearse needs of a start.
#[derive(Clone, Copy)]
pub struct Deploy {
    /// The drawing at the moment that is looked at.
    pub scene: fn(Deploy) -> Option<Scene>,
    /// What is drawn above it.
    pub above: fn(Deploy) -> AnyView,
    /// The panel in the dock.
    pub panel: fn(Deploy) -> AnyView,
    /// What stands behind a link to the design.
    pub link: fn(Deploy) -> String,
    /// One of the actions that are Rehearse's own.
    pub act: fn(Deploy, Page, Action, Option<Thing>),
    /// What is broken at that moment.
    pub failing: fn(Deploy) -> Vec<Failing>,
    /// Breaks it then, or mends it.
    pub turn: fn(Deploy, Page, &Failing),
    state: State,
}

#[derive(Clone, Copy)]
struct State {
    starting: RwSignal<Starting>,
    /// What comes of it; nothing where the design has errors.
    course: RwSignal<Option<Arc<Course>>>,
    /// How many errors the design has.
    errors: RwSignal<usize>,
    /// What came of it before the design was changed, where that is another sentence.
    before: RwSignal<Option<String>>,
    /// The moment that is looked at, in milliseconds.
    at: RwSignal<u64>,
    speed: RwSignal<u32>,
    playing: RwSignal<bool>,
    /// Where the moment is among all of them.
    moment: Memo<Option<usize>>,
    drawn: Memo<At>,
}

impl State {
    fn new(page: Page, deploys: Deploys) -> State {
        let Deploys { starting, at, speed, .. } = deploys;
        let course = RwSignal::new(None::<Arc<Course>>);
        let read = move |read: fn(&Course, u64) -> Option<usize>| {
            Memo::new(move |_| {
                let now = at.get();
                course.with(|course| course.as_ref().and_then(|course| read(course, now)))
            })
        };
        let happened = read(|course, at| Some(course.happened(at)));
        let drawn = Memo::new(move |_| {
            // Between two events nothing changes. It is read: one that is only tracked is never computed.
            let _ = happened.get();
            page.revision.track();
            let (narrow, now) = (page.narrow.get(), at.get_untracked());
            let drawn = |course: &Course| {
                page.editor.with_untracked(|editor| {
                    starting.with_untracked(|it| at_start(editor, course, it, now, narrow))
                })
            };
            course.with(|course| course.as_deref().map(drawn)).unwrap_or_default()
        });
        State {
            starting,
            course,
            errors: RwSignal::new(0),
            before: RwSignal::new(None),
            at,
            speed,
            playing: RwSignal::new(false),
            moment: read(Course::moment),
            drawn,
        }
    }

    /// Reads the course, if there is one.
    fn course<T>(self, read: impl FnOnce(&Course) -> T) -> Option<T> {
        self.course.with(|course| course.as_deref().map(read))
    }

    /// The same for whoever does not follow it.
    fn course_now<T>(self, read: impl FnOnce(&Course) -> T) -> Option<T> {
        self.course.with_untracked(|course| course.as_deref().map(read))
    }
}

#[component]
fn DeployView() -> impl IntoView {
    let page = page();
    let deploys = expect_context::<Deploys>();
    let state = State::new(page, deploys);
    take(page, state, deploys);
    following::follow(page, state);
    following::tell(page, state);
    playing::follow(page, state);
    let stand = move |bit, list: fn(&At) -> &Vec<Thing>| {
        page.standings.follow_here(bit, move || state.drawn.with(|drawn| list(drawn).clone()));
    };
    stand(Bit::Failed, |drawn| &drawn.failed);
    stand(Bit::Ailing, |drawn| &drawn.ailing);
    stand(Bit::Coming, |drawn| &drawn.coming);
    deploys.here.set(Some(Deploy {
        scene: |deploy| {
            let scene = deploy.state.drawn.try_with(|drawn| drawn.scene.clone())?;
            // With errors the drawing is the design's own.
            (!scene.machines.is_empty()).then_some(scene)
        },
        above: |deploy| marks::above(deploy.state),
        panel: |deploy| panel::panel(crate::state::page(), deploy.state),
        link: |deploy| {
            let at = deploy.state.at.get_untracked();
            deploy.state.starting.with_untracked(|starting| start_to_link(starting, at))
        },
        act: |deploy, page, action, thing| playing::act(page, deploy.state, action, thing),
        failing: |deploy| {
            let at = deploy.state.at.get();
            deploy.state.starting.with(|starting| starting.on(at).cloned().collect())
        },
        turn: |deploy, page, one| playing::turn(page, deploy.state, one),
        state,
    }));
    on_cleanup(move || {
        let _ = deploys.here.try_set(None);
    });
    view! {
        <style>{STYLE}</style>
        {card::card(page, state)}
    }
}

/// Takes the start of a link, once it comes; one that means nothing is said and left.
fn take(page: Page, state: State, deploys: Deploys) {
    Effect::new(move |_| {
        let Some(link) = deploys.coming.get() else { return };
        deploys.coming.set(None);
        match start_from_link(&link) {
            Ok(Some((starting, at))) => {
                state.playing.set(false);
                state.at.set(at);
                state.starting.set(starting);
            }
            Ok(None) => {}
            Err(reason) => storage::fail(
                page,
                &format!(
                    "The start of the link was refused: {reason}. The design is open; its start is the one that was here."
                ),
            ),
        }
    });
}
