//! Every change of a design, as data that can be undone.

use super::Design;
use super::document::node_of;
use super::value::{Detail, Reader, Value};
use crate::document::{Path, Step, Tree};

/// A change of a design. Canvas, inspector, text, fixes and lessons all make these.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Gives a field a value, or its default.
    Set {
        /// The field.
        path: Path,
        /// The value; nothing for the default.
        value: Option<Tree>,
    },
    /// Puts an item into a list.
    Insert {
        /// The list.
        list: Path,
        /// The place that it will have.
        index: usize,
        /// The item.
        value: Tree,
    },
    /// Takes an item out of a list.
    Remove {
        /// The list.
        list: Path,
        /// Its place.
        index: usize,
    },
    /// Several changes, one after the other, undone as one.
    Many(Vec<Edit>),
}

/// A change that cannot be made. The design stays as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is nothing at that path, and nothing can be put there.
    #[error("there is no `{0}` in this design")]
    NoSuchPlace(Path),
    /// The value is not allowed there.
    #[error("{0}")]
    Refused(String),
}

impl Edit {
    /// Gives a field a text.
    pub fn text(path: Path, text: &str) -> Edit {
        Edit::Set { path, value: Some(Tree::Text(text.to_owned())) }
    }

    /// Gives a field a number, a truth value or a measure.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers give numbers and measures as they are"
    )]
    pub fn plain(path: Path, text: impl ToString) -> Edit {
        Edit::Set { path, value: Some(Tree::Plain(text.to_string())) }
    }

    /// Gives a field its default.
    pub fn default(path: Path) -> Edit {
        Edit::Set { path, value: None }
    }
}

impl Design {
    /// Makes the change and returns the one that takes it back.
    pub fn apply(&mut self, edit: &Edit) -> Result<Edit, EditError> {
        let mut tree = self.write(Detail::Short).unwrap_or(Tree::Mapping(Vec::new()));
        let inverse = change(&mut tree, edit)?;
        let mut reader = Reader::default();
        match Design::read(&node_of(&tree), &Path::top(), &mut reader) {
            Some(design) if reader.mistakes.is_empty() => {
                *self = design;
                Ok(inverse)
            }
            _ => {
                let said: Vec<String> = reader
                    .mistakes
                    .iter()
                    .map(|mistake| match &mistake.hint {
                        Some(hint) => format!("{}: {} ({hint})", mistake.path, mistake.message),
                        None => format!("{}: {}", mistake.path, mistake.message),
                    })
                    .collect();
                Err(EditError::Refused(said.join("; ")))
            }
        }
    }
}

fn change(tree: &mut Tree, edit: &Edit) -> Result<Edit, EditError> {
    match edit {
        Edit::Set { path, value } => set(tree, path, value.clone()),
        Edit::Insert { list, index, value } => {
            let items = list_at(tree, list)?;
            if *index > items.len() {
                return Err(EditError::NoSuchPlace(list.index(*index)));
            }
            items.insert(*index, value.clone());
            Ok(Edit::Remove { list: list.clone(), index: *index })
        }
        Edit::Remove { list, index } => {
            let items = list_at(tree, list)?;
            if *index >= items.len() {
                return Err(EditError::NoSuchPlace(list.index(*index)));
            }
            let value = items.remove(*index);
            Ok(Edit::Insert { list: list.clone(), index: *index, value })
        }
        Edit::Many(edits) => {
            let mut inverses = Vec::with_capacity(edits.len());
            for edit in edits {
                inverses.push(change(tree, edit)?);
            }
            inverses.reverse();
            Ok(Edit::Many(inverses))
        }
    }
}

/// Sets or clears what is at `path`. Parts that are not written because they equal their default are
/// made on the way; the inverse then clears the first of them.
fn set(tree: &mut Tree, path: &Path, value: Option<Tree>) -> Result<Edit, EditError> {
    let mut at = tree;
    let mut here = Path::top();
    let mut made: Option<Path> = None;
    let Some((_, last)) = path.split_last() else {
        return Err(EditError::NoSuchPlace(path.clone()));
    };
    for step in path.steps().iter().take(path.steps().len() - 1) {
        at = match (step, at) {
            (Step::Key(key), Tree::Mapping(entries)) => {
                here = here.key(key);
                let position = entries.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
                    made.get_or_insert_with(|| here.clone());
                    entries.push((key.clone(), Tree::Mapping(Vec::new())));
                    entries.len() - 1
                });
                entries.get_mut(position).map(|(_, value)| value)
            }
            (Step::Index(index), Tree::Sequence(items)) => {
                here = here.index(*index);
                items.get_mut(*index)
            }
            _ => None,
        }
        .ok_or_else(|| EditError::NoSuchPlace(path.clone()))?;
    }
    let before = match (last, at) {
        (Step::Key(key), Tree::Mapping(entries)) => {
            let position = entries.iter().position(|(k, _)| k == key);
            let before = position.map(|position| entries.remove(position).1);
            if let Some(value) = value {
                entries.insert(position.unwrap_or(entries.len()), (key.clone(), value));
            }
            before
        }
        (Step::Index(index), Tree::Sequence(items)) => match (items.get_mut(*index), value) {
            (Some(item), Some(value)) => Some(std::mem::replace(item, value)),
            _ => return Err(EditError::NoSuchPlace(path.clone())),
        },
        _ => return Err(EditError::NoSuchPlace(path.clone())),
    };
    Ok(match made {
        Some(path) => Edit::Set { path, value: None },
        None => Edit::Set { path: path.clone(), value: before },
    })
}

/// The list at `path`; made if it is left out.
fn list_at<'t>(tree: &'t mut Tree, path: &Path) -> Result<&'t mut Vec<Tree>, EditError> {
    let mut at = tree;
    for step in path.steps() {
        at = match (step, at) {
            (Step::Key(key), Tree::Mapping(entries)) => {
                let position = entries.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
                    let is_last = path.split_last().is_some_and(|(_, last)| last == step);
                    let empty = if is_last {
                        Tree::Sequence(Vec::new())
                    } else {
                        Tree::Mapping(Vec::new())
                    };
                    entries.push((key.clone(), empty));
                    entries.len() - 1
                });
                entries.get_mut(position).map(|(_, value)| value)
            }
            (Step::Index(index), Tree::Sequence(items)) => items.get_mut(*index),
            _ => None,
        }
        .ok_or_else(|| EditError::NoSuchPlace(path.clone()))?;
    }
    match at {
        Tree::Sequence(items) => Ok(items),
        _ => Err(EditError::NoSuchPlace(path.clone())),
    }
}
