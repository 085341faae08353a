use super::*;
use crate::design::{Document, PRESETS, preset};
use crate::rules::Approved;

fn bundle(text: &str) -> Bundle {
    let document = Document::read(text).unwrap();
    let approved = Approved::of(document).unwrap_or_else(|report| panic!("{report:?}"));
    Bundle::of(&approved).unwrap()
}

fn lab() -> &'static str {
    preset("lab").unwrap().text
}

/// The changes of objects and cluster from the lab to the lab with one text in place of another.
fn from_lab(old: &str, new: &str) -> Vec<Change> {
    assert!(lab().contains(old), "{old}");
    diff(&bundle(lab()), &bundle(&lab().replace(old, new)))
}

fn of<'c>(changes: &'c [Change], object: &str) -> &'c Change {
    changes
        .iter()
        .find(|change| change.subject == Subject::Object(object.to_owned()))
        .unwrap_or_else(|| panic!("{object} in {changes:#?}"))
}

#[test]
fn a_bundle_does_not_differ_from_itself() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        assert_eq!(diff(&bundle(preset.text), &bundle(preset.text)), []);
    }
}

#[test]
fn a_comment_changes_a_file_and_no_object() {
    let changes = from_lab("nfs:", "# the export\nnfs:");
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0].subject, Subject::File("design.yaml".to_owned()));
    assert!(changes[0].text.contains("+# the export"), "{}", changes[0].text);
    assert_eq!(effort(&changes), Effort::InPlace);
}

#[test]
fn moving_a_machine_on_the_drawing_is_nothing_to_a_living_cluster() {
    let changes = from_lab("nfs:", "canvas: [{machine: node-2, left: -240, top: 480}]\nnfs:");
    let files: Vec<_> = changes.iter().map(|change| &change.subject).collect();
    let file = |path: &str| Subject::File(path.to_owned());
    assert_eq!(files, [&file("design.yaml"), &file("topology.svg")], "{changes:#?}");
    assert!(changes.iter().all(|change| change.steps.is_empty()), "{changes:#?}");
    assert_eq!(effort(&changes), Effort::InPlace);
    let plan = plan(&changes);
    assert!(!plan.contains("```"), "nothing to do: {plan}");
}

#[test]
fn a_port_and_a_bound_change_in_place() {
    let changes = from_lab("30080", "30081");
    assert_eq!(of(&changes, "service/wordpress").effort, Effort::InPlace);
    assert_eq!(effort(&changes), Effort::InPlace);
    let changes = from_lab("max: 5", "max: 6");
    let change = of(&changes, "horizontalpodautoscaler/wordpress");
    assert_eq!((change.effort, change.what), (Effort::InPlace, What::Changed));
    assert!(change.why.contains("spec.maxReplicas"), "{}", change.why);
}

#[test]
fn another_volume_size_cannot_change_in_a_claim_template() {
    let changes = from_lab("volume: 10Gi", "volume: 20Gi");
    let change = of(&changes, "statefulset/percona");
    assert_eq!(change.effort, Effort::WithSteps);
    assert!(change.why.contains("volumeClaimTemplates"), "{}", change.why);
    let commands: Vec<&str> = change.steps.iter().map(|step| step.commands.as_str()).collect();
    let commands = commands.join("\n");
    assert!(commands.contains("kubectl -n blog delete statefulset/percona --cascade=orphan"));
    // From the highest number down, each replica once.
    let at = |pod: &str| commands.find(&format!("delete pod/{pod} ")).unwrap();
    assert!(at("percona-2") < at("percona-1") && at("percona-1") < at("percona-0"));
}

#[test]
fn off_nfs_deletes_the_old_volumes() {
    let changes =
        from_lab("replicas: 3\n  volume: 10Gi", "replicas: 3\n  volume: 10Gi\n  storage: local");
    let change = of(&changes, "persistentvolume/blog-percona-0");
    assert_eq!(change.effort, Effort::WithSteps);
    assert!(change.why.contains("spec.nfs"), "{}", change.why);
    let plan = plan(&changes);
    for name in ["pv/blog-percona-2", "pvc/data-percona-2", "vagrant up --provision"] {
        assert!(plan.contains(name), "{name} in {plan}");
    }
    assert!(plan.find("delete pod/percona-0").unwrap() < plan.find("./deploy.sh").unwrap());
}

#[test]
fn pods_that_would_change_places_get_a_plan_without_commands() {
    let local = lab().replace(
        "replicas: 3\n  volume: 10Gi",
        "replicas: 3\n  volume: 10Gi\n  storage: local\n  machines: [node-1, node-2, node-3]",
    );
    for (old, from, to, said) in [
        (&*local, "[node-1, node-2, node-3]", "[node-2, node-1, node-3]", "percona-1, percona-0"),
        (
            lab(),
            "{machine: node-1}, {machine: node-2}",
            "{machine: node-2}, {machine: node-1}",
            "etcd-1-0, etcd-0-0",
        ),
    ] {
        assert!(old.contains(from), "{old}");
        let new = old.replace(from, to).replace("30080", "30081");
        let plan = plan(&diff(&bundle(old), &bundle(&new)));
        assert!(plan.contains(&format!("{said} would change places")), "{plan}");
        assert!(!plan.contains("```") && !plan.contains("deploy.sh"), "{plan}");
    }
}

#[test]
fn replicas_of_the_database_go_by_the_roster() {
    let more = from_lab("replicas: 3\n  volume", "spread: preferred\n  replicas: 5\n  volume");
    let steps = &of(&more, "statefulset/percona").steps;
    assert!(steps[0].commands.contains("percona-roster.sh set 5"), "{steps:?}");
    let five = lab().replace("replicas: 3\n  volume", "spread: preferred\n  replicas: 5\n  volume");
    let fewer = diff(&bundle(&five), &bundle(lab()));
    let commands = &of(&fewer, "statefulset/percona").steps[0].commands;
    let (scale, roster) = (commands.find("--replicas=3"), commands.find("set 3"));
    assert!(scale.unwrap() < roster.unwrap(), "{commands}");
    assert!(commands.contains("pod/percona-4"));
}

#[test]
fn members_of_etcd_come_go_and_change_one_by_one() {
    let image = from_lab("etcd:\n", "etcd:\n  image: gcr.io/etcd-development/etcd:v3.6.13\n");
    let first = of(&image, "statefulset/etcd-0");
    assert_eq!(first.effort, Effort::WithSteps);
    assert!(first.steps[0].commands.contains("-l presswright/member=2"));
    assert_eq!(of(&image, "statefulset/etcd-1").steps, []);
    let two = "{machine: node-1}, {machine: node-2}]";
    let three = lab().replace("{machine: node-1}, {machine: node-2}, {machine: node-3}]", two);
    if let Ok(approved) = Approved::of(Document::read(&three).unwrap()) {
        let changes = diff(&bundle(lab()), &Bundle::of(&approved).unwrap());
        let gone = of(&changes, "statefulset/etcd-2");
        assert_eq!((gone.effort, gone.what), (Effort::WithSteps, What::Removed));
        assert!(gone.steps[0].commands.contains("member remove"));
        let changes = diff(&Bundle::of(&approved).unwrap(), &bundle(lab()));
        let come = of(&changes, "statefulset/etcd-2");
        let commands = &come.steps[0].commands;
        assert!(commands.contains("member add etcd-2 --peer-urls=http://etcd-2.blog.svc"));
        assert!(commands.contains("--initial-cluster-state=existing"));
    }
}

#[test]
fn networks_make_another_cluster() {
    let changes =
        from_lab("provider: virtualbox}", "provider: virtualbox, pod-network: 10.200.0.0/16}");
    assert_eq!(effort(&changes), Effort::NewCluster);
    let renamed = from_lab("name: blog", "name: news");
    assert_eq!(effort(&renamed), Effort::NewCluster);
    let version = from_lab("\"1.36\"", "\"1.37\"");
    assert_eq!(effort(&version), Effort::WithSteps);
}

#[test]
fn a_machine_with_more_memory_restarts() {
    let changes = from_lab(
        "{name: node-3, address: 192.168.56.13, cpu: 2, memory: 4Gi}",
        "{name: node-3, address: 192.168.56.13, cpu: 2, memory: 6Gi}",
    );
    let change = &changes[0];
    assert_eq!(change.subject, Subject::Cluster("node-3".to_owned()));
    assert!(change.steps[0].commands.contains("vagrant reload node-3"));
}

#[test]
fn fields_that_nobody_can_change() {
    use serde_json::json;
    let cases = [
        (
            "StatefulSet",
            json!({"spec": {"serviceName": "a"}}),
            json!({"spec": {"serviceName": "b"}}),
            true,
        ),
        ("StatefulSet", json!({"spec": {"replicas": 1}}), json!({"spec": {"replicas": 2}}), false),
        (
            "StatefulSet",
            json!({"spec": {"podManagementPolicy": "Parallel"}}),
            json!({"spec": {}}),
            true,
        ),
        (
            "Deployment",
            json!({"spec": {"selector": {"a": 1}}}),
            json!({"spec": {"selector": {}}}),
            true,
        ),
        ("Job", json!({"spec": {"template": 1}}), json!({"spec": {"template": 2}}), true),
        (
            "PersistentVolume",
            json!({"spec": {"nfs": {"path": "/a"}}}),
            json!({"spec": {"nfs": {"path": "/b"}}}),
            true,
        ),
        (
            "PersistentVolume",
            json!({"spec": {"capacity": 1}}),
            json!({"spec": {"capacity": 2}}),
            false,
        ),
        ("PersistentVolume", json!({"spec": {}}), json!({"spec": {"nodeAffinity": {}}}), false),
        ("PersistentVolume", json!({"spec": {"nodeAffinity": {}}}), json!({"spec": {}}), true),
        ("Service", json!({"spec": {"clusterIP": "None"}}), json!({"spec": {}}), true),
        (
            "Service",
            json!({"spec": {"type": "NodePort"}}),
            json!({"spec": {"type": "LoadBalancer"}}),
            false,
        ),
        ("PersistentVolumeClaim", claim("fast", "1Gi"), claim("fast", "2Gi"), false),
        ("PersistentVolumeClaim", claim("fast", "2Gi"), claim("fast", "1Gi"), true),
        ("PersistentVolumeClaim", claim("", "1Gi"), claim("", "2Gi"), true),
        ("PersistentVolumeClaim", claim("fast", "1Gi"), claim("slow", "1Gi"), true),
        ("RoleBinding", json!({"roleRef": 1}), json!({"roleRef": 2}), true),
        ("ConfigMap", json!({"data": 1}), json!({"data": 2}), false),
    ];
    for (kind, old, new, obstructed) in cases {
        let found = immutable::obstacle(kind, &old, &new);
        assert_eq!(found.is_some(), obstructed, "{kind} {old} {new}: {found:?}");
    }
}

fn claim(class: &str, size: &str) -> serde_json::Value {
    serde_json::json!({"spec": {"storageClassName": class, "resources": {"requests": {"storage": size}}}})
}
