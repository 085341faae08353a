//! Puts a bundle into a folder as a whole or not at all: built beside it, then exchanged with it.
//!
//! Files of the bundle that was there go when the new one does not have them. What is not of a
//! bundle stays: vagrant keeps its machines' state in there, people keep notes.

use crate::failure::Failure;
use crate::replace::folder_of;
use presswright::file::File;
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// The list of a bundle's files, by which a folder is known to be one.
pub const SUMS: &str = "SHA256SUMS";
/// The design in a bundle.
pub const DESIGN: &str = "design.yaml";

/// Puts these files into a folder that is new, empty, or holds a bundle.
pub fn replace(path: &Path, files: &[File]) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: path.to_owned(), source };
    let Ok(target) = fs::canonicalize(path) else {
        let fresh = build(path, files).map_err(failed)?;
        fs::rename(fresh.path(), path).map_err(failed)?;
        // It has another name now; there is nothing to clean up.
        let _ = fresh.keep();
        return Ok(());
    };
    let ours = listed(path, &target)?;
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&target)) {
        return Err(Failure::Inside(path.to_owned()));
    }
    let mut strange = Vec::new();
    find_strange(&target, Path::new(""), &ours, &mut strange).map_err(failed)?;
    let paths: BTreeSet<&Path> = files.iter().map(|file| Path::new(&file.path)).collect();
    let in_the_way = strange.iter().find(|strange| {
        paths.iter().any(|path| path.starts_with(strange) || strange.starts_with(path))
    });
    if let Some(strange) = in_the_way {
        return Err(Failure::InTheWay(target.join(strange)));
    }
    let fresh = build(&target, files).map_err(failed)?;
    exchange(fresh.path(), &target).map_err(failed)?;
    // From here on the new bundle is in place, and `fresh` holds the old folder.
    for path in &strange {
        if let Err(source) = carry_over(fresh.path(), &target, path) {
            return Err(Failure::LeftBehind { path: path.clone(), old: fresh.keep(), source });
        }
    }
    Ok(())
}

/// The paths of the bundle that is in a folder; nothing for an empty one.
fn listed(path: &Path, target: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let failed = |source| Failure::Read { path: path.to_owned(), source };
    if !target.is_dir() {
        return Err(Failure::NotAFolder(path.to_owned()));
    }
    if fs::read_dir(target).map_err(failed)?.next().is_none() {
        return Ok(BTreeSet::new());
    }
    let sums = fs::read_to_string(target.join(SUMS));
    let (Ok(sums), true) = (sums, target.join(DESIGN).is_file()) else {
        return Err(Failure::NotOurs(path.to_owned()));
    };
    // "<sum>  <path>", as sha256sum writes it.
    let paths = sums.lines().filter_map(|line| line.split_once("  "));
    Ok(paths.map(|(_, path)| PathBuf::from(path)).chain([PathBuf::from(SUMS)]).collect())
}

/// The topmost files and folders in which there is nothing of the bundle.
fn find_strange(
    target: &Path,
    below: &Path,
    ours: &BTreeSet<PathBuf>,
    strange: &mut Vec<PathBuf>,
) -> io::Result<()> {
    for entry in fs::read_dir(target.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if ours.contains(&path) {
            continue;
        }
        if entry.file_type()?.is_dir() && ours.iter().any(|ours| ours.starts_with(&path)) {
            find_strange(target, &path, ours, strange)?;
        } else {
            strange.push(path);
        }
    }
    Ok(())
}

/// A folder beside the target with the files in it. It goes away unless it is renamed.
fn build(target: &Path, files: &[File]) -> io::Result<TempDir> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".part");
    // As the umask says, not for the owner alone as temporary folders are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let folder = builder.tempdir_in(folder_of(target))?;
    for file in files {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(folder_of(&path))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(
            &mut options,
            if file.executable { 0o777 } else { 0o666 },
        );
        options.open(path)?.write_all(&file.bytes)?;
    }
    Ok(folder)
}

/// Exchanges two folders in one step where the system can, so that there is no moment without one.
fn exchange(fresh: &Path, target: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, fresh, CWD, target, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // A file system that cannot: NFS, some in user space.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    exchange_in_steps(fresh, target)
}

fn exchange_in_steps(fresh: &Path, target: &Path) -> io::Result<()> {
    let aside = fresh.with_extension("old");
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(fresh, target) {
        fs::rename(&aside, target)?;
        return Err(error);
    }
    fs::rename(&aside, fresh)
}

fn carry_over(old: &Path, target: &Path, path: &Path) -> io::Result<()> {
    let to = target.join(path);
    fs::create_dir_all(folder_of(&to))?;
    fs::rename(old.join(path), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_folders_change_places_without_the_system_s_exchange() {
        let here = tempfile::tempdir().unwrap();
        let (fresh, target) = (here.path().join(".x.1.part"), here.path().join("x"));
        for (folder, text) in [(&fresh, "new"), (&target, "old")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("file"), text).unwrap();
        }
        exchange_in_steps(&fresh, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "new");
        assert_eq!(fs::read_to_string(fresh.join("file")).unwrap(), "old");
        assert_eq!(fs::read_dir(here.path()).unwrap().count(), 2);
    }
}
