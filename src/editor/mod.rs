//! The editor without a screen: what is open, what was done, what is selected, where everything
//! stands on the drawing, what a drop would mean, and the sentences that are shown.
//!
//! The page holds signals and events and asks here for everything else, so that all of it is tested
//! without a browser.

mod action;
#[cfg(test)]
mod action_tests;
mod carry;
mod chain;
mod choice;
mod doing;
mod form;
mod fuzzy;
mod heading;
mod history;
mod input;
mod journal;
mod keeper;
mod keys;
mod layout;
mod prose;
mod scene;
mod steer;
#[cfg(test)]
mod tests;
pub mod text;
mod thing;
mod view;
mod words;

pub use action::{Action, ENTRIES, Entry, Group, Panel, Scope, Tab};
pub use carry::{Cargo, Drop, add_export, drop_on};
pub use chain::{Chain, chain};
pub use choice::{Choice, Hit, Pick, choices, filter};
pub use doing::{Doing, Here, Question, movable, offers};
pub use form::{Control, FormField, form, label_of};
pub use heading::{Heading, heading};
pub use history::{Draft, Editor};
pub use input::{Input, edit_of};
pub use keeper::{Behind, Keeper, NoStamp, Save, Stamp};
pub use keys::{Focus, Key, Keys, Stroke, pressed};
pub use layout::lay_out;
pub use prose::{Block, Inline, blocks};
pub use scene::{
    ChainBox, CountHandle, ExportBox, FolderBox, MachineBox, Mark, Note, PodBox, Point, Rail, Rect,
    Scene, WaitingBox, WayInMark,
};
pub use steer::{Direction, neighbour};
pub use thing::Thing;
pub use view::View;
pub use words::{amount, cores, in_a_few_words, scale_edit, verdict_counts};
