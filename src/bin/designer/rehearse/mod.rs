//! Rehearse: things fail, and the drawing says what becomes of the site.
//!
//! All of it is one part. It is here from when Rehearse is chosen until it is left, and what failed is
//! forgotten then: nothing of it is in the design.

mod card;
mod faults;
mod loads;
mod marks;
mod panel;
mod weak;

use super::actions::keep_focus;
use super::canvas::focus_on;
use super::live::{live_option, live_while};
use super::load::load;
use super::part::{Draw, fetched, part};
use super::standing::Bit;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::rehearsal::load::carries_load;
use presswright::editor::rehearsal::{
    Answer, Failing, Phase, Staged, answer, can_be_pressed, faults_of, from_link, no_cluster,
    staged, to_link, toggled,
};
use presswright::editor::{Action, Mode, Scene, Tab, Thing};
use presswright::simulate::serving::Level;
use std::cell::RefCell;
use std::sync::Arc;
use weak::Weaknesses;

pub use card::shown;
pub use loads::{Before, Loads, View};

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
    loads: Loads,
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
        let loads = Loads::new();
        let staged = Memo::new(move |_| {
            // A load has a drawing of its own, on which nothing fails.
            if loads.chosen() {
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
        State { failing, one_by_one, phase, told, staged, before, weaknesses, loads }
    }

    /// Looks at the load of a link, if it has one, once that part is here.
    fn expect(self, load: Option<String>) {
        self.loads.view.set(if load.is_some() { View::Load } else { View::Failure });
        self.loads.coming.set(load);
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
    stand(page, Bit::Failed, state, |staged| &staged.failed);
    stand(page, Bit::Ailing, state, |staged| &staged.ailing);
    tell(page, state);
    let coming = COMING.replace(Coming::NOTHING);
    state.one_by_one.set(coming.one_by_one);
    state.failing.set(coming.failing);
    state.expect(coming.load);
    provide_context(state.loads);
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
        {live_while(move || !state.loads.chosen(), move || card::card(page, state))}
        {live_while(move || state.loads.chosen(), || fetched(load))}
    }
}

/// What a link rehearses.
struct Coming {
    failing: Vec<Failing>,
    one_by_one: bool,
    /// The link, where it has a load.
    load: Option<String>,
}

impl Coming {
    const NOTHING: Coming = Coming { failing: Vec::new(), one_by_one: false, load: None };

    fn of(link: &str) -> Coming {
        let (failing, one_by_one) = from_link(link);
        Coming { failing, one_by_one, load: carries_load(link).then(|| link.to_owned()) }
    }
}

thread_local! {
    /// What a link rehearses, until Rehearse is here. The page has one thread.
    static COMING: RefCell<Coming> = const { RefCell::new(Coming::NOTHING) };
}

/// Rehearses what a link has behind its design, if anything.
pub fn open(page: Page, link: &str) {
    let coming = Coming::of(link);
    match page.rehearsal.get_untracked() {
        Some(rehearsal) => {
            rehearsal.state.one_by_one.set(coming.one_by_one);
            rehearsal.state.failing.set(coming.failing);
            rehearsal.state.expect(coming.load);
        }
        None if coming.failing.is_empty() && coming.load.is_none() => {}
        None => {
            COMING.set(coming);
            page.mode.set(Mode::Rehearse);
        }
    }
}

fn link(rehearsal: Rehearsal) -> String {
    let state = rehearsal.state;
    let fails = state.failing.with_untracked(|all| to_link(all, state.one_by_one.get_untracked()));
    // While Load is looked at: whoever opens the link looks at what its sender did.
    let load = state.loads.here.get_untracked().map(|load| (load.link)(load));
    fails + &load.unwrap_or_default()
}

fn scene(rehearsal: Rehearsal) -> Option<Scene> {
    let (staged, loads) = (rehearsal.state.staged, rehearsal.state.loads);
    if loads.view.try_get()? == View::Load {
        return loads.here.try_get().flatten().and_then(|load| (load.scene)(load));
    }
    // With errors, and when it is just being left, the drawing is the design's own.
    let whole = staged.try_with(|staged| staged.scene.clone())?;
    (!whole.machines.is_empty()).then_some(whole)
}

fn panel(rehearsal: Rehearsal) -> AnyView {
    let state = rehearsal.state;
    let page = page();
    loads::chosen(state.loads, move |view| match view {
        View::Failure => panel::panel(page, state),
        View::Load => {
            // When Rehearse is left from Load, that goes first, and this hears of it when all of it is gone.
            let here = move || {
                let load = state.loads.here.try_get().flatten();
                load.map(|load| (load.panel)(load))
            };
            view! { {live_option(here)} }.into_any()
        }
    })
}

fn press(rehearsal: Rehearsal, page: Page, thing: Option<Thing>) {
    page.editor.update(|editor| editor.select(thing));
    if rehearsal.state.loads.view.get_untracked() == View::Load {
        return;
    }
    if let Some(thing) = thing.filter(|thing| can_be_pressed(*thing)) {
        act(rehearsal, page, Action::Fail, Some(thing));
    }
}

fn act(rehearsal: Rehearsal, page: Page, action: Action, thing: Option<Thing>) {
    let state = rehearsal.state;
    if state.loads.view.get_untracked() == View::Load {
        // Enter on a thing comes here too, and opens its settings where nothing fails.
        page.select(thing);
        return page.refuse("Things fail in Failure, beside Load.".to_owned());
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

/// Things of a list stand so, until Rehearse is left.
fn stand(page: Page, bit: Bit, state: State, list: fn(&Staged) -> &Vec<Thing>) {
    let stood = StoredValue::new(Vec::<Thing>::new());
    Effect::new(move |_| {
        let now = state.staged.with(|staged| list(staged).clone());
        page.standings.turn(bit, &stood.get_value(), &now);
        stood.set_value(now);
    });
    on_cleanup(move || {
        let stood = stood.try_get_value().unwrap_or_default();
        page.standings.turn(bit, &stood, &[]);
    });
}

/// What becomes of the site is said once, when it is another.
fn tell(page: Page, state: State) {
    Effect::new(move |last: Option<(u64, Vec<Failing>, String)>| {
        let sentence = state.told.with(Told::sentence);
        let (revision, failing) = (page.revision.get(), state.failing.get());
        let silent = state.loads.chosen();
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
