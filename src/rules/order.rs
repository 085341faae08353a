//! The order of findings: what stops first, then as the design is written, then by code.

use super::Finding;
use crate::design::{Design, Shape, Value};
use crate::document::{Path, Step};

pub(super) fn sort(findings: &mut [Finding]) {
    let shape = Design::SHAPE;
    findings.sort_by_cached_key(|finding| {
        (
            finding.severity,
            rank(finding.place.path(), &shape),
            finding.code,
            finding.message.clone(),
        )
    });
}

/// The place of each step among its siblings in a design that gives everything in the usual order.
fn rank(path: &Path, top: &Shape) -> Vec<usize> {
    let mut shape = Some(top);
    path.steps()
        .iter()
        .map(|step| {
            let (rank, below) = match (step, shape) {
                (Step::Index(index), Some(Shape::List { item, .. })) => (*index, Some(*item)),
                (Step::Key(key), Some(Shape::Section(fields))) => {
                    let at = fields.iter().position(|field| field.key == key);
                    (
                        at.unwrap_or(fields.len()),
                        at.and_then(|at| fields.get(at)).map(|field| &field.shape),
                    )
                }
                (Step::Key(key), Some(Shape::Choice(variants))) => {
                    let at = variants.iter().position(|variant| variant.key == key);
                    (
                        at.unwrap_or(variants.len()),
                        at.and_then(|at| variants.get(at)).and_then(|one| one.holds.as_ref()),
                    )
                }
                (Step::Index(index), _) => (*index, None),
                (Step::Key(_), _) => (0, None),
            };
            shape = below;
            rank
        })
        .collect()
}
