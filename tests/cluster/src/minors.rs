//! The minors of Kubernetes that can be built: each has a module below `programs/`.

use std::fs;
use std::path::{Path, PathBuf};

use presswright::provision::VERSIONS;

use crate::programs::{ProgramsError, file_error};

/// The one that is used unless another is chosen: the newest on offer, as it warns of what others do not
/// yet.
pub fn default_minor() -> String {
    format!("1.{}", VERSIONS.iter().map(|row| row.minor).max().unwrap_or_default())
}

/// All of them, the default first and then in order.
pub fn every_minor() -> Result<Vec<String>, ProgramsError> {
    let sources = sources();
    let entries = fs::read_dir(&sources).map_err(|source| file_error(&sources, source))?;
    let mut minors: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            entry.file_name().to_str()?.strip_prefix("kubernetes-").map(str::to_owned)
        })
        .collect();
    let default = default_minor();
    minors.sort_by_key(|minor| (*minor != default, minor.clone()));
    Ok(minors)
}

/// The folder of the modules.
pub(crate) fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nightly_workflow_and_the_rules_have_the_same_minors() {
        let minors = every_minor().unwrap();
        assert_eq!(minors.first(), Some(&default_minor()));
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let workflow = fs::read_to_string(root.join(".github/workflows/nightly.yml")).unwrap();
        let others: Vec<String> =
            minors.iter().skip(1).map(|minor| format!("\"{minor}\"")).collect();
        assert!(workflow.contains(&format!("minor: [{}]", others.join(", "))), "{minors:?}");
        let own = format!("PRESSWRIGHT_KUBERNETES: \"{}\"", default_minor());
        assert!(workflow.contains(&own), "{own}");
        for minor in &minors {
            let text = format!("presswright: 1\nname: a\ncluster: {{kubernetes: \"{minor}\"}}\n");
            let document = presswright::design::Document::read(&text).unwrap();
            let topology = presswright::topology::Topology::of(document.design());
            let report = presswright::rules::check(document.design(), &topology);
            let refused = report.findings().iter().any(|one| one.message.contains("Kubernetes 1."));
            assert!(!refused, "{minor} is not offered");
        }
    }
}
