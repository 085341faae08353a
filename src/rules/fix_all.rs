//! All safe fixes at once.

use super::check;
use crate::design::{Design, Edit};
use crate::topology::Topology;

/// A fix can uncover a finding with a fix of its own; no chain of them is longer than this.
const MOST_ROUNDS: usize = 8;

/// The change that mends all that can be mended without a risk. Nothing to mend: an empty change.
pub fn fix_all_safe(design: &Design) -> Edit {
    let mut design = design.clone();
    let mut made = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let round = safe_edits(&design);
        let together = Edit::Many(round.clone());
        if round.is_empty() {
            break;
        } else if design.apply(&together).is_ok() {
            made.push(together);
        } else {
            // One of them stands in the way of another: then each by itself.
            made.extend(round.into_iter().filter(|edit| design.apply(edit).is_ok()));
        }
    }
    Edit::Many(made)
}

/// The safe fixes of a design that can be made together: of those that move the items of a list,
/// and with them the paths of others, only the first.
fn safe_edits(design: &Design) -> Vec<Edit> {
    let report = check(design, &Topology::of(design));
    let fixes = report.findings().iter().filter_map(|finding| finding.fix.as_ref());
    let (still, moving): (Vec<Edit>, Vec<Edit>) = fixes
        .filter(|fix| fix.safe)
        .map(|fix| fix.edit.clone())
        .partition(|edit| !moves_items(edit));
    // What moves items comes last, when nothing else relies on their places any more.
    still.into_iter().chain(moving.into_iter().take(1)).collect()
}

fn moves_items(edit: &Edit) -> bool {
    match edit {
        Edit::Set { .. } => false,
        Edit::Insert { .. } | Edit::Remove { .. } => true,
        Edit::Many(edits) => edits.iter().any(moves_items),
    }
}
