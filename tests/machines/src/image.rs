//! The disk that every machine begins with: Debian, made from its packages and kept in the person's cargo folder.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use cluster_tests::process::{Folder, Process};
use sha2::{Digest, Sha256};

use crate::{CaseError, system};

/// The release of Debian: the oldest that the bundle's scripts for nodes take.
const SUITE: &str = "bookworm";

/// What the machines have from the beginning, as any box has it. Nothing of NFS: that is for the scripts to install.
const PACKAGES: &str = "systemd-sysv,udev,openssh-server,iproute2,kmod,perl-base,python3";

/// Finishes the system and writes the disk.
const HOOK: &str = include_str!("../image.sh");

/// Programs by the Debian package that holds them.
const PROGRAMS: [(&str, &str); 6] = [
    ("qemu-system-x86_64", "qemu-system-x86"),
    ("mmdebstrap", "mmdebstrap"),
    ("mkfs.ext4", "e2fsprogs"),
    ("ssh", "openssh-client"),
    ("ssh-keygen", "openssh-client"),
    ("timeout", "coreutils"),
];

/// Where the parts of the image lie.
#[derive(Clone, Debug)]
pub struct Image {
    folder: PathBuf,
}

impl Image {
    /// The image as this source describes it. Makes it when it is not there; installs nothing.
    pub fn ready() -> Result<Self, CaseError> {
        let missing: Vec<String> = PROGRAMS
            .iter()
            .filter(|(program, _)| !on_path(program))
            .map(|(program, package)| format!("{program} (Debian package {package})"))
            .collect();
        if !missing.is_empty() {
            return Err(CaseError::Missing(missing.join(", ")));
        }
        let image = Self { folder: home()?.join("presswright/test-machine") };
        if fs::read_to_string(image.stamp()).unwrap_or_default() != fingerprint() {
            image.make()?;
        }
        Ok(image)
    }

    /// The disk, of which each machine has a copy.
    pub fn disk(&self) -> PathBuf {
        self.folder.join("disk.ext4")
    }

    /// The kernel that is on it.
    pub fn kernel(&self) -> PathBuf {
        self.folder.join("vmlinuz")
    }

    /// The key with which root lets one in, made with the image. It opens nothing but these machines.
    pub fn key(&self) -> PathBuf {
        self.folder.join("key")
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join("stamp")
    }

    fn make(&self) -> Result<(), CaseError> {
        eprintln!(
            "The image of the machines is made from Debian's packages: about a minute, 400 MB."
        );
        let start = Instant::now();
        // Made elsewhere and moved whole; where this is not root, mmdebstrap's stand-in for root has to reach it.
        let work = Folder::new().map_err(system("make a folder for the image"))?;
        open_to_all(work.path(), 0o755)?;
        let place = |name: &str| work.path().join(name);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "test machines", "-f"])
            .arg(place("key"))
            .status()
            .map_err(system("run ssh-keygen"))?;
        if !made.success() {
            return Err(CaseError::Wrong(format!("ssh-keygen ended with {made}")));
        }
        for name in ["disk.ext4", "vmlinuz"] {
            fs::write(place(name), "").map_err(system("make a file of the image"))?;
            open_to_all(&place(name), 0o666)?;
        }
        fs::write(place("image.sh"), HOOK).map_err(system("write the hook"))?;
        open_to_all(&place("image.sh"), 0o755)?;
        let mut command = Command::new("mmdebstrap");
        command
            .args(["--variant=minbase", "--format=null", "--skip=cleanup"])
            .arg(format!("--include={PACKAGES}"))
            .arg("--aptopt=Apt::Install-Recommends \"false\"")
            .args(
                ["doc", "man", "locale"]
                    .map(|it| format!("--dpkgopt=path-exclude=/usr/share/{it}/*")),
            )
            .arg(format!("--customize-hook={}", place("image.sh").display()))
            .args([SUITE, "-"])
            .env("DISK", place("disk.ext4"))
            .env("KERNEL", place("vmlinuz"))
            .env("PUBLIC_KEY", place("key.pub"));
        let (status, log) = Process::start("mmdebstrap", command, work.path())?
            .wait_for_end(Duration::from_mins(30))?;
        if !status.success() {
            return Err(CaseError::Image { status: status.to_string(), log });
        }
        fs::create_dir_all(&self.folder).map_err(system("make the image's folder"))?;
        // Without a stamp what lies there is no image: a copy that is broken off is made again.
        fs::write(self.stamp(), "").map_err(system("write the image's stamp"))?;
        for name in ["disk.ext4", "vmlinuz", "key"] {
            copy_with_holes(&place(name), &self.folder.join(name))?;
        }
        open_to_all(&self.key(), 0o600)?;
        fs::write(self.stamp(), fingerprint()).map_err(system("write the image's stamp"))?;
        eprintln!("The image is made: {} s.", start.elapsed().as_secs());
        Ok(())
    }
}

/// Copies a file of which most is empty.
pub fn copy_with_holes(from: &Path, to: &Path) -> Result<(), CaseError> {
    let _ = fs::remove_file(to);
    let status = Command::new("cp")
        .args(["--sparse=always", "--reflink=auto", "--"])
        .args([from, to])
        .status()
        .map_err(system("run cp"))?;
    if status.success() {
        Ok(())
    } else {
        Err(CaseError::Wrong(format!("cp {} {} ended with {status}", from.display(), to.display())))
    }
}

fn open_to_all(path: &Path, mode: u32) -> Result<(), CaseError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(system(format!("change the mode of {}", path.display())))
}

/// What the image is made from.
fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for part in [SUITE, PACKAGES, HOOK] {
        hash.update(part);
    }
    let mut text = String::new();
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn home() -> Result<PathBuf, CaseError> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
        .ok_or_else(|| CaseError::Missing("a home: neither CARGO_HOME nor HOME is set".to_owned()))
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .chain([PathBuf::from("/usr/sbin")])
            .any(|folder| folder.join(program).is_file())
    })
}
