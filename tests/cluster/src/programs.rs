//! The programs of a control plane: which they are, where they lie, and how they are built.
//!
//! They come from Go modules, so that a test needs neither a container registry nor a download
//! page. Each minor of Kubernetes has a module of its own below `programs/`; etcd and kwok have
//! one each. `go.mod` names the versions, `go.sum` pins every byte of source.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};

use crate::{go, minors};

/// The environment variable that chooses another minor, for instance `1.35`.
pub const MINOR_VARIABLE: &str = "PRESSWRIGHT_KUBERNETES";

/// Why the programs cannot be used or built.
#[derive(Debug, thiserror::Error)]
pub enum ProgramsError {
    /// There is no module for the minor that was asked for.
    #[error("no Kubernetes {minor} here: {} is missing. Choose one of: {offered}", module.display())]
    UnknownMinor {
        /// What was asked for.
        minor: String,
        /// Where its module would be.
        module: PathBuf,
        /// The minors that can be built.
        offered: String,
    },
    /// A module file does not say which version it holds.
    #[error("{} does not require {module}, so its version is not known", file.display())]
    NoVersion {
        /// The go.mod that was read.
        file: PathBuf,
        /// The module that it should require.
        module: &'static str,
    },
    /// Neither `CARGO_HOME` nor `HOME` says where programs may be kept.
    #[error("neither CARGO_HOME nor HOME is set, so there is no place for the programs")]
    NoHome,
    /// Programs were not built, or were built from other sources.
    #[error("{} not built from these sources yet. Run: cargo run -p cluster-tests --bin build-programs", names.join(", "))]
    Missing {
        /// Which programs.
        names: Vec<String>,
    },
    /// The Go compiler does not run.
    #[error(
        "the programs are built by Go 1.26 or later, and `go` does not run ({source}): install it from https://go.dev/dl"
    )]
    NoGo {
        /// What the system said.
        source: std::io::Error,
    },
    /// A build failed; Go's own words went to standard error.
    #[error("go {arguments} failed in {}: its message stands above", folder.display())]
    GoFailed {
        /// The arguments of go.
        arguments: String,
        /// The folder of the module.
        folder: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// One program that is built from a module below `programs/`.
struct Program {
    name: &'static str,
    package: &'static str,
    module: Module,
}

#[derive(Clone, Copy, PartialEq)]
enum Module {
    Kubernetes,
    Etcd,
    Kwok,
}

/// The program that reads kubeadm's configuration.
const KUBEADM: &str = "kubeadm";

const PROGRAMS: [Program; 8] = [
    Program { name: "etcd", package: "go.etcd.io/etcd/server/v3", module: Module::Etcd },
    Program { name: "etcdctl", package: "go.etcd.io/etcd/etcdctl/v3", module: Module::Etcd },
    Program { name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", module: Module::Kwok },
    Program {
        name: "kubectl",
        package: "k8s.io/kubernetes/cmd/kubectl",
        module: Module::Kubernetes,
    },
    Program { name: KUBEADM, package: "k8s.io/kubernetes/cmd/kubeadm", module: Module::Kubernetes },
    Program {
        name: "kube-scheduler",
        package: "k8s.io/kubernetes/cmd/kube-scheduler",
        module: Module::Kubernetes,
    },
    Program {
        name: "kube-apiserver",
        package: "k8s.io/kubernetes/cmd/kube-apiserver",
        module: Module::Kubernetes,
    },
    Program {
        name: "kube-controller-manager",
        package: "k8s.io/kubernetes/cmd/kube-controller-manager",
        module: Module::Kubernetes,
    },
];

/// The stages that make kwok's machines ready and its pods run, complete and go at once: files of
/// kwok's module.
const STAGES: [&str; 4] = [
    "kustomize/stage/node/fast/node-initialize.yaml",
    "kustomize/stage/pod/fast/pod-ready.yaml",
    "kustomize/stage/pod/fast/pod-complete.yaml",
    "kustomize/stage/pod/fast/pod-delete.yaml",
];

/// The programs of one version of Kubernetes.
#[derive(Debug, Clone)]
pub struct Programs {
    minor: String,
    version: String,
    sources: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// The programs of a minor such as `1.37`, or, with `None`, of the one that
    /// [`MINOR_VARIABLE`] names. Nothing is built, nothing is checked.
    pub fn of(minor: Option<&str>) -> Result<Self, ProgramsError> {
        let minor = match minor {
            Some(minor) => minor.to_owned(),
            None => std::env::var(MINOR_VARIABLE).unwrap_or_else(|_| minors::default_minor()),
        };
        let sources = minors::sources();
        let module = sources.join(format!("kubernetes-{minor}"));
        if !module.join("go.mod").is_file() {
            let offered = minors::every_minor()?.join(", ");
            return Err(ProgramsError::UnknownMinor { minor, module, offered });
        }
        let version = required(&module.join("go.mod"), "k8s.io/kubernetes")?;
        let folder = home()?
            .join("presswright")
            .join(format!("kubernetes-{}", version.trim_start_matches('v')));
        Ok(Self { minor, version, sources, folder })
    }

    /// The same, when everything is built from the sources as they stand now.
    pub fn built(minor: Option<&str>) -> Result<Self, ProgramsError> {
        let programs = Self::of(minor)?;
        let mut names = Vec::new();
        for program in &PROGRAMS {
            if !programs.is_current(program)? {
                names.push(program.name.to_owned());
            }
        }
        if programs.stages().iter().any(|stage| !stage.is_file()) {
            names.push("kwok's stages".to_owned());
        }
        if names.is_empty() { Ok(programs) } else { Err(ProgramsError::Missing { names }) }
    }

    /// kubeadm of a minor. It needs no control plane beside it, and takes a fraction of its build.
    pub fn kubeadm(minor: &str) -> Result<PathBuf, ProgramsError> {
        let programs = Self::of(Some(minor))?;
        for program in PROGRAMS.iter().filter(|program| program.name == KUBEADM) {
            if !programs.is_current(program)? {
                return Err(ProgramsError::Missing { names: vec![format!("kubeadm {minor}")] });
            }
        }
        Ok(programs.path(KUBEADM))
    }

    /// The minor, for instance `1.36`.
    pub fn minor(&self) -> &str {
        &self.minor
    }

    /// The version with its `v`, as the programs give it themselves.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The path of a program, for instance `kubectl`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.bin().join(name)
    }

    /// The folder that holds the programs.
    pub fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// The files of kwok's stages, and of one that it lacks.
    pub fn stages(&self) -> Vec<PathBuf> {
        let name = |stage: &str| stage.rsplit('/').next().unwrap_or(stage).to_owned();
        let kwoks = STAGES.iter().map(|stage| self.folder.join("stages").join(name(stage)));
        kwoks.chain([self.sources.join("stages").join("pod-ready-again.yaml")]).collect()
    }

    /// Builds what is missing or was built from other sources, and says so on standard output.
    pub fn build(&self) -> Result<(), ProgramsError> {
        create_folder(&self.bin())?;
        let mut built = 0;
        for program in &PROGRAMS {
            if self.is_current(program)? {
                continue;
            }
            built += 1;
            self.build_one(program)?;
        }
        self.copy_stages()?;
        let done = if built == 0 { "nothing to build" } else { "ready" };
        println!("Kubernetes {}: {done}, programs in {}", self.version, self.bin().display());
        Ok(())
    }

    /// Builds kubeadm alone, if it is missing or was built from other sources.
    pub fn build_kubeadm(&self) -> Result<(), ProgramsError> {
        create_folder(&self.bin())?;
        for program in PROGRAMS.iter().filter(|program| program.name == KUBEADM) {
            if !self.is_current(program)? {
                self.build_one(program)?;
            }
        }
        Ok(())
    }

    fn build_one(&self, program: &Program) -> Result<(), ProgramsError> {
        let folder = self.module_folder(program.module);
        let why = if self.path(program.name).exists() {
            "built from other sources"
        } else {
            "not there yet"
        };
        println!("{}: building, because it is {why} ({})", program.name, program.package);
        let start = Instant::now();
        // Built beside its place and moved there whole, so that an interrupted build leaves what was there.
        let unfinished = self.bin().join(format!(".{}.{}", program.name, std::process::id()));
        let flags = self.linker_flags(program);
        go::run(
            &folder,
            [
                "build".into(),
                "-trimpath".into(),
                "-ldflags".into(),
                flags.into(),
                "-o".into(),
                unfinished.clone().into_os_string(),
                program.package.into(),
            ],
        )?;
        let place = self.path(program.name);
        fs::rename(&unfinished, &place).map_err(|source| file_error(&place, source))?;
        write(&self.stamp(program.name), self.fingerprint(program)?.as_bytes())?;
        println!("{}: built in {} s", program.name, start.elapsed().as_secs());
        Ok(())
    }

    fn copy_stages(&self) -> Result<(), ProgramsError> {
        let stamp = self.stamp("stages");
        let sum = fingerprint_of(&self.module_folder(Module::Kwok), &STAGES.concat())?;
        if self.stages().iter().all(|stage| stage.is_file()) && read_stamp(&stamp) == sum {
            return Ok(());
        }
        create_folder(&self.folder.join("stages"))?;
        let kwok = go::output(
            &self.module_folder(Module::Kwok),
            ["list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"],
        )?;
        for (from, to) in STAGES.iter().zip(self.stages()) {
            let from = Path::new(&kwok).join(from);
            let text = fs::read(&from).map_err(|source| file_error(&from, source))?;
            write(&to, &text)?;
        }
        write(&stamp, sum.as_bytes())
    }

    /// Without a version, kube-apiserver calls itself `v0.0.0-master+$Format:%H$`, which does not
    /// parse (kubernetes staging/src/k8s.io/component-base/version/base.go).
    fn linker_flags(&self, program: &Program) -> String {
        let mut flags = "-s -w".to_owned();
        if program.module == Module::Kubernetes {
            let minor = self.minor.trim_start_matches("1.");
            for package in ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"] {
                for (variable, value) in
                    [("gitVersion", self.version.as_str()), ("gitMajor", "1"), ("gitMinor", minor)]
                {
                    let _ = write!(flags, " -X {package}.{variable}={value}");
                }
            }
        }
        flags
    }

    fn module_folder(&self, module: Module) -> PathBuf {
        match module {
            Module::Kubernetes => self.sources.join(format!("kubernetes-{}", self.minor)),
            Module::Etcd => self.sources.join("etcd"),
            Module::Kwok => self.sources.join("kwok"),
        }
    }

    fn is_current(&self, program: &Program) -> Result<bool, ProgramsError> {
        Ok(self.path(program.name).is_file()
            && read_stamp(&self.stamp(program.name)) == self.fingerprint(program)?)
    }

    fn fingerprint(&self, program: &Program) -> Result<String, ProgramsError> {
        fingerprint_of(&self.module_folder(program.module), &self.linker_flags(program))
    }

    fn stamp(&self, name: &str) -> PathBuf {
        self.folder.join("stamps").join(name)
    }
}

/// The version that a go.mod requires of a module.
fn required(file: &Path, module: &'static str) -> Result<String, ProgramsError> {
    let text = fs::read_to_string(file).map_err(|source| file_error(file, source))?;
    text.lines()
        .map(|line| line.trim().trim_start_matches("require "))
        .find_map(|line| line.strip_prefix(module)?.strip_prefix(' ')?.split(' ').next())
        .filter(|version| version.starts_with('v'))
        .map(str::to_owned)
        .ok_or(ProgramsError::NoVersion { file: file.to_owned(), module })
}

/// Cargo's folder, below which programs are kept.
pub fn home() -> Result<PathBuf, ProgramsError> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
        .ok_or(ProgramsError::NoHome)
}

/// What a program is made from: the two files that pin its sources, and how it is linked.
fn fingerprint_of(module: &Path, flags: &str) -> Result<String, ProgramsError> {
    let mut hash = Sha256::new();
    for name in ["go.mod", "go.sum"] {
        let path = module.join(name);
        hash.update(fs::read(&path).map_err(|source| file_error(&path, source))?);
    }
    hash.update(flags);
    let mut text = String::new();
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn read_stamp(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn create_folder(path: &Path) -> Result<(), ProgramsError> {
    fs::create_dir_all(path).map_err(|source| file_error(path, source))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ProgramsError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, bytes).map_err(|source| file_error(path, source))
}

pub(crate) fn file_error(path: &Path, source: std::io::Error) -> ProgramsError {
    ProgramsError::File { path: path.to_owned(), source }
}
