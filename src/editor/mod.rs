//! The editor without a screen: what is open, what was done, what is selected, where everything
//! stands on the drawing, what a drop would mean, and the sentences that are shown.
//!
//! The page holds signals and events and asks here for everything else, so that all of it is tested
//! without a browser.

mod carry;
mod chain;
mod form;
mod heading;
mod history;
mod layout;
mod prose;
mod scene;
mod steer;
mod thing;
mod view;
mod words;

pub use carry::{Cargo, Drop, add_export, drop_on};
pub use chain::{Chain, ChainLine, chain};
pub use form::{Control, FormField, Input, edit_of, form, label_of};
pub use heading::{Heading, heading};
pub use history::{Draft, Editor};
pub use layout::lay_out;
pub use prose::{Block, Inline, blocks};
pub use scene::{
    CountHandle, ExportBox, FolderBox, MachineBox, Mark, Note, Point, PodBox, Rail, Rect, Scene,
    WaitingBox, WayInMark,
};
pub use steer::{Direction, neighbour};
pub use thing::Thing;
pub use view::View;
pub use words::{amount, cores, scale_edit, verdict_counts};
