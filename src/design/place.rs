//! Names one thing or one field in a design.

use super::Design;
use crate::document::{Path, Step};
use std::fmt;

/// A thing or a field of a design. Findings, badges, inspector, files and lessons all speak it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(Path);

impl Place {
    /// The design as a whole.
    pub fn design() -> Self {
        Self::default()
    }

    /// The value at this path.
    pub fn at(path: Path) -> Self {
        Self(path)
    }

    /// A field of a part: `percona`, `replicas`.
    pub fn field(part: &str, key: &str) -> Self {
        Self(Path::top().key(part).key(key))
    }

    /// A part: `percona`.
    pub fn part(part: &str) -> Self {
        Self(Path::top().key(part))
    }

    /// The machine at that place in the list.
    pub fn machine(index: usize) -> Self {
        Self(Path::top().key("machines").index(index))
    }

    /// The member of etcd at that place in the list.
    pub fn etcd_member(index: usize) -> Self {
        Self(Path::top().key("etcd").key("members").index(index))
    }

    /// This place and one key more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        Self(self.0.key(key))
    }

    /// Its path in the document.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The thing that it is or belongs to, by the name that it has on the canvas.
    pub fn thing(&self, design: &Design) -> String {
        match self.0.steps() {
            [Step::Key(part), Step::Index(index), ..] if part == "machines" => design
                .machines
                .get(*index)
                .map_or_else(|| "machines".to_owned(), |machine| machine.name.to_string()),
            [Step::Key(part), Step::Key(list), Step::Index(index), ..]
                if part == "etcd" && list == "members" =>
            {
                format!("etcd-{index}")
            }
            [Step::Key(part), ..] => part.clone(),
            _ => design.name.to_string(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
