//! The programs that the suite needs: where they are, and which are missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::CaseError;

/// The version of etcd that is built.
const ETCD: &str = "3.7.3";

/// Where the Galera library of Debian's package galera-4 lies.
const GALERA: &str = "/usr/lib/galera/libgalera_smm.so";

/// Programs by the Debian package that holds them.
const PROGRAMS: [(&str, &str); 10] = [
    ("mariadbd", "mariadb-server"),
    ("mariadb", "mariadb-client"),
    ("mariadb-install-db", "mariadb-server"),
    ("rsync", "rsync"),
    ("socat", "socat"),
    ("jq", "jq"),
    ("curl", "curl"),
    ("flock", "util-linux"),
    ("setpriv", "util-linux"),
    ("haproxy", "haproxy"),
];

/// What every case is built from.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The etcd server.
    pub etcd: PathBuf,
    /// The repository.
    pub repository: PathBuf,
    /// Whether servers have to be started as the user `mysql`, because this is root.
    pub as_mysql: bool,
}

impl Parts {
    /// Finds the parts. Builds etcd when it is not there; installs nothing.
    pub fn find() -> Result<Self, CaseError> {
        crate::session::end_with_the_run()?;
        let mut missing: Vec<String> = PROGRAMS
            .iter()
            .filter(|(program, _)| !on_path(program))
            .map(|(program, package)| format!("{program} (Debian package {package})"))
            .collect();
        if !Path::new(GALERA).is_file() {
            missing.push(format!("{GALERA} (Debian package galera-4)"));
        }
        if !missing.is_empty() {
            return Err(CaseError::Missing(format!("not on this machine: {}", missing.join(", "))));
        }
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let as_mysql = run_output("id", &["-u"])? == "0";
        Ok(Self {
            etcd: etcd(&repository, "etcd", "go.etcd.io/etcd/server/v3")?,
            repository,
            as_mysql,
        })
    }

    /// etcdctl or etcdutl, of the same version.
    pub fn etcd_program(&self, name: &str) -> Result<PathBuf, CaseError> {
        etcd(&self.repository, name, &format!("go.etcd.io/etcd/{name}/v3"))
    }

    /// The scripts of the bundle.
    pub fn scripts(&self) -> PathBuf {
        self.repository.join("src/provision/files/percona")
    }
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .chain([PathBuf::from("/usr/sbin")])
            .any(|folder| folder.join(program).is_file())
    })
}

/// Built from its Go module, whose files the control plane's tests share, and kept beside their programs.
fn etcd(repository: &Path, name: &str, package: &str) -> Result<PathBuf, CaseError> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
        .ok_or_else(|| CaseError::Missing("neither CARGO_HOME nor HOME is set".to_owned()))?;
    let program = home.join(format!("presswright/etcd-{ETCD}/bin/{name}"));
    if program.is_file() {
        return Ok(program);
    }
    eprintln!("{name} {ETCD}: building it from its Go module, about 20 s");
    let built = Command::new("go")
        .args(["build", "-trimpath", "-ldflags", "-s -w", "-o"])
        .arg(&program)
        .arg(package)
        .current_dir(repository.join("tests/cluster/programs/etcd"))
        .env("CGO_ENABLED", "0")
        .status();
    match built {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => {
            Err(CaseError::Missing(format!("{name} could not be built: go build: {status}")))
        }
        Err(error) => Err(CaseError::Missing(format!(
            "{name} is built by Go 1.26 or later, and `go` does not run: {error}"
        ))),
    }
}

fn run_output(program: &str, arguments: &[&str]) -> Result<String, CaseError> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .map_err(crate::system(format!("run {program}")))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
