//! Keys: what they are called, and what they mean where.

use super::action::{Action, ENTRIES, Scope};
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
        Keys { key, control: false, shift: false }
    }

    /// With Ctrl or Cmd.
    pub const fn control(key: Key) -> Keys {
        Keys { key, control: true, shift: false }
    }

    /// And with Shift.
    #[must_use]
    pub const fn shift(self) -> Keys {
        Keys { shift: true, ..self }
    }

    /// Whether it only types a sign. A person who speaks to the machine may set it off by a word
    /// (WCAG 2.1.4), so such keys can be switched off.
    pub fn is_single(self) -> bool {
        !self.control && !matches!(self.key, Key::Named(_))
    }

    /// As a person of that platform reads it: `Ctrl+Shift+Z`, `⇧⌘Z`.
    pub fn shown(self, mac: bool) -> String {
        let (control, shift) = if mac { ("⌘", "⇧") } else { ("Ctrl+", "Shift+") };
        let parts = if mac {
            [(self.shift, shift), (self.control, control)]
        } else {
            [(self.control, control), (self.shift, shift)]
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
        if stroke.alt || other || held != self.control {
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
    let entry = ENTRIES.iter().find(|entry| {
        let takes = match focus {
            Focus::Asking => matches!(entry.action, Action::Commands | Action::Find),
            Focus::Text => entry.scope == Scope::Everywhere,
            Focus::Control => matches!(entry.scope, Scope::Everywhere | Scope::Page),
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
