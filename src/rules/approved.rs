//! The key to everything that is generated.

use super::{Report, check};
use crate::design::{Design, Document};
use crate::topology::Topology;

/// A design in which no rule found an error, with all that was derived on the way.
///
/// Manifests, scripts and the bundle take one of these, and [`Approved::of`] is the only way to it.
#[derive(Clone, Debug)]
pub struct Approved {
    document: Document,
    topology: Topology,
    report: Report,
}

impl Approved {
    /// Checks a document. With an error in it the report comes back instead.
    pub fn of(document: Document) -> Result<Approved, Report> {
        let topology = Topology::of(document.design());
        let report = check(document.design(), &topology);
        if report.has_errors() {
            return Err(report);
        }
        Ok(Approved { document, topology, report })
    }

    /// The person's text, with what it means. The text is the bundle's design.yaml.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The design.
    pub fn design(&self) -> &Design {
        self.document.design()
    }

    /// What the cluster will hold.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The findings that do not stop it: warnings and advice.
    pub fn report(&self) -> &Report {
        &self.report
    }
}
