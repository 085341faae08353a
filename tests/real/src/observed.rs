//! What a case asks of a running design, by the same commands that a person has.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use cluster_tests::wait::until;
use serde_json::Value;

use crate::ClusterError;
use crate::cluster::Cluster;
use crate::command::{end_of, run};
use crate::runbook::Runbook;

/// A design on a cluster: its namespace is what it is asked in.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The namespace of the design.
    pub namespace: &'a str,
}

impl Observed<'_> {
    /// Runs one of the bundle's scripts as a person does, and gives all that it wrote.
    pub fn script(&self, name: &str, bound: Duration) -> Result<String, ClusterError> {
        let folder = self.cluster.bundle();
        let script = folder.join(name);
        self.within(folder, bound, name, |command| command.arg(script))
    }

    /// Runs commands of the runbook in the bundle's folder; the first that fails is the last.
    pub fn follow(&self, commands: &str, bound: Duration) -> Result<String, ClusterError> {
        self.follow_in(self.cluster.bundle(), commands, bound)
    }

    /// The same in the folder of another bundle.
    pub fn follow_in(
        &self,
        folder: &Path,
        commands: &str,
        bound: Duration,
    ) -> Result<String, ClusterError> {
        let first = commands.lines().next().unwrap_or_default();
        self.within(folder, bound, first, |command| {
            command.args(["bash", "-euo", "pipefail", "-c", commands])
        })
    }

    fn within(
        &self,
        folder: &Path,
        bound: Duration,
        what: &str,
        add: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Result<String, ClusterError> {
        let mut command = self.cluster.person("timeout");
        command.arg(bound.as_secs().to_string()).current_dir(folder);
        let output = add(&mut command)
            .stdin(Stdio::null())
            .output()
            .map_err(|source| ClusterError::Start { command: what.to_owned(), source })?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            return Ok(said);
        }
        Err(ClusterError::Failed {
            command: what.to_owned(),
            status: output.status.to_string(),
            said: end_of(&said),
        })
    }

    /// The runbook of the bundle.
    pub fn runbook(&self) -> Result<Runbook, ClusterError> {
        let path = self.cluster.bundle().join("README.md");
        fs::read_to_string(&path).map(Runbook::new).map_err(ClusterError::file(&path))
    }

    /// Runs every block of commands below a heading of the runbook.
    pub fn follow_runbook(
        &self,
        chapter: &str,
        section: Option<&str>,
        bound: Duration,
    ) -> Result<String, ClusterError> {
        let blocks = self.runbook()?.commands(chapter, section);
        if blocks.is_empty() {
            let place = section.map_or(String::new(), |name| format!(", {name}"));
            return Err(ClusterError::Wrong(format!(
                "the runbook has no commands at \"{chapter}\"{place}"
            )));
        }
        blocks.iter().map(|block| self.follow(block, bound)).collect()
    }

    /// kubectl in the design's namespace.
    pub fn kubectl(&self, words: &[&str]) -> Result<String, ClusterError> {
        run(self.cluster.person("kubectl").arg("--namespace").arg(self.namespace).args(words))
    }

    /// The objects of a kind.
    pub fn list(&self, kind: &str) -> Result<Vec<Value>, ClusterError> {
        let text = self.kubectl(&["get", kind, "-o", "json"])?;
        let mut list: Value =
            serde_json::from_str(&text).map_err(|error| ClusterError::Wrong(error.to_string()))?;
        Ok(list["items"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// The pods of a tier.
    pub fn pods_of(&self, component: &str) -> Result<Vec<Value>, ClusterError> {
        let of =
            |pod: &Value| pod["metadata"]["labels"]["app.kubernetes.io/component"] == component;
        Ok(self.list("pods")?.into_iter().filter(of).collect())
    }

    /// Each object of the design with its uid and its generation, which counts what was asked for.
    pub fn versions(&self) -> Result<Vec<String>, ClusterError> {
        let kinds = "statefulsets,deployments,services,configmaps,networkpolicies,secrets,persistentvolumeclaims,\
                     poddisruptionbudgets,cronjobs,horizontalpodautoscalers,pods";
        let form = r#"jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.generation}{"\n"}{end}"#;
        let said = self.kubectl(&["get", kinds, "-o", form])?;
        // A timed task's pods come and go by themselves.
        Ok(said
            .lines()
            .filter(|line| !line.starts_with("Pod/wordpress-cron"))
            .map(str::to_owned)
            .collect())
    }

    /// A value of a Secret.
    pub fn secret(&self, name: &str, key: &str) -> Result<String, ClusterError> {
        let form = format!("go-template={{{{index .data \"{key}\" | base64decode}}}}");
        self.kubectl(&["get", "secret", name, "-o", &form])
    }

    /// Runs a command in a pod; its output, or why it failed.
    pub fn inside(
        &self,
        pod: &str,
        container: &str,
        words: &[&str],
    ) -> Result<String, ClusterError> {
        self.kubectl(&[&["exec", pod, "-c", container, "--"], words].concat())
    }

    /// Waits until `verify.sh` finds nothing wrong.
    pub fn until_verified(&self, bound: Duration) -> Result<String, ClusterError> {
        let said = until("verify.sh passes", bound, || {
            self.script("verify.sh", Duration::from_mins(2)).map_err(|error| error.to_string())
        })?;
        Ok(said)
    }
}
