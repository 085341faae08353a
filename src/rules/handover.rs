//! How an approved design gets from the page to its worker.

use super::approved::{Approved, Remark};
use crate::design::{Design, Detail, Value};
use crate::document::Tree;
use serde::{Deserialize, Serialize};

/// The version that page and worker must share.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// An [`Approved`] on its way between two halves of one build.
///
/// The page has read and checked the design already. What goes over is what came of that, so that
/// neither the reader of YAML nor the rules are in the worker as well: 115 kB (gzip). The
/// topology is derived again. The values are read back by their own types, so that none holds what
/// it may not; that the rules passed is taken from the one who hands over. So only the page and its
/// worker have this type: it hangs on their features.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    version: String,
    text: String,
    design: Tree,
    remarks: Vec<Remark>,
}

/// A handover from another version of Presswright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the part of the page that makes the files is of another version than the page: reload the page; your design is kept"
)]
pub struct OtherVersion;

impl Handover {
    /// Packs an approved design.
    pub fn of(approved: &Approved) -> Handover {
        let design = approved.design().write(Detail::Full);
        Handover {
            version: VERSION.to_owned(),
            text: approved.text().to_owned(),
            design: design.unwrap_or(Tree::Mapping(Vec::new())),
            remarks: approved.remarks().to_vec(),
        }
    }

    /// Unpacks it on the other side. A design that lacks a setting or has one more is refused too.
    pub fn approved(self) -> Result<Approved, OtherVersion> {
        if self.version != VERSION {
            return Err(OtherVersion);
        }
        let design = Design::from_full(&self.design).ok_or(OtherVersion)?;
        Ok(Approved::again(self.text, design, self.remarks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, PRESETS};

    /// Something done to the settings on their way.
    type Change = fn(&mut Vec<(String, Tree)>);

    fn packed() -> Handover {
        Handover::of(&Approved::of(Document::read(PRESETS[0].text).unwrap()).unwrap())
    }

    #[test]
    fn another_version_is_refused() {
        assert!(packed().approved().is_ok());
        let other = Handover { version: "0.0.0".to_owned(), ..packed() };
        assert_eq!(other.approved(), Err(OtherVersion));
    }

    #[test]
    fn a_setting_too_many_too_few_or_not_allowed_is_refused() {
        let changes: [Change; 4] = [
            |entries| entries.push(("colour".to_owned(), Tree::Text("red".to_owned()))),
            |entries| drop(entries.remove(1)),
            |entries| entries.swap(0, 1),
            |entries| entries[1].1 = Tree::Text("Not a name".to_owned()),
        ];
        for change in changes {
            let mut packed = packed();
            let Tree::Mapping(entries) = &mut packed.design else {
                panic!("a design is a mapping")
            };
            change(entries);
            assert_eq!(packed.approved(), Err(OtherVersion));
        }
    }
}
