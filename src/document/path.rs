//! Where something stands in a document: `machines[2].memory`.

use std::fmt;
use std::str::FromStr;

/// One step down: a key of a mapping or a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a mapping.
    Key(String),
    /// A place in a list, from 0.
    Index(usize),
}

/// The way from the top of the document to one value. The empty path is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole document.
    pub fn top() -> Self {
        Self::default()
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.to_owned()));
        Self(steps)
    }

    /// This path and one place in a list more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }

    /// The steps from the top.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path of what holds this one, and the last step; nothing for the whole document.
    pub fn split_last(&self) -> Option<(Path, &Step)> {
        let (last, rest) = self.0.split_last()?;
        Some((Self(rest.to_vec()), last))
    }

    /// Whether this path is `other` or lies in it.
    pub fn is_within(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A path that does not follow `key.key[0].key`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a path such as machines[2].memory")]
pub struct NotAPath(String);

impl FromStr for Path {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let mut path = Path::top();
        if text.is_empty() {
            return Ok(path);
        }
        for part in text.split('.') {
            let (key, indices) = match part.split_once('[') {
                Some((key, rest)) => (key, Some(rest)),
                None => (part, None),
            };
            if key.is_empty() {
                return Err(NotAPath(text.to_owned()));
            }
            path = path.key(key);
            for index in indices.into_iter().flat_map(|rest| rest.split('[')) {
                let number = index.strip_suffix(']').and_then(|digits| digits.parse().ok());
                path = path.index(number.ok_or_else(|| NotAPath(text.to_owned()))?);
            }
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_itself() {
        for text in ["", "name", "machines[2].memory", "canvas[0]"] {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
        assert!("machines[x]".parse::<Path>().is_err());
        assert!("a..b".parse::<Path>().is_err());
    }
}
