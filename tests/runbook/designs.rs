//! Designs whose runbooks differ.

use presswright::design::{PRESETS, preset};

pub fn lab() -> String {
    preset("lab").unwrap().text.to_owned()
}

fn replaced(old: &str, new: &str) -> String {
    let lab = lab();
    assert!(lab.contains(old), "{old}");
    lab.replace(old, new)
}

const WAY_IN: &str = "way-in: {node-port: 30080}";
const PERCONA: &str = "  replicas: 3\n  volume: 10Gi\n";

/// The presets that can be exported, and the lab with one choice after the other.
pub fn all() -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = PRESETS
        .iter()
        .filter(|preset| preset.name != "article-2017")
        .map(|preset| (preset.name, preset.text.to_owned()))
        .collect();
    all.extend([
        ("uploads only", replaced(WAY_IN, &format!("{WAY_IN}\n  share: uploads"))),
        (
            "an Ingress",
            replaced(WAY_IN, "way-in: {ingress: {class: nginx, host: blog.example.org}}"),
        ),
        ("own Secrets", format!("{}secrets: existing\n", lab())),
        ("no backups", format!("{}backups: {{storage: none}}\n", lab())),
        ("local volumes", replaced(PERCONA, &format!("{PERCONA}  storage: local\n"))),
        ("a ReplicaSet", replaced(WAY_IN, &format!("{WAY_IN}\n  workload: replica-set"))),
        ("no autoscaler", replaced("autoscaling: {min: 3, max: 5, cpu: 50%}", "replicas: 3")),
        (
            "a mirror",
            replaced(
                "provider: virtualbox",
                "provider: virtualbox, images: {mirror: \"mirror:5000/hub\"}, pull-secret: key",
            ),
        ),
        (
            "images on machines",
            replaced("provider: virtualbox", "provider: virtualbox, images: on-machines"),
        ),
        ("a namespace", replaced("name: blog\n", "name: blog\nnamespace: web\n")),
        (
            "machines that exist",
            replaced("kind: vagrant, kubernetes: \"1.36\", provider: virtualbox", "kind: existing"),
        ),
        (
            "found by the image",
            replaced(PERCONA, &format!("{PERCONA}  discovery: image\n"))
                .replace("etcd:\n", "etcd:\n  image: gcr.io/etcd-development/etcd:v3.5.33\n"),
        ),
    ]);
    all
}

/// Changes that take steps: a name, the design that runs, the design that shall run.
pub fn changes() -> Vec<(&'static str, String, String)> {
    // On three machines two of them share one.
    let five = format!("{}  spread: preferred\n", PERCONA.replace('3', "5"));
    let three = replaced(PERCONA, &format!("{PERCONA}  spread: preferred\n"));
    vec![
        ("larger volumes", lab(), replaced(PERCONA, &PERCONA.replace("10Gi", "20Gi"))),
        ("off NFS", lab(), replaced(PERCONA, &format!("{PERCONA}  storage: local\n"))),
        (
            "to a StorageClass",
            lab(),
            replaced(PERCONA, &format!("{PERCONA}  storage: {{class: fast}}\n")),
        ),
        ("more replicas", three.clone(), replaced(PERCONA, &five)),
        ("fewer replicas", replaced(PERCONA, &five), three),
        (
            "another etcd",
            lab(),
            replaced("etcd:\n", "etcd:\n  image: gcr.io/etcd-development/etcd:v3.6.13\n"),
        ),
        ("larger volumes of etcd", lab(), replaced("etcd:\n", "etcd:\n  volume: 4Gi\n")),
        (
            "files elsewhere",
            lab(),
            replaced(WAY_IN, &format!("{WAY_IN}\n  files: {{class: shared}}")),
        ),
        ("another export", lab(), replaced("/srv/presswright", "/srv/elsewhere")),
        ("another minor", lab(), replaced("\"1.36\"", "\"1.37\"")),
        (
            "more memory",
            lab(),
            replaced("192.168.56.13, cpu: 2, memory: 4Gi", "192.168.56.13, cpu: 2, memory: 6Gi"),
        ),
        (
            "another machine",
            lab(),
            replaced(
                "nfs: {",
                "  - {name: node-4, address: 192.168.56.14, cpu: 2, memory: 4Gi}\nnfs: {",
            ),
        ),
    ]
}
