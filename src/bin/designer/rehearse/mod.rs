//! Rehearse: things fail, visitors come, or the bundle comes up, and the drawing says what becomes of the site.
//!
//! All of it is one part. It is here from when Rehearse is chosen until it is left, and what failed is
//! forgotten then: nothing of it is in the design.

mod card;
mod coming;
mod deploys;
mod details;
mod faults;
mod loads;
mod marks;
mod panel;
mod telling;
mod view;
mod weak;

use super::actions::keep_focus;
use super::canvas::focus_on;
use super::deploy::deploy;
use super::live::{live_option, live_while};
use super::load::load;
use super::part::{Draw, fetched, part};
use super::standing::Bit;
use super::state::{Page, page};
use coming::Coming;
use leptos::prelude::*;
use presswright::editor::rehearsal::{
    Answer, Failing, Phase, Staged, answer, can_be_pressed, faults_of, no_cluster, staged, to_link,
    toggled,
};
use presswright::editor::{Action, Scene, Tab, Thing};
use presswright::simulate::serving::Level;
use std::sync::Arc;
use weak::Weaknesses;

pub use card::shown;
pub use coming::open;
pub use deploys::Deploys;
pub use details::details;
pub use loads::{Before, Loads};
pub use marks::{cut, sign};
pub use telling::tell_rested;
use view::View;

part!(rehearse: Draw = || view! { <Rehearse /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../../style/rehearse.css");

/// What the rest of the page needs of a rehearsal.
#[derive(Clone, Copy)]
pub struct Rehearsal {
    /// The drawing in place of the design's own.
    pub scene: fn(Rehearsal) -> Option<Scene>,
    /// What is drawn above it.
    pub above: fn(Rehearsal) -> AnyView,
    /// A press on a thing, or beside all.
    pub press: fn(Rehearsal, Page, Option<Thing>),
    /// One of the actions that are its own.
    pub act: fn(Rehearsal, Page, Action, Option<Thing>),
    /// What of a thing can fail, among its settings.
    pub faults: fn(Rehearsal, Memo<Thing>) -> AnyView,
    /// The panel in the dock.
    pub panel: fn(Rehearsal) -> AnyView,
    /// What stands behind a link to the design.
    pub link: fn(Rehearsal) -> String,
    state: State,
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// So many errors: there is no cluster of it.
    Errors(usize),
    Answer(Arc<Answer>),
}

impl Told {
    fn answer(&self) -> Option<&Answer> {
        match self {
            Told::Errors(_) => None,
            Told::Answer(answer) => Some(answer),
        }
    }

    fn sentence(&self) -> String {
        match self {
            Told::Errors(count) => no_cluster(*count),
            Told::Answer(answer) => answer.sentence.clone(),
        }
    }

    fn level(&self) -> Level {
        self.answer().map_or(Level::Partly, |answer| answer.level)
    }
}

/// What is rehearsed.
#[derive(Clone, Copy)]
struct State {
    failing: RwSignal<Vec<Failing>>,
    /// Each settles before the next.
    one_by_one: RwSignal<bool>,
    /// The time that is drawn.
    phase: RwSignal<Phase>,
    told: Memo<Told>,
    staged: Memo<Staged>,
    /// What was told before the design was changed, where it is another now.
    before: RwSignal<Option<String>>,
    weaknesses: Weaknesses,
    /// Which of them is looked at.
    view: RwSignal<View>,
    loads: Loads,
    deploys: Deploys,
}

impl State {
    fn new(page: Page) -> State {
        let failing = RwSignal::new(Vec::<Failing>::new());
        let one_by_one = RwSignal::new(false);
        let phase = RwSignal::new(Phase::default());
        let told = Memo::new(move |_| {
            page.revision.track();
            let one_by_one = one_by_one.get();
            page.editor.with_untracked(|editor| match editor.report().errors() {
                0 => Told::Answer(Arc::new(failing.with(|failing| {
                    answer(editor.design(), editor.topology(), failing, one_by_one)
                }))),
                errors => Told::Errors(errors),
            })
        });
        let view = RwSignal::new(View::default());
        let staged = Memo::new(move |_| {
            // A load and a start have drawings of their own.
            if view.get() != View::Failure {
                return Staged::default();
            }
            let (narrow, phase) = (page.narrow.get(), phase.get());
            let drawn = |answer: &Answer| {
                page.editor.with_untracked(|editor| staged(editor, answer, phase, narrow))
            };
            told.with(|told| told.answer().map(drawn)).unwrap_or_default()
        });
        let before = RwSignal::new(None);
        let weaknesses = Weaknesses::new(page);
        let (loads, deploys) = (Loads::new(), Deploys::new());
        State { failing, one_by_one, phase, told, staged, before, weaknesses, view, loads, deploys }
    }

    /// Looks at the load or the start of a link, if it has one, once that part is here.
    fn expect(self, coming: Coming) {
        self.one_by_one.set(coming.one_by_one);
        self.failing.set(coming.failing);
        self.view.set(match (&coming.start, &coming.load) {
            (Some(_), _) => View::Deploy,
            (None, Some(_)) => View::Load,
            (None, None) => View::Failure,
        });
        self.loads.coming.set(coming.load);
        self.deploys.coming.set(coming.start);
    }

    /// What fails: at rest, or at the moment of a start that is looked at. The settings ask once more when Rehearse is
    /// left, and all of this is gone.
    fn fails(self) -> Vec<Failing> {
        match self.view.try_get() {
            Some(View::Deploy) => {
                let here = self.deploys.here.try_get().flatten();
                here.map(|deploy| (deploy.failing)(deploy)).unwrap_or_default()
            }
            Some(View::Failure | View::Load) => self.failing.try_get().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Lets it fail, or brings it back.
    fn turn(self, page: Page, one: &Failing) {
        if self.view.get_untracked() == View::Deploy {
            if let Some(deploy) = self.deploys.here.get_untracked() {
                (deploy.turn)(deploy, page, one);
            }
            return;
        }
        let mut next = self.failing.get_untracked();
        match next.iter().position(|other| other == one) {
            Some(place) => {
                next.remove(place);
            }
            None => next.push(one.clone()),
        }
        self.set(page, next);
    }

    /// Lets these fail, and nothing else.
    fn set(self, page: Page, failing: Vec<Failing>) {
        keep_focus(page);
        self.before.set(None);
        self.failing.set(failing);
    }
}

#[component]
fn Rehearse() -> impl IntoView {
    let page = page();
    let state = State::new(page);
    let rehearsal = Rehearsal {
        scene,
        above: marks::above,
        press,
        act,
        faults: faults::of,
        panel,
        link,
        state,
    };
    let stand = move |bit, list: fn(&Staged) -> &Vec<Thing>| {
        page.standings.follow_here(bit, move || state.staged.with(|staged| list(staged).clone()));
    };
    stand(Bit::Failed, |staged| &staged.failed);
    stand(Bit::Ailing, |staged| &staged.ailing);
    tell(page, state);
    state.expect(coming::take());
    provide_context(state.loads);
    provide_context(state.deploys);
    page.rehearsal.set(Some(rehearsal));
    page.tab.set(Tab::Rehearsal);
    // Where the dock lies over the drawing, the drawing comes first: style/shell.css.
    let small = window().match_media("(max-width: 56.25em)").ok().flatten();
    if !small.is_some_and(|query| query.matches()) {
        page.dock.set(true);
    }
    on_cleanup(move || {
        page.rehearsal.set(None);
        if page.tab.get_untracked() == Tab::Rehearsal {
            page.tab.set(Tab::Problems);
        }
        let next = Action::Mode(page.mode.get_untracked()).name();
        page.say(format!("{next}. What was rehearsed is forgotten."));
    });
    view! {
        <style>{STYLE}</style>
        {live_while(move || state.view.get() == View::Failure, move || card::card(page, state))}
        {live_while(move || state.view.get() == View::Load, || fetched(load))}
        {live_while(move || state.view.get() == View::Deploy, || fetched(deploy))}
    }
}

fn link(rehearsal: Rehearsal) -> String {
    let state = rehearsal.state;
    let fails = state.failing.with_untracked(|all| to_link(all, state.one_by_one.get_untracked()));
    // Of what is looked at: whoever opens the link looks at what its sender did.
    let load = state.loads.here.get_untracked().map(|load| (load.link)(load));
    let start = state.deploys.here.get_untracked().map(|deploy| (deploy.link)(deploy));
    fails + &load.or(start).unwrap_or_default()
}

fn scene(rehearsal: Rehearsal) -> Option<Scene> {
    let State { staged, view, loads, deploys, .. } = rehearsal.state;
    match view.try_get()? {
        View::Failure => {}
        View::Load => return loads.here.try_get().flatten().and_then(|it| (it.scene)(it)),
        View::Deploy => return deploys.here.try_get().flatten().and_then(|it| (it.scene)(it)),
    }
    // With errors, and when it is just being left, the drawing is the design's own.
    let whole = staged.try_with(|staged| staged.scene.clone())?;
    (!whole.machines.is_empty()).then_some(whole)
}

fn panel(rehearsal: Rehearsal) -> AnyView {
    let state = rehearsal.state;
    let page = page();
    // When Rehearse is left from a part of its own, that goes first, and this hears of it when all of it is gone.
    let load = move || state.loads.here.try_get().flatten().map(|it| (it.panel)(it));
    let start = move || state.deploys.here.try_get().flatten().map(|it| (it.panel)(it));
    view::chosen(state.view, move |view| match view {
        View::Failure => panel::panel(page, state),
        View::Load => view! { {live_option(load)} }.into_any(),
        View::Deploy => view! { {live_option(start)} }.into_any(),
    })
}

fn press(rehearsal: Rehearsal, page: Page, thing: Option<Thing>) {
    page.editor.update(|editor| editor.select(thing));
    if rehearsal.state.view.get_untracked() == View::Load {
        return;
    }
    if let Some(thing) = thing.filter(|thing| can_be_pressed(*thing)) {
        act(rehearsal, page, Action::Fail, Some(thing));
    }
}

fn act(rehearsal: Rehearsal, page: Page, action: Action, thing: Option<Thing>) {
    let state = rehearsal.state;
    let plays = matches!(action, Action::Play | Action::Event(_));
    match state.view.get_untracked() {
        View::Deploy => {
            if let Some(deploy) = state.deploys.here.get_untracked() {
                (deploy.act)(deploy, page, action, thing);
            }
            return;
        }
        _ if plays => {
            return page.refuse("A start is played in Deploy, beside Failure.".to_owned());
        }
        View::Load => {
            // Enter on a thing comes here too, and opens its settings where nothing fails.
            page.select(thing);
            return page.refuse("Things fail in Failure and Deploy, beside Load.".to_owned());
        }
        View::Failure => {}
    }
    if action == Action::BringBack {
        return state.set(page, Vec::new());
    }
    let next = page.editor.with_untracked(|editor| {
        let (design, topology) = (editor.design(), editor.topology());
        let things = editor.meant(thing);
        let able = things.iter().any(|thing| !faults_of(*thing, design, topology).is_empty());
        let next = || state.failing.with_untracked(|all| toggled(all, &things, design, topology));
        able.then(next)
    });
    match next {
        Some(next) => state.set(page, next),
        None => page.refuse("Machines, pods, folders and the NFS export can fail.".to_owned()),
    }
    if let Some(thing) = thing {
        request_animation_frame(move || {
            // A screen reader presses without the focus.
            if document().active_element().is_none_or(|now| now.tag_name() == "BODY") {
                focus_on(thing);
            }
        });
    }
}

/// What becomes of the site is said once, when it is another.
fn tell(page: Page, state: State) {
    Effect::new(move |last: Option<(u64, Vec<Failing>, String)>| {
        let sentence = state.told.with(Told::sentence);
        let (revision, failing) = (page.revision.get(), state.failing.get());
        let silent = state.view.get() != View::Failure;
        match last {
            _ if silent => {}
            None => page.say(format!("Rehearse. {sentence}")),
            Some((_, _, old)) if old == sentence => {}
            Some((at, what, old)) if at != revision && what == failing => {
                // The change itself was said just before.
                page.say(format!("{} {sentence}", page.said.get_untracked()));
                state.before.set(Some(old));
            }
            Some(_) => page.say(sentence.clone()),
        }
        (revision, failing, sentence)
    });
}
