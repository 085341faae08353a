//! Programs that tests run, and where they run them.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether a program is there. Where it is not, a test says that it did not run, and fails where `CI` is set.
pub fn have(program: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    or_not_run(found, program)
}

/// Whether Vagrant has a plug-in, without those in the folder of the person who runs the tests.
pub fn have_plugin(name: &str) -> bool {
    let home = Folder::new();
    let mut vagrant = Command::new("vagrant");
    vagrant.args(["plugin", "list"]).env("VAGRANT_HOME", home.path());
    or_not_run(finish(&mut vagrant).out.contains(name), name)
}

fn or_not_run(found: bool, what: &str) -> bool {
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{what} is missing");
        eprintln!("NOT RUN: {what} is missing");
    }
    found
}

/// A folder that goes when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("presswright-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file and what is above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a program.
    pub fn script(&self, name: &str, content: &str) -> PathBuf {
        let path = self.write(name, content);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.join(name)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a program wrote and how it ended.
#[derive(Debug)]
pub struct Said {
    pub ok: bool,
    pub out: String,
    pub error: String,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        Self {
            ok: output.status.success(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn fine(self) -> Self {
        assert!(self.ok, "it failed:\n{}\n{}", self.out, self.error);
        self
    }

    #[track_caller]
    pub fn refused(self, why: &str) -> Self {
        assert!(!self.ok, "it did not fail:\n{}", self.out);
        assert!(
            self.error.contains(why),
            "it failed for another reason than '{why}':\n{}\n{}",
            self.out,
            self.error
        );
        self
    }
}

/// Runs a program to its end, without input.
pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(program: &str, arguments: I) -> Said {
    finish(Command::new(program).args(arguments))
}

/// Runs a command to its end, without input.
pub fn finish(command: &mut Command) -> Said {
    Said::of(&command.stdin(Stdio::null()).output().unwrap())
}

/// The path with a folder of stand-ins first.
pub fn path_with(stand_ins: &Path) -> String {
    format!("{}:{}", stand_ins.display(), std::env::var("PATH").unwrap())
}
