//! What was asked, held against what the bundle has.

use crate::stage::{Asked, Block};
use k8s_openapi::api::core::v1::Pod;
use presswright::bundle::Bundle;
use presswright::rules::Approved;
use presswright::topology::{Tier, secrets};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Flags that take the next word.
const WITH_VALUE: [&str; 7] = ["-n", "-l", "-f", "-o", "-c", "-p", "-w"];

/// Everything that a command may name.
#[derive(Default)]
pub struct Bundled {
    namespace: String,
    /// Names by kind, lower-case.
    names: BTreeMap<String, BTreeSet<String>>,
    /// Containers by pod.
    containers: BTreeMap<String, BTreeSet<String>>,
    /// `key=value` of every object's labels.
    labels: BTreeSet<String>,
    files: BTreeSet<String>,
    texts: BTreeMap<String, String>,
    /// Files of ConfigMaps, by the path at which the database has them.
    scripts: BTreeMap<String, String>,
    cron_jobs: BTreeMap<String, Value>,
    /// Each image of the bundle's pods, with when a machine asks a registry for it.
    images: BTreeSet<(String, String)>,
    /// The Secrets with which they are asked for.
    pull_secrets: BTreeSet<String>,
    members: usize,
    replicas: usize,
}

impl Bundled {
    pub fn new(approved: &Approved, bundle: &Bundle) -> Self {
        let mut bundled =
            Self { namespace: approved.design().namespace().to_owned(), ..Self::default() };
        bundled.also(approved, bundle);
        bundled
    }

    /// What another bundle has counts too.
    pub fn also(&mut self, approved: &Approved, bundle: &Bundle) {
        let (design, topology) = (approved.design(), approved.topology());
        self.members = self.members.max(design.etcd.members.len());
        self.replicas = self.replicas.max(design.percona.replicas.get() as usize);
        for object in &bundle.objects {
            self.name(&object.kind().to_lowercase(), object.name());
            let labels = object.json.pointer("/metadata/labels").and_then(Value::as_object);
            for (key, value) in labels.into_iter().flatten() {
                self.labels.insert(format!("{key}={}", value.as_str().unwrap()));
            }
            self.images_of(&object.json);
            match object.kind() {
                "CronJob" => {
                    self.cron_jobs.insert(object.name().to_owned(), object.json.clone());
                }
                "ConfigMap" if object.name() == "percona-scripts" => {
                    for (file, text) in object.json["data"].as_object().unwrap() {
                        let path = format!("/opt/presswright/{file}");
                        self.scripts.insert(path, text.as_str().unwrap().to_owned());
                    }
                }
                _ => {}
            }
        }
        for volume in &topology.volumes {
            self.name("persistentvolumeclaim", &volume.claim);
        }
        for pod in topology.pods_of(Tier::Etcd).chain(topology.pods_of(Tier::Percona)) {
            self.name("pod", &pod.name);
            let owner = pod.name.rsplit_once('-').unwrap().0;
            let set =
                bundle.objects.iter().find(|it| it.kind() == "StatefulSet" && it.name() == owner);
            let spec = &set.unwrap().json["spec"]["template"]["spec"];
            for list in ["containers", "initContainers"] {
                for container in spec[list].as_array().into_iter().flatten() {
                    let name = container["name"].as_str().unwrap().to_owned();
                    self.containers.entry(pod.name.clone()).or_default().insert(name);
                }
            }
        }
        for host in &topology.hosts {
            self.name("node", host.name.as_str());
        }
        for secret in secrets(design) {
            self.name("secret", secret.name);
        }
        // deploy.sh makes it (provision/contracts.md).
        self.name("configmap", "presswright-founding");
        for file in &bundle.files {
            self.files.insert(file.path.clone());
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            self.texts.insert(file.path.clone(), text);
        }
    }

    /// Whatever is below has its images in pods.
    fn images_of(&mut self, json: &Value) {
        if let (Some(image), Some(policy)) =
            (json["image"].as_str(), json["imagePullPolicy"].as_str())
        {
            self.images.insert((image.to_owned(), policy.to_owned()));
        }
        for secret in json["imagePullSecrets"].as_array().into_iter().flatten() {
            self.pull_secrets.insert(secret["name"].as_str().unwrap().to_owned());
        }
        match json {
            Value::Object(fields) => fields.values().for_each(|below| self.images_of(below)),
            Value::Array(items) => items.iter().for_each(|below| self.images_of(below)),
            _ => {}
        }
    }

    fn name(&mut self, kind: &str, name: &str) {
        self.names.entry(kind.to_owned()).or_default().insert(name.to_owned());
    }

    /// Everything that a block asks for and the bundle does not have.
    pub fn faults(&self, block: &Block, asked: &[Asked]) -> Vec<String> {
        let mut here = Here::new(asked);
        // The chapter on scaling names what the changed design will have.
        if block.chapter == "Scale up and down" {
            here.coming(self.members, self.replicas);
        }
        let mut faults: Vec<String> = block
            .commands
            .split_whitespace()
            .filter(|word| word.starts_with("manifests/") && !self.files.contains(*word))
            .map(|word| format!("no file {word}"))
            .collect();
        for one in asked {
            let fault = match one.words[0].as_str() {
                "kubectl" => self.kubectl(one, &here),
                "vagrant" => self.vagrant(&one.words),
                program => self.script(program, &one.words),
            };
            faults.extend(fault.map(|fault| format!("{fault} in {:?}", one.words)));
        }
        faults
    }

    fn has(&self, kind: &str, name: &str, here: &Here) -> bool {
        let kind = match kind {
            "pvc" => "persistentvolumeclaim",
            "pv" => "persistentvolume",
            "hpa" => "horizontalpodautoscaler",
            kind => kind,
        };
        self.names.get(kind).is_some_and(|names| names.contains(name))
            || here.made.contains(&(kind.to_owned(), name.to_owned()))
    }

    fn kubectl(&self, one: &Asked, here: &Here) -> Option<String> {
        let mut words = one.words[1..].iter().map(String::as_str).peekable();
        let (mut plain, mut flags) = (Vec::new(), Vec::new());
        let mut inner = Vec::new();
        while let Some(word) = words.next() {
            if word == "--" {
                inner = words.by_ref().collect();
            } else if WITH_VALUE.contains(&word) {
                flags.push((word, words.next()?));
            } else if let Some((flag, value)) =
                word.split_once('=').filter(|_| word.starts_with("--"))
            {
                flags.push((flag, value));
            } else if !word.starts_with('-') {
                plain.push(word);
            }
        }
        let flag = |name: &str| -> Vec<&str> {
            flags.iter().filter(|(flag, _)| *flag == name).map(|(_, value)| *value).collect()
        };
        let namespace = flag("-n").first().copied();
        if namespace.is_some_and(|namespace| namespace != self.namespace) {
            return Some(format!("another namespace, {namespace:?}"));
        }
        for word in &plain {
            let Some((kind, name)) = word.split_once('/').filter(|(kind, _)| !kind.is_empty())
            else {
                continue;
            };
            if !self.has(kind, name, here) {
                return Some(format!("no {word}"));
            }
            let of_cluster = ["pv", "node"].contains(&kind);
            if of_cluster == namespace.is_some() {
                return Some(format!("{word} with namespace {namespace:?}"));
            }
        }
        match (plain.first().copied(), plain.get(1).copied()) {
            (Some("exec"), Some(pod)) => {
                let container = flag("-c").first().copied().unwrap_or_default();
                if !self.containers.get(pod).is_some_and(|all| all.contains(container)) {
                    return Some(format!("no container {container} in pod {pod}"));
                }
            }
            (Some("logs"), Some(pod))
                if !pod.contains('/') && !self.containers.contains_key(pod) =>
            {
                return Some(format!("no pod {pod}"));
            }
            (Some("drain" | "uncordon"), Some(node)) if !self.has("node", node, here) => {
                return Some(format!("no machine {node}"));
            }
            (Some("create"), Some("job")) => {
                let from = flag("--from").first().copied().unwrap_or_default();
                let known =
                    from.strip_prefix("cronjob/").is_some_and(|it| self.cron_jobs.contains_key(it));
                if !known {
                    return Some(format!("no {from}"));
                }
            }
            _ => {}
        }
        for file in flag("-f").into_iter().filter(|file| *file != "-") {
            if !self.files.contains(file) {
                return Some(format!("no file {file}"));
            }
        }
        for label in flag("-l").into_iter().flat_map(|labels| labels.split(',')) {
            if !self.labels.contains(label) && !here.labels.contains(label) {
                return Some(format!("no object has the label {label}"));
            }
        }
        if let Some(patch) = flag("-p").first().copied() {
            let Ok(patch) = serde_json::from_str::<Value>(patch) else {
                return Some(format!("no JSON: {patch}"));
            };
            if let Some(fault) = self.patch(&patch, here) {
                return Some(fault);
            }
        }
        if plain.first() == Some(&"apply")
            && one.input.starts_with(
                "apiVersion: v1
kind: Pod",
            )
            && let Some(fault) = self.pod(&one.input)
        {
            return Some(fault);
        }
        self.inner(&inner)
    }

    /// A script inside the database's container, and the word that it is given.
    fn inner(&self, words: &[&str]) -> Option<String> {
        let at = words.iter().position(|word| word.starts_with("/opt/presswright/"))?;
        let Some(script) = self.scripts.get(words[at]) else {
            return Some(format!("no script {}", words[at]));
        };
        let word = words.get(at + 1).copied().unwrap_or_default();
        (!script.contains(&format!("  {word})"))
            && !script.contains(&format!("  {word} | "))
            && !script.contains(&format!("| {word})")))
        .then(|| format!("{} knows no {word}", words[at]))
    }

    /// The places that a JSON patch of a Job changes are there.
    fn patch(&self, patch: &Value, here: &Here) -> Option<String> {
        let job = here.from.as_ref().and_then(|cron| self.cron_jobs.get(cron))?;
        let spec = &job["spec"]["jobTemplate"];
        patch.as_array().into_iter().flatten().find_map(|change| {
            let place = change["path"].as_str().unwrap();
            let there = match change["op"].as_str().unwrap() {
                "replace" => spec.pointer(place).is_some(),
                "add" => spec.pointer(place.rsplit_once('/').unwrap().0).is_some(),
                other => panic!("{other}"),
            };
            (!there).then(|| format!("the Job of {:?} has no {place}", here.from))
        })
    }

    /// A pod of the runbook's own: it reads as one, and mounts claims that there are.
    fn pod(&self, text: &str) -> Option<String> {
        let pod: Pod = match serde_saphyr::from_str(text) {
            Ok(pod) => pod,
            Err(error) => return Some(format!("no Pod: {error}\n{text}")),
        };
        let spec = pod.spec.unwrap();
        let context = spec.security_context.unwrap();
        if context.run_as_non_root != Some(true) || context.seccomp_profile.is_none() {
            return Some("the pod is not restricted".to_owned());
        }
        let secrets: BTreeSet<String> =
            spec.image_pull_secrets.into_iter().flatten().map(|secret| secret.name).collect();
        if secrets != self.pull_secrets {
            return Some(format!("the images are asked for with {secrets:?}"));
        }
        for container in spec.containers.iter().chain(spec.init_containers.iter().flatten()) {
            let image = (
                container.image.clone().unwrap_or_default(),
                container.image_pull_policy.clone().unwrap_or_default(),
            );
            if !self.images.contains(&image) {
                return Some(format!("no pod of the bundle has {image:?}"));
            }
            let locked = container.security_context.as_ref().is_some_and(|context| {
                context.allow_privilege_escalation == Some(false)
                    && context.capabilities.as_ref().is_some_and(|it| it.drop.is_some())
            });
            if !locked {
                return Some(format!("container {} is not restricted", container.name));
            }
        }
        spec.volumes.iter().flatten().find_map(|volume| {
            let claim = &volume.persistent_volume_claim.as_ref()?.claim_name;
            let known = self.names["persistentvolumeclaim"].contains(claim);
            (!known).then(|| format!("no claim {claim}"))
        })
    }

    fn vagrant(&self, words: &[String]) -> Option<String> {
        if !self.files.contains("vagrant/Vagrantfile") {
            return Some("the bundle has no Vagrantfile".to_owned());
        }
        let machine = words.get(2..)?.iter().find(|word| !word.starts_with('-'))?;
        (!self.names["node"].contains(machine)).then(|| format!("no machine {machine}"))
    }

    /// A script of the bundle with a flag that it knows.
    fn script(&self, program: &str, words: &[String]) -> Option<String> {
        let (path, text) =
            self.texts.iter().find(|(path, _)| path.rsplit('/').next() == Some(program))?;
        let flag = words.get(1)?;
        (!text.contains(&format!("{flag})"))).then(|| format!("{path} knows no {flag}"))
    }
}

/// What a block makes by itself.
struct Here {
    made: BTreeSet<(String, String)>,
    labels: BTreeSet<String>,
    /// The CronJob of which a Job is made and changed.
    from: Option<String>,
}

impl Here {
    fn new(asked: &[Asked]) -> Self {
        let mut here = Self { made: BTreeSet::new(), labels: BTreeSet::new(), from: None };
        for one in asked {
            let words: Vec<&str> = one.words.iter().map(String::as_str).collect();
            if let Some(at) = words.windows(2).position(|pair| pair == ["create", "job"]) {
                here.made.insert(("job".to_owned(), words[at + 2].to_owned()));
                if words.iter().any(|word| word.starts_with("--dry-run")) {
                    here.from = words
                        .iter()
                        .find_map(|word| word.strip_prefix("--from=cronjob/"))
                        .map(str::to_owned);
                }
            }
            if let Ok(pod) = serde_saphyr::from_str::<Pod>(&one.input) {
                here.made.extend(pod.metadata.name.map(|name| ("pod".to_owned(), name)));
            }
        }
        here
    }

    fn coming(&mut self, member: usize, replica: usize) {
        self.labels.insert(format!("presswright/member={member}"));
        self.made.insert(("statefulset".to_owned(), format!("etcd-{member}")));
        for ordinal in replica..replica + 2 {
            self.made.insert(("pod".to_owned(), format!("percona-{ordinal}")));
        }
    }
}
