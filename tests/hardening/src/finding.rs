//! What a tool says of an object, in the same words for all tools.

use std::collections::BTreeSet;
use std::fmt;

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// bridgecrew's checkov, every check for Kubernetes.
    Checkov,
    /// kube-score, its optional tests too.
    KubeScore,
    /// Monokle's validation, every rule on.
    Monokle,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Who says it.
    pub by: By,
    /// Of which design.
    pub case: String,
    /// The tool's name for what it looks for.
    pub check: String,
    /// Of what: `Deployment/wordpress`.
    pub object: String,
    /// In the tool's words.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, case, check, object, message } = self;
        write!(f, "{by:?} {check} {object} ({case}): {message}")
    }
}

/// What a tool found, and how much it looked at: one that read nothing finds nothing.
#[derive(Default)]
pub struct Looked {
    /// The findings, each once.
    pub findings: BTreeSet<Finding>,
    /// The cases of which it read objects.
    pub read: BTreeSet<String>,
}
