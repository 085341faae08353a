//! Object by object: added, removed, changed, and what each takes.

use super::immutable::obstacle;
use super::procedure::Procedure;
use super::{Change, Effort, Found, Subject, What};
use crate::bundle::Bundle;
use crate::bundle::resource::reference;
use crate::manifest::Object;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub(super) fn changes(old: &Bundle, new: &Bundle) -> Vec<Found> {
    let before = by_identity(&old.objects);
    let after = by_identity(&new.objects);
    let mut found = Vec::new();
    for object in &new.objects {
        match before.get(&identity(object)) {
            None => found.push(added(object)),
            Some(previous) if previous.json != object.json => found.push(changed(previous, object)),
            Some(_) => {}
        }
    }
    for object in &old.objects {
        if !after.contains_key(&identity(object)) {
            found.push(removed(object));
        }
    }
    found
}

type Identity<'o> = (&'o str, Option<&'o str>, &'o str);

fn identity(object: &Object) -> Identity<'_> {
    (object.kind(), object.namespace(), object.name())
}

fn by_identity(objects: &[Object]) -> BTreeMap<Identity<'_>, &Object> {
    objects.iter().map(|object| (identity(object), object)).collect()
}

fn found(
    object: &Object,
    what: What,
    effort: Effort,
    why: String,
    needs: Option<Procedure>,
) -> Found {
    let subject = Subject::Object(reference(object));
    Found {
        change: Change { subject, what, effort, why, steps: Vec::new(), text: String::new() },
        needs,
    }
}

fn added(object: &Object) -> Found {
    if let Some(member) = etcd_member(object) {
        let why = "a member of etcd is announced to the others before it starts".to_owned();
        return found(
            object,
            What::Added,
            Effort::WithSteps,
            why,
            Some(Procedure::AddMember(member)),
        );
    }
    found(object, What::Added, Effort::InPlace, "it is made".to_owned(), None)
}

fn removed(object: &Object) -> Found {
    let (effort, why, needs) = match object.kind() {
        "StatefulSet" => match etcd_member(object) {
            Some(member) => (
                Effort::WithSteps,
                "a member of etcd leaves the others before it ends",
                Some(Procedure::RemoveMember(member)),
            ),
            None => (
                Effort::WithSteps,
                "it has data: deploy.sh keeps it until a person takes it away",
                Some(Procedure::Delete(reference(object))),
            ),
        },
        "PersistentVolume" | "PersistentVolumeClaim" | "Secret" => {
            (Effort::InPlace, "it has data: deploy.sh leaves it where it is", None)
        }
        "Namespace" => (Effort::InPlace, "what is in it may have data: it stays", None),
        _ => (Effort::InPlace, "it has no data: deploy.sh deletes it at its end", None),
    };
    found(object, What::Removed, effort, why.to_owned(), needs)
}

fn changed(old: &Object, new: &Object) -> Found {
    if let Some(reason) = obstacle(new.kind(), &old.json, &new.json) {
        let needs = Procedure::around(new);
        return found(new, What::Changed, Effort::WithSteps, reason, Some(needs));
    }
    let replicas = |object: &Object| object.json.pointer("/spec/replicas").and_then(Json::as_u64);
    if new.kind() == "StatefulSet" && new.name() == "percona" && replicas(old) != replicas(new) {
        let why = "the roster in etcd grows before its pods come and shrinks after they are gone";
        let needs = Procedure::Replicas;
        return found(new, What::Changed, Effort::WithSteps, why.to_owned(), Some(needs));
    }
    let template = old.json.pointer("/spec/template") != new.json.pointer("/spec/template");
    if template && etcd_member(new).is_some() {
        let why =
            "each member has a StatefulSet of its own: applied together, all would restart at once";
        let needs = Procedure::UpdateMembers;
        return found(new, What::Changed, Effort::WithSteps, why.to_owned(), Some(needs));
    }
    if template && new.kind() == "ReplicaSet" {
        let why = "a ReplicaSet does not replace running pods: they are deleted by hand";
        let needs = Procedure::DeletePods;
        return found(new, What::Changed, Effort::WithSteps, why.to_owned(), Some(needs));
    }
    let fields = changed_fields(&old.json, &new.json).join(", ");
    let why = match (new.kind(), template) {
        ("StatefulSet", true) => {
            format!("{fields}: pods are replaced one by one, the highest number first")
        }
        ("Deployment", true) => format!("{fields}: pods are replaced one by one"),
        _ => fields,
    };
    found(new, What::Changed, Effort::InPlace, why, None)
}

/// The number of the member of etcd whose StatefulSet this is.
fn etcd_member(object: &Object) -> Option<usize> {
    if object.kind() != "StatefulSet" {
        return None;
    }
    object.name().strip_prefix("etcd-")?.parse().ok()
}

/// The fields that differ, two levels deep: `spec.template`.
fn changed_fields(old: &Json, new: &Json) -> Vec<String> {
    let mut fields = Vec::new();
    compare(old, new, "", 2, &mut fields);
    fields
}

fn compare(old: &Json, new: &Json, path: &str, depth: usize, fields: &mut Vec<String>) {
    if old == new {
        return;
    }
    let (Json::Object(before), Json::Object(after)) = (old, new) else {
        fields.push(path.to_owned());
        return;
    };
    if depth == 0 {
        fields.push(path.to_owned());
        return;
    }
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let get =
            |side: &serde_json::Map<String, Json>| side.get(key).cloned().unwrap_or(Json::Null);
        compare(&get(before), &get(after), &path, depth - 1, fields);
    }
}
