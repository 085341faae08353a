//! The editor without a screen: what is open, what was done, what is selected, where everything
//! stands on the drawing, what a drop would mean, and the sentences that are shown.
//!
//! The page holds signals and events and asks here for everything else, so that all of it is tested
//! without a browser.

mod action;
#[cfg(test)]
mod action_tests;
mod arrange;
#[cfg(test)]
mod arrange_tests;
mod carry;
mod choice;
mod clip;
#[cfg(test)]
mod clip_tests;
mod convoy;
mod doing;
mod edge;
mod field_notes;
mod field_rules;
pub mod files;
mod form;
#[cfg(test)]
mod from_nothing_tests;
mod fuzzy;
mod heading;
mod history;
mod input;
mod journal;
mod keeper;
mod keys;
mod layout;
mod links;
#[cfg(test)]
mod links_tests;
mod marquee;
mod offers;
mod outline;
mod placing;
mod ports;
mod problems;
mod prose;
pub mod rehearsal;
mod scene;
mod selecting;
mod selection;
mod several;
mod shared;
mod steer;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
mod thing;
mod view;
#[cfg(test)]
mod walk_tests;
mod words;

pub use action::{Action, Entry, Group, Layer, Mode, Panel, Scope, Tab};
pub use arrange::{Arrange, GRID, Side, arranged};
pub use carry::{Cargo, Drop, add_export, drop_on};
pub use choice::{Choice, Hit, Pick, choices, filter};
pub use clip::{Clip, NotPasted, Pasted};
pub use convoy::{carried_with, drop_group};
pub use doing::{Doing, Here, Question, movable};
pub use edge::{Edge, edge_speed};
pub use field_notes::{bounds_of, cost_of};
pub use field_rules::{RULES_OF_FIELDS, rule_of};
pub use form::{Control, FormField, form, label_of};
pub use heading::{Heading, heading};
pub use history::{Draft, Editor};
pub use input::{Input, edit_of};
pub use keeper::{Behind, Keeper, NoStamp, Save, Stamp};
pub use keys::{Focus, Key, Keys, Stroke, pressed};
pub use layout::lay_out;
pub use links::{Link, Lit, links, lit};
pub use marquee::Marquee;
pub use offers::offers;
pub use outline::{Line, Turn, Turned, outline, turned, unfolded};
pub use placing::{Guide, Held, Placing};
pub use ports::{PortTag, ports};
pub use problems::{
    Filter, Grouping, ProblemGroup, heading as severity_heading, problem_groups, problem_step,
};
pub use prose::{Block, Inline, blocks};
pub use scene::{
    CountHandle, ExportBox, FolderBox, MachineBox, Mark, Note, PodBox, Point, Rail, Rect, Scene,
    WaitingBox, WayInMark,
};
pub use several::{counted, listed, pictured, selected_words};
pub use shared::{shared_form, shared_summary, shared_title};
pub use steer::{Direction, nearest, neighbour};
pub use table::ENTRIES;
pub use thing::Thing;
pub use view::View;
pub use words::{amount, cores, in_a_few_words, scale_edit, verdict_counts};
