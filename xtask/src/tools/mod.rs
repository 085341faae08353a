//! The tools that the chores use, each with its version and how to get it.
//!
//! An installed tool of the right version is preferred, then a prebuilt one, then a build. What
//! lands in the person's cargo and npm folders needs no consent; a system package does.

use std::process::ExitCode;

use anyhow::Result;

mod browser;
mod cargo_tool;
pub mod control_plane;
mod go_program;
mod node_packages;
mod python_packages;
mod system_package;
mod toolchain;

pub use browser::{CHROMIUM, CHROMIUM_SHELL};
pub use cargo_tool::{CargoTool, Version};
pub use control_plane::kubectl;
pub use go_program::GoProgram;
pub use node_packages::{NodePackages, wasm_opt};
pub use python_packages::PythonPackages;
pub use system_package::{Probe, SystemPackage};
pub use toolchain::{RUST_SOURCE, ToolchainPart, WASM_TARGET};

use crate::project::Project;

/// Bundles the page.
pub static TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    version: Version::Pinned("0.21.14"),
    locked: true,
    features: Some("rustls"),
    minutes: 4,
};

/// Makes the documentation's site.
pub static MDBOOK: CargoTool = CargoTool {
    package: "mdbook",
    program: "mdbook",
    version: Version::Pinned("0.5.4"),
    locked: true,
    features: Some("search"),
    minutes: 1,
};

/// Makes the JavaScript side of a wasm file. It must be of the very version of the library that
/// Cargo.lock names: the two share an internal format.
pub static WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: Version::AsLocked("wasm-bindgen"),
    // Its own lock holds crates that have been withdrawn since.
    locked: false,
    features: None,
    minutes: 2,
};

/// Reads deny.toml.
pub static CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: Version::Pinned("0.20.2"),
    locked: true,
    features: None,
    minutes: 2,
};

/// The browser tests and wasm-opt.
pub static BROWSER_TESTS: NodePackages = NodePackages {
    folder: "tests/browser",
    about: "the browser tests and wasm-opt (300 MB, half a minute)",
};

/// The page's text editor and what bundles it.
pub static TEXT_EDITOR: NodePackages =
    NodePackages { folder: "text-editor", about: "the page's text editor (15 MB, some seconds)" };

/// The YAML readers and the Kubernetes schemas.
pub static BUNDLE_CHECKS: PythonPackages = PythonPackages {
    folder: "tests/bundle",
    environment: "python",
    about: "the Kubernetes schemas and the YAML readers",
};

/// checkov.
pub static CHECKOV: PythonPackages = PythonPackages {
    folder: "tests/hardening",
    environment: "python-checkov",
    about: "checkov (290 MB, half a minute)",
};

/// Monokle's validation.
pub static MONOKLE: NodePackages = NodePackages {
    folder: "tests/hardening/monokle",
    about: "Monokle's validation (30 MB, some seconds)",
};

/// kube-score.
pub static KUBE_SCORE: GoProgram = GoProgram {
    name: "kube-score",
    module: "tests/hardening/programs/kube-score",
    package: "github.com/zegl/kube-score/cmd/kube-score",
};

/// What NetworkPolicies allow, by cyclonus.
pub static NETWORK_POLICIES: GoProgram = GoProgram {
    name: "network-policies",
    module: "tests/hardening/programs/network-policies",
    package: ".",
};

pub static SHELLCHECK: SystemPackage = SystemPackage {
    package: "shellcheck",
    probe: Probe::Program(&["shellcheck"]),
    purpose: "reads the bundle's shell scripts",
    siblings: &[],
};

pub static RUBY: SystemPackage = SystemPackage {
    package: "ruby",
    probe: Probe::Program(&["ruby"]),
    purpose: "reads the bundle's Vagrantfile as Ruby",
    siblings: &[],
};

pub static VAGRANT: SystemPackage = SystemPackage {
    package: "vagrant",
    probe: Probe::Program(&["vagrant"]),
    purpose: "validates the bundle's Vagrantfile",
    siblings: &[],
};

/// Debian's vagrant only recommends it, and without it no Vagrantfile for libvirt can be validated.
pub static VAGRANT_LIBVIRT: SystemPackage = SystemPackage {
    package: "vagrant-libvirt",
    probe: Probe::VagrantPlugin("vagrant-libvirt"),
    purpose: "lets Vagrant read the bundle's Vagrantfile for libvirt",
    siblings: &[],
};

pub static PYTHON_VENV: SystemPackage = SystemPackage {
    package: "python3-venv",
    probe: Probe::PythonModules("venv, ensurepip"),
    purpose: "holds the Python validators apart from the system's Python",
    siblings: &[],
};

pub static MARIADB: SystemPackage = SystemPackage {
    package: "mariadb-server",
    probe: Probe::Program(&["mariadbd", "/usr/sbin/mariadbd"]),
    purpose: "brings real Galera servers for the tests of the database's scripts",
    siblings: &[],
};

pub static RSYNC: SystemPackage = SystemPackage {
    package: "rsync",
    probe: Probe::Program(&["rsync"]),
    purpose: "copies a Galera server's state to another",
    siblings: &[],
};

pub static SOCAT: SystemPackage = SystemPackage {
    package: "socat",
    probe: Probe::Program(&["socat"]),
    purpose: "answers the balancer's check in the database's sidecar",
    siblings: &[],
};

pub static RUNC: SystemPackage = SystemPackage {
    package: "runc",
    probe: Probe::Program(&["runc", "/usr/sbin/runc"]),
    purpose: "starts the containers of the real cluster",
    siblings: &[],
};

pub static CONTAINERD: SystemPackage = SystemPackage {
    package: "containerd",
    probe: Probe::Program(&["containerd"]),
    purpose: "keeps the images and containers of the real cluster",
    siblings: &[],
};

pub static CNI_PLUGINS: SystemPackage = SystemPackage {
    package: "containernetworking-plugins",
    probe: Probe::Program(&["/usr/lib/cni/ptp"]),
    purpose: "connects the pods of the real cluster",
    siblings: &[],
};

pub static IPROUTE: SystemPackage = SystemPackage {
    package: "iproute2",
    probe: Probe::Program(&["ip", "/usr/sbin/ip"]),
    purpose: "makes the network of the real cluster's machines",
    siblings: &[],
};

pub static NFTABLES: SystemPackage = SystemPackage {
    package: "nftables",
    probe: Probe::Program(&["nft", "/usr/sbin/nft"]),
    purpose: "holds the Services and policies of the real cluster",
    siblings: &[],
};

pub static GANESHA: SystemPackage = SystemPackage {
    package: "nfs-ganesha-vfs",
    probe: Probe::Program(&[
        "/usr/lib/x86_64-linux-gnu/ganesha/libfsalvfs.so",
        "/usr/lib/aarch64-linux-gnu/ganesha/libfsalvfs.so",
    ]),
    purpose: "serves the files of the real cluster by NFS",
    siblings: &[],
};

pub static RPCBIND: SystemPackage = SystemPackage {
    package: "rpcbind",
    probe: Probe::Program(&["rpcbind", "/usr/sbin/rpcbind"]),
    purpose: "says where the real cluster's NFS server listens",
    siblings: &[],
};

pub static NFS_CLIENT: SystemPackage = SystemPackage {
    package: "nfs-common",
    probe: Probe::Program(&["mount.nfs", "/usr/sbin/mount.nfs"]),
    purpose: "has the place of the program that mounts NFS",
    siblings: &[],
};

pub static JQ: SystemPackage = SystemPackage {
    package: "jq",
    probe: Probe::Program(&["jq"]),
    purpose: "runs the decisions of the database's scripts",
    siblings: &[],
};

pub static HAPROXY: SystemPackage = SystemPackage {
    package: "haproxy",
    probe: Probe::Program(&["haproxy", "/usr/sbin/haproxy"]),
    purpose: "stands in front of the database in its tests",
    siblings: &[],
};

pub static QEMU: SystemPackage = SystemPackage {
    package: "qemu-system-x86",
    probe: Probe::Program(&["qemu-system-x86_64"]),
    purpose: "boots the machines on which the NFS scripts are tested",
    siblings: &["qemu-utils", "qemu-system-common", "qemu-system-data"],
};

pub static MMDEBSTRAP: SystemPackage = SystemPackage {
    package: "mmdebstrap",
    probe: Probe::Program(&["mmdebstrap"]),
    purpose: "makes the disk of those machines from Debian's packages",
    siblings: &[],
};

pub static MKFS: SystemPackage = SystemPackage {
    package: "e2fsprogs",
    probe: Probe::Program(&["mkfs.ext4", "/usr/sbin/mkfs.ext4", "/sbin/mkfs.ext4"]),
    purpose: "writes the disk of those machines",
    siblings: &[],
};

pub static SSH: SystemPackage = SystemPackage {
    package: "openssh-client",
    probe: Probe::Program(&["ssh"]),
    purpose: "runs the scripts on those machines",
    siblings: &[],
};

/// Every tool, in the order in which `cargo xtask setup` gets them: quick ones first.
static ALL: [Tool; 30] = [
    Tool::Toolchain(&WASM_TARGET),
    Tool::Toolchain(&RUST_SOURCE),
    Tool::System(&CHROMIUM),
    Tool::System(&CHROMIUM_SHELL),
    Tool::System(&SHELLCHECK),
    Tool::System(&RUBY),
    Tool::System(&VAGRANT),
    Tool::System(&VAGRANT_LIBVIRT),
    Tool::System(&PYTHON_VENV),
    Tool::System(&MARIADB),
    Tool::System(&RSYNC),
    Tool::System(&SOCAT),
    Tool::System(&JQ),
    Tool::System(&HAPROXY),
    Tool::System(&QEMU),
    Tool::System(&MMDEBSTRAP),
    Tool::System(&MKFS),
    Tool::System(&SSH),
    Tool::Node(&TEXT_EDITOR),
    Tool::Node(&BROWSER_TESTS),
    Tool::Node(&MONOKLE),
    Tool::Python(&BUNDLE_CHECKS),
    Tool::Python(&CHECKOV),
    Tool::Go(&KUBE_SCORE),
    Tool::Go(&NETWORK_POLICIES),
    Tool::Cargo(&WASM_BINDGEN),
    Tool::Cargo(&CARGO_DENY),
    Tool::ControlPlane,
    Tool::Cargo(&MDBOOK),
    Tool::Cargo(&TRUNK),
];

/// What a real cluster is made with.
pub const REAL_CLUSTER: [Tool; 10] = [
    Tool::System(&RUNC),
    Tool::System(&CONTAINERD),
    Tool::System(&CNI_PLUGINS),
    Tool::System(&IPROUTE),
    Tool::System(&NFTABLES),
    Tool::System(&GANESHA),
    Tool::System(&RPCBIND),
    Tool::System(&NFS_CLIENT),
    Tool::System(&MMDEBSTRAP),
    Tool::ControlPlane,
];

/// One thing that a chore needs.
#[derive(Clone, Copy)]
pub enum Tool {
    /// A part of the Rust toolchain.
    Toolchain(&'static ToolchainPart),
    /// A program from a crate.
    Cargo(&'static CargoTool),
    /// Packages from npm.
    Node(&'static NodePackages),
    /// The Python packages of a folder's requirements.txt.
    Python(&'static PythonPackages),
    /// A program from a Go module.
    Go(&'static GoProgram),
    /// kube-apiserver and what belongs to it.
    ControlPlane,
    /// Any kubectl.
    Kubectl,
    /// A Debian package.
    System(&'static SystemPackage),
}

/// Whether a tool is there now.
#[derive(Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// It is missing and may not, or cannot, be had here: the reason and what to do.
    Absent(String),
}

impl Tool {
    /// Finds the tool or gets it, saying what is about to happen and why.
    pub fn ready(self, project: &Project) -> Result<Readiness> {
        match self {
            Self::Toolchain(part) => part.ready(project),
            Self::Cargo(tool) => tool.ready(project),
            Self::Node(packages) => packages.ready(project),
            Self::Python(packages) => packages.ready(project),
            Self::Go(program) => program.ready(project),
            Self::ControlPlane => control_plane::ready(project),
            Self::Kubectl => control_plane::kubectl_ready(project),
            Self::System(package) => package.ready(project),
        }
    }
}

/// `cargo xtask setup`: gets every tool and names what is missing in the end.
pub fn set_up(project: &Project) -> Result<ExitCode> {
    let mut absent = Vec::new();
    for tool in ALL {
        if let Readiness::Absent(reason) = tool.ready(project)? {
            absent.push(reason);
        }
    }
    if absent.is_empty() {
        println!("Everything is set up.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("Not set up:");
    for reason in absent {
        println!("  {reason}");
    }
    Ok(ExitCode::FAILURE)
}
