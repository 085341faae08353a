//! A file of an export.

/// A file of an export: its path below the bundle's folder, what is in it, and whether it is run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Path with `/`, without a leading one.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is a program (mode 0755 instead of 0644).
    pub executable: bool,
}

impl File {
    /// A text that is read, not run.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes(), executable: false }
    }

    /// A script.
    pub fn script(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes(), executable: true }
    }
}
