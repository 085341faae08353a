//! Keys: what they are called, and what they mean where.

use super::action::{Action, Scope};
use super::table::ENTRIES;
use std::fmt::Write as _;

/// A key of the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, by what it types in either case; on a keyboard of another script by its place.
    Letter(char),
    /// A digit, by its place: with Shift it types another sign on every keyboard.
    Digit(char),
    /// A sign, by what it types, with whatever keys that takes.
    Sign(char),
    /// A key that types nothing, by its name in the browser.
    Named(&'static str),
}

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The key.
    pub key: Key,
    /// With Ctrl; with Cmd on a Mac.
    pub control: bool,
    /// With Shift.
    pub shift: bool,
    /// With Alt; with Option on a Mac.
    pub alt: bool,
}

/// A key that went down, as the browser tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a keyboard has four such keys")]
pub struct Stroke {
    /// What it types, or its name.
    pub key: String,
    /// Its place on the keyboard.
    pub code: String,
    /// Whether Ctrl is held.
    pub control: bool,
    /// Whether Cmd is held, or the Windows key.
    pub meta: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

/// Where the keyboard's focus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// In a field or a text: what is typed belongs to it.
    Text,
    /// On a control.
    Control,
    /// On a list of choices, in which letters look for a line.
    Letters,
    /// On a thing of the drawing.
    Drawing,
    /// On a thing of the outline.
    Outline,
    /// Nowhere.
    Nothing,
    /// In the commands or in Find.
    Asking,
}

impl Keys {
    /// A key by itself.
    pub const fn one(key: Key) -> Keys {
        Keys { key, control: false, shift: false, alt: false }
    }

    /// With Ctrl or Cmd.
    pub const fn control(key: Key) -> Keys {
        Keys { key, control: true, shift: false, alt: false }
    }

    /// And with Shift.
    #[must_use]
    pub const fn shift(self) -> Keys {
        Keys { shift: true, ..self }
    }

    /// And with Alt.
    #[must_use]
    pub const fn alt(self) -> Keys {
        Keys { alt: true, ..self }
    }

    /// Whether it only types a sign. A person who speaks to the machine may set it off by a word
    /// (WCAG 2.1.4), so such keys can be switched off.
    pub fn is_single(self) -> bool {
        !self.control && !matches!(self.key, Key::Named(_))
    }

    /// As a person of that platform reads it: `Ctrl+Shift+Z`, `⇧⌘Z`.
    pub fn shown(self, mac: bool) -> String {
        let (control, alt, shift) =
            if mac { ("⌘", "⌥", "⇧") } else { ("Ctrl+", "Alt+", "Shift+") };
        let parts = if mac {
            [(self.alt, alt), (self.shift, shift), (self.control, control)]
        } else {
            [(self.control, control), (self.alt, alt), (self.shift, shift)]
        };
        let mut shown: String =
            parts.into_iter().filter_map(|(held, word)| held.then_some(word)).collect();
        match self.key {
            Key::Letter(sign) | Key::Digit(sign) | Key::Sign(sign) => shown.push(sign),
            Key::Named(name) => shown.push_str(match name {
                "ArrowLeft" => "←",
                "ArrowRight" => "→",
                "ArrowUp" => "↑",
                "ArrowDown" => "↓",
                "Escape" => "Esc",
                "ContextMenu" => "Menu",
                "Delete" if mac => "⌦",
                "Backspace" if mac => "⌫",
                " " => "Space",
                name => name,
            }),
        }
        shown
    }

    /// As `aria-keyshortcuts` wants it: `Control+Shift+Z`, `Meta+Shift+Z`.
    pub fn aria(self, mac: bool) -> String {
        let mut said = String::new();
        if self.control {
            said.push_str(if mac { "Meta+" } else { "Control+" });
        }
        if self.alt {
            said.push_str("Alt+");
        }
        if self.shift {
            said.push_str("Shift+");
        }
        let _ = match self.key {
            Key::Sign('+') => write!(said, "Plus"),
            Key::Letter(sign) | Key::Digit(sign) | Key::Sign(sign) => write!(said, "{sign}"),
            Key::Named(" ") => write!(said, "Space"),
            Key::Named(name) => write!(said, "{name}"),
        };
        said
    }

    fn hit_by(self, stroke: &Stroke, mac: bool) -> bool {
        let (held, other) =
            if mac { (stroke.meta, stroke.control) } else { (stroke.control, stroke.meta) };
        if stroke.alt != self.alt || other || held != self.control {
            return false;
        }
        let mut typed = stroke.key.chars();
        let typed = typed.next().filter(|_| typed.next().is_none());
        let at = |place: &str, sign: char| {
            stroke.code.strip_prefix(place).is_some_and(|rest| rest.chars().eq([sign]))
        };
        match self.key {
            Key::Sign(sign) => typed == Some(sign),
            Key::Named(name) => self.shift == stroke.shift && stroke.key == name,
            Key::Digit(sign) => self.shift == stroke.shift && at("Digit", sign),
            Key::Letter(sign) => {
                let same = typed.is_some_and(|typed| {
                    typed.eq_ignore_ascii_case(&sign) || (!typed.is_ascii() && at("Key", sign))
                });
                self.shift == stroke.shift && same
            }
        }
    }
}

/// What keys mean where the focus is; `single` is whether keys that only type a sign count.
pub fn pressed(stroke: &Stroke, focus: Focus, single: bool, mac: bool) -> Option<Action> {
    let single = single && focus != Focus::Letters;
    let entry = ENTRIES.iter().find(|entry| {
        let takes = match focus {
            Focus::Asking => matches!(entry.action, Action::Commands | Action::Find),
            Focus::Text => entry.scope == Scope::Everywhere,
            Focus::Control | Focus::Letters => {
                matches!(entry.scope, Scope::Everywhere | Scope::Page)
            }
            Focus::Outline | Focus::Nothing => entry.scope != Scope::Drawing,
            Focus::Drawing => true,
        };
        takes
            && entry
                .keys
                .iter()
                .any(|keys| (single || !keys.is_single()) && keys.hit_by(stroke, mac))
    });
    entry.map(|entry| entry.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stroke of a person who presses these keys on a keyboard of the United States.
    fn stroke(keys: Keys, mac: bool) -> Stroke {
        let (key, code, shift) = match keys.key {
            Key::Letter(sign) if keys.shift => (sign.to_string(), format!("Key{sign}"), true),
            Key::Letter(sign) => {
                (sign.to_ascii_lowercase().to_string(), format!("Key{sign}"), false)
            }
            Key::Digit(sign) => {
                let typed = if keys.shift { "!" } else { "1" };
                (typed.to_owned(), format!("Digit{sign}"), keys.shift)
            }
            Key::Sign(sign) => (sign.to_string(), "Slash".to_owned(), "?+".contains(sign)),
            Key::Named(name) => (name.to_owned(), name.to_owned(), keys.shift),
        };
        let (control, meta) = (keys.control && !mac, keys.control && mac);
        Stroke { key, code, control, meta, shift, alt: keys.alt }
    }

    #[test]
    fn every_key_shown_works_where_it_is_meant_to() {
        for entry in ENTRIES {
            for keys in entry.keys {
                for mac in [false, true] {
                    let stroke = stroke(*keys, mac);
                    let means = |focus, single| pressed(&stroke, focus, single, mac);
                    let own = Some(entry.action);
                    let (shown, scope) = (keys.shown(mac), entry.scope);
                    assert!(!shown.is_empty() && !shown.contains("Arrow"), "{shown}");
                    assert_eq!(means(Focus::Drawing, true), own, "{shown}");
                    assert_eq!(
                        means(Focus::Outline, true) == own,
                        scope != Scope::Drawing,
                        "{shown}"
                    );
                    assert_eq!(
                        means(Focus::Nothing, true) == own,
                        scope != Scope::Drawing,
                        "{shown}"
                    );
                    let on_control = matches!(scope, Scope::Everywhere | Scope::Page);
                    assert_eq!(means(Focus::Control, true) == own, on_control, "{shown}");
                    let letters = on_control && !keys.is_single();
                    assert_eq!(means(Focus::Letters, true) == own, letters, "{shown} in a list");
                    let typing = (scope == Scope::Everywhere).then_some(entry.action);
                    assert_eq!(means(Focus::Text, true), typing, "{shown} while somebody types");
                    let off = (!keys.is_single()).then_some(entry.action);
                    assert_eq!(means(Focus::Drawing, false), off, "{shown}, single keys off");
                    // The other platform's key is not stolen.
                    if keys.control {
                        assert_eq!(pressed(&stroke, Focus::Drawing, true, !mac), None, "{shown}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_typed_is_taken_from_a_field() {
        for sign in
            ('!'..='~').map(String::from).chain(["Enter", " ", "Delete", "Home"].map(String::from))
        {
            for (control, shift) in [(false, false), (false, true)] {
                let stroke = Stroke { key: sign.clone(), control, shift, ..Stroke::default() };
                assert_eq!(pressed(&stroke, Focus::Text, true, false), None, "{sign}");
            }
        }
        for editing in ["z", "y", "a", "c", "v", "x"] {
            let stroke = Stroke { key: editing.to_owned(), control: true, ..Stroke::default() };
            assert_eq!(pressed(&stroke, Focus::Text, true, false), None, "Ctrl+{editing}");
        }
    }

    #[test]
    fn keys_are_shown_as_each_platform_writes_them() {
        let redo = Action::Redo.entry().unwrap().keys[0];
        assert_eq!((redo.shown(false), redo.shown(true)), ("Ctrl+Shift+Z".into(), "⇧⌘Z".into()));
        assert_eq!(Action::Redo.shortcuts(false).unwrap(), "Control+Shift+Z Control+Y");
        assert_eq!(Action::Redo.shortcuts(true).unwrap(), "Meta+Shift+Z Meta+Y");
        assert_eq!(Action::ZoomIn.shortcuts(false).unwrap(), "Plus =");
        assert_eq!(Action::Toggle.shortcuts(false).unwrap(), "Space Control+Space");
        assert_eq!(Action::Fit.titled("Fit", false), "Fit (Shift+1)");
        assert_eq!(Action::Theme.titled("Theme", false), "Theme");
        // A Cyrillic keyboard has no Z; its place counts.
        let place =
            Stroke { key: "я".into(), code: "KeyZ".into(), control: true, ..Stroke::default() };
        assert_eq!(pressed(&place, Focus::Nothing, true, false), Some(Action::Undo));
        // On a French one Shift and the place of 1 type a 1.
        let french =
            Stroke { key: "1".into(), code: "Digit1".into(), shift: true, ..Stroke::default() };
        assert_eq!(pressed(&french, Focus::Nothing, true, false), Some(Action::Fit));
    }
}
