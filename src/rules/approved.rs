//! The key to everything that is generated.

use super::{Report, Severity, check};
use crate::design::{Design, Document};
use crate::topology::Topology;
use serde::{Deserialize, Serialize};

/// A design in which no rule found an error, with all that was derived on the way.
///
/// Manifests, scripts and the bundle take one of these, and [`Approved::of`] is the only way to it. In
/// the page's own two halves (features `designer` and `worker`) a `Handover` carries one across.
#[derive(Clone, Debug, PartialEq)]
pub struct Approved {
    text: String,
    design: Design,
    topology: Topology,
    remarks: Vec<Remark>,
}

/// What the runbook says of a finding that did not stop the export: a warning or advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Code of the rule: `PW-S04`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong with this design, in one sentence.
    pub message: String,
}

impl Approved {
    /// Checks a document. With an error in it the report comes back instead.
    pub fn of(document: Document) -> Result<Approved, Report> {
        let topology = Topology::of(document.design());
        let report = check(document.design(), &topology);
        if report.has_errors() {
            return Err(report);
        }
        let (text, design) = document.into_parts();
        let remarks = report.findings().iter().map(|finding| Remark {
            code: finding.code.to_owned(),
            severity: finding.severity,
            message: finding.message.clone(),
        });
        Ok(Approved { text, design, topology, remarks: remarks.collect() })
    }

    /// What was approved before, with its topology derived again.
    #[cfg(any(test, feature = "designer", feature = "worker"))]
    pub(super) fn again(text: String, design: Design, remarks: Vec<Remark>) -> Approved {
        Approved { text, topology: Topology::of(&design), design, remarks }
    }

    /// The person's text: the bundle's design.yaml.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The design.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// What the cluster will hold.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The findings that do not stop it, in the order of the report.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }
}
