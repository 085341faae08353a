//! The places of the runbook to which a person is sent.
//!
//! A test compares every one with the headings of the runbook itself (`tests/runbook`).

/// A heading of the runbook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Section {
    /// The chapter.
    pub chapter: &'static str,
    /// The section in it; nothing for the whole chapter.
    pub section: Option<String>,
}

impl Section {
    fn chapter(chapter: &'static str) -> Section {
        Section { chapter, section: None }
    }

    /// A machine that does not come back. Source: `src/bundle/runbook/machines.rs`.
    pub fn dead_machine() -> Section {
        Self::chapter("Replace a dead machine")
    }

    /// A member of etcd without its data. Source: `src/bundle/runbook/etcd.rs`.
    pub fn etcd_member() -> Section {
        Self::chapter("Replace a member of etcd")
    }

    /// etcd without a majority. Source: `src/bundle/runbook/restore_etcd.rs`.
    pub fn etcd() -> Section {
        Self::chapter("Restore etcd")
    }

    /// A replica without its data. Source: `src/bundle/runbook/database.rs`.
    pub fn replica(ordinal: usize) -> Section {
        Section {
            chapter: "Replace a replica of the database",
            section: Some(format!("percona-{ordinal}")),
        }
    }

    /// Nobody may begin by himself. Source: `src/bundle/runbook/all_crashed.rs`.
    pub fn all_crashed() -> Section {
        Self::chapter("All crashed at once")
    }

    /// Lost data. Source: `src/bundle/runbook/restore.rs`.
    pub fn backup() -> Section {
        Self::chapter("Restore from a backup")
    }

    /// Pods that were taken away. Source: `src/bundle/runbook/scale.rs`.
    pub fn scale() -> Section {
        Self::chapter("Scale up and down")
    }

    /// As one line: `"Replace a dead machine"`, or with its section behind a comma.
    pub fn words(&self) -> String {
        match &self.section {
            Some(section) => format!("\"{}\", {section}", self.chapter),
            None => format!("\"{}\"", self.chapter),
        }
    }
}
