//! The tools: where they are, and what they say of all cases at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use presswright::bundle::Bundle;
use presswright::design::WayIn;
use presswright::topology::{Access, secrets};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Failure;
use crate::case::Case;
use crate::finding::{By, Finding, Looked};

/// A path that `cargo xtask test --only hardening` gives.
pub fn path(variable: &str) -> Result<PathBuf, Failure> {
    let path = std::env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        format!(
            "{variable} is not set: `cargo xtask test --only hardening` gets the tools and sets it"
        )
    })?;
    if path.exists() { Ok(path) } else { Err(format!("{} is missing", path.display()).into()) }
}

/// The repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Folders of the cases with NetworkPolicies and of those without. checkov takes a policy for all pods as one
/// of every pod that it reads, whatever namespace it is in: it must not read both at once.
const APART: [&str; 2] = ["without-policies", "with-policies"];

/// The bundles of all cases, written as `generate` writes them, a folder each.
pub struct Written {
    folder: TempDir,
    bundles: BTreeMap<String, PathBuf>,
}

impl Written {
    /// Writes them. `design.yaml` is the person's own text and stays out.
    pub fn of(cases: &[Case]) -> Result<Self, Failure> {
        // checkov passes over folders whose names begin with a dot.
        let folder = tempfile::Builder::new().prefix("presswright-").tempdir()?;
        let mut bundles = BTreeMap::new();
        for case in cases {
            let [without, with] = APART;
            let policies = case.approved.design().cluster.network_policies;
            let bundle = folder.path().join(if policies { with } else { without }).join(&case.name);
            for file in Bundle::of(&case.approved)?.files {
                let path = bundle.join(&file.path);
                if file.path != "design.yaml" {
                    fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
                    fs::write(path, file.bytes)?;
                }
            }
            fs::write(bundle.with_extension("beside.json"), beside(case))?;
            bundles.insert(case.name.clone(), bundle);
        }
        Ok(Self { folder, bundles })
    }

    /// The folder of all of them.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// checkov, in two processes and not one for each case: it takes seconds to start.
    pub fn checkov(&self) -> Result<Looked, Failure> {
        let mut looked = Looked::default();
        for folder in APART {
            Self::checkov_of(&self.folder().join(folder), &mut looked)?;
        }
        Ok(looked)
    }

    fn checkov_of(folder: &Path, looked: &mut Looked) -> Result<(), Failure> {
        let mut checkov = Command::new(path("PRESSWRIGHT_CHECKOV")?);
        checkov.args(["--framework", "kubernetes", "--output", "json", "--compact"]);
        // It would ask its maker's server for texts.
        checkov.args(["--skip-download", "--soft-fail", "--directory"]).arg(folder);
        checkov.env("LOG_LEVEL", "ERROR");
        let report: Value = serde_json::from_str(&printed(&mut checkov)?)?;
        // One report where there is one framework.
        let report = report.get(0).unwrap_or(&report);
        let errors = &report["summary"]["parsing_errors"];
        if *errors != json!(0) {
            return Err(format!("checkov cannot read {errors} files").into());
        }
        for (key, failed) in [("passed_checks", false), ("failed_checks", true)] {
            for check in report["results"][key].as_array().ok_or("checkov reports nothing")? {
                let file = text(&check["file_path"]);
                let folder = file.rsplit_once("/manifests/").map_or("", |(folder, _)| folder);
                let case = folder.rsplit('/').next().unwrap_or_default().to_owned();
                looked.read.insert(case.clone());
                if failed {
                    looked.findings.insert(Finding {
                        by: By::Checkov,
                        case,
                        check: text(&check["check_id"]),
                        object: by_dots(&text(&check["resource"])),
                        message: text(&check["check_name"]),
                    });
                }
            }
        }
        Ok(())
    }

    /// kube-score, a process each: it compares objects with each other, whatever design they are of.
    pub fn kube_score(&self) -> Result<Looked, Failure> {
        let program = path("PRESSWRIGHT_KUBE_SCORE")?;
        let mut looked = Looked::default();
        for (name, bundle) in &self.bundles {
            let mut score = Command::new(&program);
            score.args(["score", "--all-default-optional", "--output-format", "json"]);
            score.args(["--disable-ignore-checks-annotations", "--kubernetes-version", "v1.36"]);
            score.args(manifests(bundle)?);
            let report: Value = serde_json::from_str(&printed(&mut score)?)?;
            for object in report.as_array().ok_or("kube-score reports nothing")? {
                looked.read.insert(name.clone());
                let kind = text(&object["type_meta"]["kind"]);
                let own = text(&object["object_meta"]["name"]);
                for check in object["checks"].as_array().into_iter().flatten() {
                    // 10 is "all well", and what does not fit the object is skipped.
                    if check["skipped"] == json!(true) || check["grade"] == json!(10) {
                        continue;
                    }
                    let comments = check["comments"].as_array().cloned().unwrap_or_default();
                    let said: Vec<String> =
                        comments.iter().map(|comment| text(&comment["summary"])).collect();
                    looked.findings.insert(Finding {
                        by: By::KubeScore,
                        case: name.clone(),
                        check: text(&check["check"]["id"]),
                        object: format!("{kind}/{own}"),
                        message: said.join("; "),
                    });
                }
            }
        }
        Ok(looked)
    }

    /// Monokle, in one process.
    pub fn monokle(&self) -> Result<Looked, Failure> {
        let mut node = Command::new("node");
        node.arg(repository().join("tests/hardening/monokle/validate.js"));
        node.args(self.bundles.values());
        let report: BTreeMap<String, Value> = serde_json::from_str(&printed(&mut node)?)?;
        let mut looked = Looked::default();
        for (case, found) in report {
            looked.read.insert(case.clone());
            for finding in found.as_array().ok_or("Monokle reports nothing")? {
                looked.findings.insert(Finding {
                    by: By::Monokle,
                    case: case.clone(),
                    check: text(&finding["check"]),
                    object: text(&finding["object"]),
                    message: text(&finding["message"]),
                });
            }
        }
        Ok(looked)
    }

    /// yamllint's words on every file; none if all is well.
    pub fn yamllint(&self) -> Result<String, Failure> {
        let output = Command::new(path("PRESSWRIGHT_YAMLLINT")?)
            .args(["--strict", "--format", "parsable", "--config-file"])
            .arg(repository().join("tests/bundle/yamllint.yaml"))
            .arg(self.folder())
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if said.is_empty() && !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(said)
    }
}

fn manifests(bundle: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<PathBuf> = fs::read_dir(bundle.join("manifests"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, Failure>>()?;
    files.sort();
    Ok(files)
}

/// What is in the cluster beside the bundle's own objects, for links that lead there: Secrets, without their
/// data; the claims that StatefulSets make; the cluster's DNS.
fn beside(case: &Case) -> String {
    let design = case.approved.design();
    let object = |kind: &str, name: &str, namespace: &str| {
        let metadata = json!({"name": name, "namespace": namespace});
        json!({"apiVersion": "v1", "kind": kind, "metadata": metadata})
    };
    let here = |kind: &str, name: &str| object(kind, name, design.namespace());
    let mut objects: Vec<Value> =
        secrets(design).iter().map(|secret| here("Secret", secret.name)).collect();
    objects.extend(design.cluster.asked_with().map(|secret| here("Secret", secret.as_str())));
    if let WayIn::Ingress(ingress) = &design.wordpress.way_in {
        objects.extend(ingress.certificate.iter().map(|secret| here("Secret", secret.as_str())));
    }
    let claims = case.approved.topology().volumes.iter();
    objects.extend(
        claims
            .filter(|volume| volume.access == Access::OneNode)
            .map(|volume| here("PersistentVolumeClaim", &volume.claim)),
    );
    let labels = json!({"k8s-app": "kube-dns"});
    objects.push(json!({
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": "kube-system", "labels": {"kubernetes.io/metadata.name": "kube-system"}},
    }));
    let mut dns = object("Deployment", "coredns", "kube-system");
    dns["apiVersion"] = json!("apps/v1");
    dns["spec"] = json!({
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": []}},
    });
    objects.push(dns);
    Value::Array(objects).to_string()
}

/// What a tool prints. That it found something is no failure here; that it printed nothing is.
fn printed(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.stdout.is_empty() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?} ended with {}: {complaint}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `Deployment.blog.wordpress` is `Deployment/wordpress`; no name of ours has a dot.
fn by_dots(resource: &str) -> String {
    let mut parts = resource.split('.');
    let kind = parts.next().unwrap_or_default();
    format!("{kind}/{}", parts.nth(1).unwrap_or_default())
}
