//! Writes a file as a whole or not at all: beside its target first, then by one rename.

use crate::failure::Failure;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// What a loss of power right after may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: the bytes are on the disk before the name is. For what a person wrote.
    OnDisk,
    /// The file: it can be made again, and waiting for the disk takes longer than making it.
    CanBeMadeAgain,
}

/// Puts a new file there. One that is there already stays, and that is a failure.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    if fs::symlink_metadata(path).is_ok() {
        return Err(Failure::Exists(path.to_owned()));
    }
    let file = beside(path, bytes, Durability::OnDisk).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::Exists(path.to_owned()))
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// Puts a file there, in place of one that may be there.
///
/// A link stays one, and a file that is replaced keeps its mode.
pub fn replace(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    let target = match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(Failure::NotAFile(path.to_owned())),
        Ok(_) => fs::canonicalize(path).map_err(failed)?,
        Err(_) => path.to_owned(),
    };
    let file = beside(&target, bytes, durability).map_err(failed)?;
    if let Ok(found) = fs::metadata(&target) {
        file.as_file().set_permissions(found.permissions()).map_err(failed)?;
    }
    file.persist(&target).map(drop).map_err(|error| failed(error.error))
}

/// A finished file with these bytes in the target's folder. It goes away unless it is renamed.
fn beside(target: &Path, bytes: &[u8], durability: Durability) -> io::Result<NamedTempFile> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".part");
    // A file of the person's: as the umask says, not for the owner alone as temporary files are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(target))?;
    file.write_all(bytes)?;
    if durability == Durability::OnDisk {
        file.as_file().sync_all()?;
    }
    Ok(file)
}

/// The folder in which a path lies.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
