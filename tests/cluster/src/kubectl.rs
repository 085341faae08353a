//! kubectl as a person runs it, with the same version as the control plane. What the API server
//! warns of counts as a failure.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum KubectlError {
    /// The program does not run.
    #[error("kubectl does not run: {source}")]
    Start {
        /// What the system said.
        source: io::Error,
    },
    /// It ended with an error.
    #[error("kubectl {arguments} failed:\n{message}")]
    Failed {
        /// Its arguments.
        arguments: String,
        /// What it wrote to standard error.
        message: String,
    },
    /// It did the thing but had something to say about it.
    #[error("kubectl {arguments} was accepted with warnings:\n{}", warnings.join("\n"))]
    Warned {
        /// Its arguments.
        arguments: String,
        /// The lines of standard error.
        warnings: Vec<String>,
    },
    /// Its output is not the JSON that was asked for.
    #[error("kubectl {arguments} gave no JSON: {source}")]
    NoJson {
        /// Its arguments.
        arguments: String,
        /// What the reader found.
        source: serde_json::Error,
    },
}

/// What a command gave that did not fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Standard output.
    pub output: String,
    /// The lines of standard error: the API server's warnings and kubectl's own.
    pub warnings: Vec<String>,
}

/// kubectl with the credentials of one control plane.
#[derive(Debug, Clone)]
pub struct Kubectl {
    bin: PathBuf,
    home: PathBuf,
}

impl Kubectl {
    /// kubectl from the folder `bin`; `home` holds `kubeconfig`, and kubectl's cache.
    pub fn new(bin: PathBuf, home: PathBuf) -> Self {
        Self { bin, home }
    }

    /// The folder of kubectl and the other programs.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The credentials.
    pub fn kubeconfig(&self) -> PathBuf {
        self.home.join("kubeconfig")
    }

    /// Any command, such as a script of a bundle, that finds this kubectl and these credentials.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.bin.clone()).chain(std::env::split_paths(&rest));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.env("KUBECONFIG", self.kubeconfig()).env("HOME", &self.home);
        // A setting of the person who runs the tests would change what kubectl prints.
        command.env_remove("KUBECTL_EXTERNAL_DIFF").env("KUBERC", "off");
        command
    }

    /// Runs kubectl and gives what it said.
    pub fn run<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Answer, KubectlError> {
        let mut command = self.command(self.bin.join("kubectl"));
        command.args(arguments);
        let output = command.output().map_err(|source| KubectlError::Start { source })?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(KubectlError::Failed { arguments: shown(&command), message: errors });
        }
        let warnings = errors.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(Answer { output: String::from_utf8_lossy(&output.stdout).into_owned(), warnings })
    }

    /// Runs kubectl; a warning is a failure.
    pub fn run_without_warning<A: AsRef<OsStr> + Clone>(
        &self,
        arguments: &[A],
    ) -> Result<String, KubectlError> {
        let answer = self.run(arguments)?;
        if answer.warnings.is_empty() {
            return Ok(answer.output);
        }
        let arguments: Vec<_> =
            arguments.iter().map(|part| part.as_ref().to_string_lossy()).collect();
        Err(KubectlError::Warned { arguments: arguments.join(" "), warnings: answer.warnings })
    }

    /// `kubectl … -o json`.
    pub fn json(&self, arguments: &[&str]) -> Result<Value, KubectlError> {
        let output = self.run_without_warning(&[arguments, &["-o", "json"]].concat())?;
        serde_json::from_str(&output)
            .map_err(|source| KubectlError::NoJson { arguments: arguments.join(" "), source })
    }

    /// `kubectl apply` of a file or, with a kustomization.yaml in it, a folder.
    pub fn apply(&self, path: &Path) -> Result<String, KubectlError> {
        let way = if path.is_dir() { "-k" } else { "-f" };
        self.run_without_warning(&[OsStr::new("apply"), OsStr::new(way), path.as_os_str()])
    }

    /// The same, with objects that the API server puts together from what each of their owners wants.
    pub fn apply_server_side(&self, path: &Path) -> Result<String, KubectlError> {
        let way = if path.is_dir() { "-k" } else { "-f" };
        self.run_without_warning(&[
            OsStr::new("apply"),
            OsStr::new("--server-side"),
            OsStr::new(way),
            path.as_os_str(),
        ])
    }

    /// What each object of a folder with a kustomization.yaml is now: its uid, with its generation,
    /// which counts changes of what was asked for, or, for kinds that count none, its version.
    pub fn versions(&self, folder: &Path) -> Result<BTreeMap<String, String>, KubectlError> {
        Ok(self
            .objects(folder)?
            .into_iter()
            .map(|(name, object)| {
                let metadata = &object["metadata"];
                let version = match &metadata["generation"] {
                    Value::Null => metadata["resourceVersion"].to_string(),
                    generation => format!("generation {generation}"),
                };
                (name, format!("{} {version}", metadata["uid"]))
            })
            .collect())
    }

    /// What each of these objects is without the notes of who wrote what and when, and without its state.
    pub fn contents(&self, folder: &Path) -> Result<BTreeMap<String, String>, KubectlError> {
        let strip = |(name, mut object): (String, Value)| {
            if let Some(fields) = object.as_object_mut() {
                fields.remove("status");
            }
            if let Some(metadata) = object["metadata"].as_object_mut() {
                for note in ["generation", "managedFields", "resourceVersion"] {
                    metadata.remove(note);
                }
            }
            if let Some(annotations) = object["metadata"]["annotations"].as_object_mut() {
                annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
            }
            (name, object.to_string())
        };
        Ok(self.objects(folder)?.into_iter().map(strip).collect())
    }

    fn objects(&self, folder: &Path) -> Result<BTreeMap<String, Value>, KubectlError> {
        let mut list = self.json(&["get", "-k", &folder.to_string_lossy()])?;
        let objects = list["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
        let named = |object: Value| {
            let name = object["metadata"]["name"].as_str().unwrap_or_default();
            let kind = object["kind"].as_str().unwrap_or_default();
            (format!("{kind}/{name}"), object)
        };
        Ok(objects.into_iter().map(named).collect())
    }

    /// What an apply would change, as `kubectl diff` shows it: the API server computes it with
    /// all defaults and admission. Empty: nothing.
    pub fn diff(&self, path: &Path) -> Result<String, KubectlError> {
        self.differences(path, &[])
    }

    /// The same for [`Kubectl::apply_server_side`].
    pub fn diff_server_side(&self, path: &Path) -> Result<String, KubectlError> {
        self.differences(path, &["--server-side"])
    }

    fn differences(&self, path: &Path, how: &[&str]) -> Result<String, KubectlError> {
        let way = if path.is_dir() { "-k" } else { "-f" };
        let mut command = self.command(self.bin.join("kubectl"));
        command.arg("diff").args(how).arg(way).arg(path);
        let output = command.output().map_err(|source| KubectlError::Start { source })?;
        // kubectl diff: 0 no differences, 1 differences, more than 1 an error.
        match output.status.code() {
            Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            _ => Err(KubectlError::Failed {
                arguments: shown(&command),
                message: String::from_utf8_lossy(&output.stderr).into_owned(),
            }),
        }
    }
}

fn shown(command: &Command) -> String {
    command.get_args().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
