//! What is wrong with a design, why it matters, and how to mend it.
//!
//! One rule a file, all of them in one table. [`check`] returns every finding. Who wants to make
//! manifests, scripts or a bundle needs an [`Approved`], and only a design without errors becomes one.

mod approved;
mod finding;
mod fix_all;
mod order;
mod page;
mod rule;
mod table;
#[cfg(test)]
mod tests;
mod view;

// The rules; what they are called and their order stand in the table.
mod database_on_nfs;

pub use approved::Approved;
pub use finding::{Finding, Fix, Report, Severity};
pub use fix_all::fix_all_safe;
pub use page::{index, page};
pub use rule::{Rule, Status};
pub use table::{RULES, rule};

use crate::design::Design;
use crate::topology::Topology;
use rule::Findings;
use view::View;

/// Checks a design with every rule. Never stops at the first finding, and never fails.
pub fn check(design: &Design, topology: &Topology) -> Report {
    let view = View::of(design, topology);
    let mut findings = Vec::new();
    for (rule, _) in RULES {
        (rule.check)(&view, &mut Findings::of(rule, &mut findings));
    }
    order::sort(&mut findings);
    Report::of(findings)
}
