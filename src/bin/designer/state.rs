//! What the page holds: the editor, the view, the drag, and which panels are open.

use super::acting::Acting;
use super::asked::Asked;
use super::browsing::Browsing;
use super::canvas::is_narrow;
use super::clipping::Clipping;
use super::coming::Piece;
use super::dialog::Opened;
use super::drag::{Carried, Dragged};
use super::hand::{InHand, Mover};
use super::keep::{self, Keeping, Start, Turn, Turner};
use super::maker::{Bundle, Maker};
use super::near::Near;
use super::on_disk::OnDisk;
use super::rehearse::Rehearsal;
use super::space::Space;
use super::standing::Standings;
use super::why::Why;
use leptos::html;
use leptos::prelude::*;
use presswright::design::Edit;
use presswright::editor::{
    Editor, Keeper, Lit, Marquee, Mode, Point, Scene, Tab, Thing, View, lay_out, selected_words,
};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// A message that stays until it is closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub text: String,
    /// A text that could not be used, to be downloaded.
    pub kept: Option<String>,
}

#[derive(Clone, Copy)]
pub struct Page {
    pub editor: RwSignal<Editor>,
    pub revision: Memo<u64>,
    pub scene: Memo<Scene>,
    /// What was selected last; its settings are shown.
    pub selection: Memo<Option<Thing>>,
    /// All that is selected, in the order in which it was.
    pub selected: Memo<Vec<Thing>>,
    /// The same, sorted; while a marquee is drawn, what would be.
    pub shown_selected: Memo<Vec<Thing>>,
    /// The rectangle that is drawn over what is to be selected.
    pub marquee: RwSignal<Option<Marquee>>,
    /// Whether presses select beside the others.
    pub several: RwSignal<bool>,
    pub space: Space,
    /// What was copied last, for where the browser gives no clipboard.
    pub clipboard: StoredValue<Option<String>>,
    /// What reads and writes the clipboard, once that part is here.
    pub clipping: StoredValue<Option<Clipping>>,
    /// The one thing of the drawing that Tab stops at; arrow keys go on from there.
    pub tab_stop: Memo<Option<Thing>>,
    /// What the pointer or the keyboard is on.
    pub focus: RwSignal<Option<Thing>>,
    pub lit: Memo<Lit>,
    /// What draws links and ports, once that part is here.
    pub near: RwSignal<Option<Near>>,
    /// How each thing of the drawing stands.
    pub standings: Standings,
    pub view: RwSignal<View>,
    /// Whether the person has zoomed or panned; until then the drawing fits itself.
    pub moved: RwSignal<bool>,
    /// Size of the canvas.
    pub window: RwSignal<Point>,
    pub canvas: NodeRef<html::Div>,
    pub narrow: RwSignal<bool>,
    /// Whether the small drawing of the whole is shown where it is of use.
    pub minimap: RwSignal<bool>,
    /// What is left out of the drawing: the bits of its layers.
    pub left_out: RwSignal<u8>,
    pub carried: RwSignal<Option<Carried>>,
    /// Where the pointer is that drags whatever is dragged over the canvas.
    pub dragged: StoredValue<Option<Dragged>>,
    /// Whether the drawing shifts by itself, since that pointer is at the edge.
    pub edging: StoredValue<bool>,
    /// Machines that are being moved.
    pub hand: RwSignal<Option<InHand>>,
    /// What moves them, once that part is here.
    pub mover: StoredValue<Option<Mover>, LocalStorage>,
    /// The things that are carried, for those who need not know where they are.
    pub taken: Memo<Vec<Thing>>,
    /// Why what the person tries cannot be done, while they try, or what was done; how it is meant, as a class.
    pub hint: RwSignal<Option<(String, &'static str)>>,
    pub said: RwSignal<String>,
    pub notice: RwSignal<Option<Notice>>,
    /// How the drawing is looked at.
    pub mode: RwSignal<Mode>,
    /// What is rehearsed, while that part is here.
    pub rehearsal: RwSignal<Option<Rehearsal>>,
    pub tab: RwSignal<Tab>,
    pub dock: RwSignal<bool>,
    pub inspector: RwSignal<bool>,
    pub outline: RwSignal<bool>,
    /// How the design stands in the browser's storage.
    pub keeping: RwSignal<Keeping>,
    pub keeper: StoredValue<Keeper>,
    /// What was given to the browser last.
    pub as_saved: StoredValue<keep::State>,
    /// The history that was saved, until it is put back.
    pub journal: StoredValue<Option<String>>,
    /// Why nothing could be read at the start, until it is said.
    pub fault: StoredValue<Option<JsValue>, LocalStorage>,
    /// Turns to another design, once that part is here.
    pub turn: StoredValue<Option<Turner>>,
    /// Another design that the person asked for before that.
    pub waiting: StoredValue<Option<Turn>>,
    pub bundle: RwSignal<Bundle>,
    pub maker: Maker,
    pub browsing: Browsing,
    /// The rule whose page is open.
    pub why: RwSignal<Option<Why>>,
    /// The id of what opened it, once it was said that it is open.
    pub why_told: StoredValue<Option<String>>,
    /// What does what actions say, once that part is here.
    pub acting: StoredValue<Option<Acting>>,
    /// What the page asks: a command, what to find, a menu.
    pub asked: RwSignal<Option<Asked>>,
    /// The problem that was shown last.
    pub problem: RwSignal<Option<usize>>,
    /// Whether keys that only type a sign are shortcuts.
    pub single_keys: RwSignal<bool>,
    /// Whether the keyboard has Cmd in place of Ctrl.
    pub mac: bool,
    pub dark: RwSignal<bool>,
    /// Where files are chosen.
    pub file: NodeRef<html::Input>,
    /// The file of this machine that the design is saved in.
    pub on_disk: RwSignal<Option<OnDisk>, LocalStorage>,
    /// What of the page is drawn.
    pub drawn: RwSignal<Piece>,
    /// Which dialog is open.
    pub opened: RwSignal<Option<Opened>>,
}

impl Page {
    pub fn new(start: Start) -> Self {
        let window = super::coming::canvas();
        let narrow = RwSignal::new(window.x > 0.0 && is_narrow(window.x));
        let as_saved = keep::state_of(&start.editor);
        let editor = RwSignal::new(start.editor);
        let revision = Memo::new(move |_| editor.with(Editor::revision));
        let rehearsal = RwSignal::new(None::<Rehearsal>);
        let scene = Memo::new(move |_| {
            revision.track();
            if let Some(scene) = rehearsal.get().and_then(|it| (it.scene)(it)) {
                return scene;
            }
            editor.with_untracked(|editor| {
                lay_out(editor.design(), editor.topology(), &editor.marks(), narrow.get())
            })
        });
        let selection = Memo::new(move |_| editor.with(Editor::selection));
        let selected = Memo::new(move |_| editor.with(|editor| editor.selected().to_vec()));
        let marquee = RwSignal::new(None::<Marquee>);
        let shown_selected = Memo::new(move |_| {
            let mut things = marquee.with(|marquee| match marquee {
                Some(marquee) => scene.with(|scene| marquee.selected(scene)),
                None => selected.get(),
            });
            things.sort_unstable();
            things
        });
        let tab_stop = Memo::new(move |_| {
            let selected = selection.get();
            scene.with(|scene| {
                selected
                    .filter(|thing| scene.rect_of(*thing).is_some())
                    .or_else(|| scene.stops().first().map(|(thing, _)| *thing))
            })
        });
        let focus = RwSignal::new(None);
        let hand = RwSignal::new(None::<InHand>);
        let carried = RwSignal::new(None::<Carried>);
        let taken = Memo::new(move |_| {
            let of = |c: &Carried| c.from.into_iter().chain(c.along.iter().copied()).collect();
            carried.with(|carried| carried.as_ref().map_or_else(Vec::new, of))
        });
        let near = RwSignal::new(None::<Near>);
        let links = Memo::new(move |_| {
            revision.track();
            let read = |near: Near| editor.with_untracked(|it| (near.links)(it, narrow.get()));
            near.get().map(read).unwrap_or_default()
        });
        let lit = Memo::new(move |_| {
            let Some(near) = near.get() else { return Lit::default() };
            // What the pointer or the keyboard is on, with all that is selected if it is part of that.
            let things = match focus.get() {
                Some(thing) if selected.with(|all| !all.contains(&thing)) => vec![thing],
                _ => selected.get(),
            };
            links.with(|links| editor.with_untracked(|it| (near.lit)(links, it, &things)))
        });
        Page {
            editor,
            revision,
            scene,
            selection,
            selected,
            shown_selected,
            marquee,
            several: RwSignal::new(false),
            space: Space::new(),
            clipboard: StoredValue::new(None),
            clipping: StoredValue::new(None),
            tab_stop,
            focus,
            lit,
            near,
            standings: Standings::new(),
            view: RwSignal::new(View::default()),
            moved: RwSignal::new(false),
            window: RwSignal::new(window),
            canvas: NodeRef::new(),
            narrow,
            minimap: RwSignal::new(true),
            left_out: RwSignal::new(0),
            carried,
            dragged: StoredValue::new(None),
            edging: StoredValue::new(false),
            taken,
            hand,
            mover: StoredValue::new_local(None),
            hint: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            notice: RwSignal::new(start.notice),
            mode: RwSignal::new(Mode::Design),
            rehearsal,
            tab: RwSignal::new(Tab::Problems),
            dock: RwSignal::new(true),
            inspector: RwSignal::new(true),
            outline: RwSignal::new(false),
            keeping: RwSignal::new(Keeping::Saved),
            keeper: StoredValue::new(start.keeper),
            as_saved: StoredValue::new(as_saved),
            journal: StoredValue::new(start.journal),
            fault: StoredValue::new_local(start.fault),
            turn: StoredValue::new(None),
            waiting: StoredValue::new(None),
            bundle: RwSignal::new(Bundle::Making),
            maker: Maker::new(),
            browsing: Browsing::new(),
            why: RwSignal::new(None),
            why_told: StoredValue::new(None),
            acting: StoredValue::new(None),
            asked: RwSignal::new(None),
            problem: RwSignal::new(None),
            single_keys: RwSignal::new(super::keys::single()),
            mac: super::keys::mac(),
            dark: RwSignal::new(super::theme::dark()),
            file: NodeRef::new(),
            on_disk: RwSignal::new_local(None),
            drawn: RwSignal::new(Piece::Nothing),
            opened: RwSignal::new(None),
        }
    }

    /// Tells what changed to whoever does not see it.
    pub fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Makes a change, as one step.
    pub fn apply(self, title: &str, edit: &Edit) -> Result<(), String> {
        let made = self.editor.try_update(|editor| editor.apply(title, edit));
        match made {
            Some(Err(refused)) => {
                self.say(format!("Not done: {refused}"));
                Err(refused.to_string())
            }
            _ => {
                let counts = self
                    .editor
                    .with_untracked(|editor| presswright::editor::verdict_counts(editor.report()));
                self.say(format!("{title}. {counts}."));
                Ok(())
            }
        }
    }

    /// Makes a change of where machines stand, and says what it is and no more: nothing else changes.
    pub fn put(self, title: &str, edit: &Edit) {
        let said = self.said.get_untracked();
        self.attempt(title, edit);
        if self.said.get_untracked() != said {
            self.say(format!("{title}."));
        }
    }

    /// The drawing as it is seen: while machines are moved, as it would be.
    pub fn with_shown<T>(self, read: impl FnOnce(&Scene) -> T) -> T {
        self.hand.with(|hand| match hand.as_ref().and_then(|hand| hand.preview.as_ref()) {
            Some(preview) => read(preview),
            None => self.scene.with(read),
        })
    }

    /// Whether something is being dragged.
    pub fn drags(self) -> bool {
        self.carried.with_untracked(Option::is_some)
            || self.hand.with_untracked(Option::is_some)
            || self.marquee.with_untracked(Option::is_some)
    }

    /// Makes a change that may be refused, and says so if it is.
    pub fn attempt(self, title: &str, edit: &Edit) {
        if let Err(refused) = self.apply(title, edit) {
            self.notice.set(Some(Notice { text: refused, kept: None }));
        }
    }

    /// Says why something is not done, to eyes and ears, for as long as it takes to read.
    pub fn refuse(self, reason: String) {
        self.say(reason.clone());
        self.show_hint(reason, "no");
    }

    /// Shows a sentence on the canvas for as long as it takes to read; how it is meant, as a class.
    pub fn show_hint(self, text: String, meant: &'static str) {
        const READ: Duration = Duration::from_secs(5);
        let hint = Some((text, meant));
        self.hint.set(hint.clone());
        set_timeout(
            move || {
                if self.hint.with_untracked(|shown| *shown == hint) {
                    self.hint.set(None);
                }
            },
            READ,
        );
    }

    pub fn undo(self) {
        let title = self.editor.try_update(Editor::undo).flatten();
        self.say(title.map_or("Nothing to undo.".to_owned(), |title| format!("Undone: {title}.")));
    }

    pub fn redo(self) {
        let title = self.editor.try_update(Editor::redo).flatten();
        self.say(title.map_or("Nothing to redo.".to_owned(), |title| format!("Redone: {title}.")));
    }

    /// Selects a thing and shows its inspector; nothing deselects.
    pub fn select(self, thing: Option<Thing>) {
        self.editor.update(|editor| editor.select(thing));
        if thing.is_some() {
            self.inspector.set(true);
        }
    }

    /// A thing was pressed, or the drawing beside all: it is selected. In Rehearse it fails, or is back.
    pub fn press(self, thing: Option<Thing>) {
        match self.rehearsal.get_untracked() {
            Some(rehearsal) => (rehearsal.press)(rehearsal, self, thing),
            None => self.select(thing),
        }
    }

    /// Selects these things, and says so.
    pub fn choose(self, things: Vec<Thing>) {
        self.editor.update(|editor| editor.select_all(things));
        self.say(self.editor.with_untracked(selected_words));
    }

    /// Selects a thing and brings it into sight, also beside the settings that open with it.
    pub fn show(self, thing: Thing) {
        self.select(Some(thing));
        self.bring_into_sight(thing);
        request_animation_frame(move || self.bring_into_sight(thing));
    }
}

/// The page's state, from any component.
pub fn page() -> Page {
    expect_context::<Page>()
}
