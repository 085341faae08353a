//! One Kubernetes object, and what all of a design's objects share: names, labels, namespace.

use crate::design::{Design, Place};
use crate::topology::{Tier, Topology};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A Kubernetes object of the bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The object as the API server gets it.
    pub json: Json,
    /// The thing of the design that it comes from.
    pub place: Place,
    /// The file of the bundle that it stands in.
    pub file: String,
}

impl Object {
    pub(super) fn new(object: &impl Serialize, place: Place) -> Self {
        // Typed objects always serialise; `null` would be caught by every schema test.
        Self {
            json: serde_json::to_value(object).unwrap_or(Json::Null),
            place,
            file: String::new(),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> &str {
        self.json.get("kind").and_then(Json::as_str).unwrap_or_default()
    }

    /// Its API version: `apps/v1`.
    pub fn api_version(&self) -> &str {
        self.json.get("apiVersion").and_then(Json::as_str).unwrap_or_default()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.json.pointer("/metadata/name").and_then(Json::as_str).unwrap_or_default()
    }

    /// Its namespace; nothing for objects of the whole cluster.
    pub fn namespace(&self) -> Option<&str> {
        self.json.pointer("/metadata/namespace").and_then(Json::as_str)
    }

    /// As YAML that readers of 1.1 and 1.2 take for the same, without a document marker.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        self.write_yaml(&mut text);
        text
    }

    /// The same at the end of a text. JSON values have nothing that YAML could not hold.
    pub(super) fn write_yaml(&self, text: &mut String) {
        let options = serde_saphyr::ser_options! {
            compact_list_indent: false,
            prefer_block_scalars: true,
            min_fold_chars: usize::MAX,
            folded_wrap_chars: usize::MAX,
        };
        let _ = serde_saphyr::to_fmt_writer_with_options(text, &self.json, options);
    }
}

/// A design with its topology, and the names that all of its objects share.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) design: &'a Design,
    pub(super) topology: &'a Topology,
}

/// Label that tells one member of etcd from another.
pub(super) const MEMBER_LABEL: &str = "presswright/member";
/// Annotation whose change makes new pods when a ConfigMap has changed.
pub(super) const CONFIG_HASH: &str = "presswright/config-hash";

pub(super) type Labels = BTreeMap<String, String>;

impl<'a> Scope<'a> {
    pub(super) fn new(design: &'a Design, topology: &'a Topology) -> Self {
        Self { design, topology }
    }

    /// The labels by which a tier's pods are selected. They never change: selectors are immutable.
    pub(super) fn selector_labels(&self, tier: Tier) -> Labels {
        pairs(&[
            ("app.kubernetes.io/instance", self.design.name.as_str()),
            ("app.kubernetes.io/component", tier.component()),
        ])
    }

    /// All labels of what belongs to a tier.
    pub(super) fn labels(&self, tier: Tier) -> Labels {
        let name = match tier {
            Tier::Etcd => "etcd",
            Tier::Percona => "percona-xtradb-cluster",
            Tier::Haproxy => "haproxy",
            Tier::Wordpress | Tier::Install | Tier::Cron => "wordpress",
            Tier::Backup => "backup",
        };
        let mut labels = self.selector_labels(tier);
        labels.extend(self.common_labels());
        labels.insert("app.kubernetes.io/name".to_owned(), name.to_owned());
        if let Some(version) = self.version(tier) {
            labels.insert("app.kubernetes.io/version".to_owned(), version);
        }
        labels
    }

    /// The version of what a tier runs, as a label may hold it: the tag of its image. Backups are
    /// made by scripts of our own. Nothing where a digest alone says which version it is.
    fn version(&self, tier: Tier) -> Option<String> {
        let Design { etcd, percona, wordpress, .. } = self.design;
        let image = match tier {
            Tier::Etcd => &etcd.image,
            Tier::Percona => &percona.image,
            Tier::Haproxy => &percona.haproxy_image,
            Tier::Wordpress | Tier::Install | Tier::Cron => &wordpress.image,
            Tier::Backup => return Some(env!("CARGO_PKG_VERSION").to_owned()),
        };
        // A tag may have 128 signs, a label 63, and neither end of it may be a `.`, `-` or `_`.
        let tag: String = image.tag()?.chars().take(63).collect();
        let value = tag.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The labels of what belongs to no tier.
    pub(super) fn common_labels(&self) -> Labels {
        pairs(&[
            ("app.kubernetes.io/instance", self.design.name.as_str()),
            ("app.kubernetes.io/part-of", "presswright"),
            ("app.kubernetes.io/managed-by", "presswright"),
        ])
    }

    pub(super) fn selector(&self, tier: Tier) -> LabelSelector {
        LabelSelector { match_labels: Some(self.selector_labels(tier)), match_expressions: None }
    }

    /// Name, namespace and labels of an object of a tier.
    pub(super) fn metadata(&self, name: &str, tier: Tier) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(self.design.namespace().to_owned()),
            labels: Some(self.labels(tier)),
            ..ObjectMeta::default()
        }
    }

    /// Name and labels of an object of the whole cluster.
    pub(super) fn cluster_metadata(name: &str, labels: Labels) -> ObjectMeta {
        ObjectMeta { name: Some(name.to_owned()), labels: Some(labels), ..ObjectMeta::default() }
    }

    /// The DNS name of a Service, complete, so that no search list is needed.
    pub(super) fn dns(&self, service: &str) -> String {
        format!("{service}.{}.svc.{}", self.design.namespace(), self.design.cluster.domain)
    }

    /// The place of a tier in the design.
    pub(super) fn place(tier: Tier) -> Place {
        match tier {
            Tier::Etcd => Place::part("etcd"),
            Tier::Percona => Place::part("percona"),
            Tier::Haproxy => Place::field("percona", "access"),
            Tier::Wordpress | Tier::Install | Tier::Cron => Place::part("wordpress"),
            Tier::Backup => Place::part("backups"),
        }
    }
}

/// A map of texts.
pub(super) fn pairs(entries: &[(&str, &str)]) -> Labels {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The first ten hexadecimal digits of a SHA-256: names what it is made from.
pub(super) fn short_hash<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        // Eight bytes on every platform: `usize` has four in the browser.
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}
