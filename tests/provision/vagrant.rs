//! The Vagrantfile with a stand-in for Vagrant, and what it makes on the host.

use crate::bundle::{of_preset, write};
use crate::programs::{Folder, Said, finish, have, run};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Stands for Vagrant, see there.
const STAND_IN: &str = include_str!("vagrant.rb");

fn load(bundle: &Folder, command: &str) -> Said {
    let file = bundle.join("vagrant/Vagrantfile");
    finish(Command::new("ruby").args(["-e", STAND_IN]).arg(file).arg(command))
}

fn settings(bundle: &Folder, machine: &str) -> BTreeMap<String, String> {
    bundle
        .read(&format!("vagrant/.state/{machine}/machine.env"))
        .lines()
        .map(|line| line.split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// The mode of everything below a folder.
fn modes(folder: &Path) -> Vec<(String, u32)> {
    let mut found = vec![(
        folder.display().to_string(),
        fs::metadata(folder).unwrap().permissions().mode() & 0o777,
    )];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(modes(&path));
        } else {
            found.push((
                path.display().to_string(),
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            ));
        }
    }
    found
}

#[test]
fn looking_makes_nothing() {
    if !have("ruby") {
        return;
    }
    let bundle = of_preset("lab");
    for command in ["status", "validate", "ssh", "destroy"] {
        load(&bundle, command).fine();
        assert!(!bundle.join("vagrant/.state").exists(), "{command}");
    }
}

#[test]
fn secrets_are_made_once_and_only_their_owner_reads_them() {
    if !have("ruby") || !have("openssl") {
        return;
    }
    let bundle = of_preset("lab");
    load(&bundle, "up").fine();
    for (path, mode) in modes(&bundle.join("vagrant/.state")) {
        assert!(mode == 0o600 || mode == 0o700, "{path} has mode {mode:o}");
    }
    assert_eq!(bundle.read("vagrant/.state/.gitignore"), "*\n");
    let names = ["token", "ca.key", "ca.crt", "kubeconfig"];
    let state = || names.map(|name| bundle.read(&format!("vagrant/.state/{name}")));
    let before = state();
    let (first, second) = before[0].split_once('.').unwrap();
    assert!(first.len() == 6 && second.len() == 16, "{}", before[0]);
    load(&bundle, "provision").fine();
    assert_eq!(state(), before);
    // The workers get neither the CA's key nor the token but in their own join configuration.
    assert_eq!(settings(&bundle, "node-1")["TOKEN"], "''");
    assert_eq!(settings(&bundle, "master")["TOKEN"], format!("'{}'", before[0]));
}

#[test]
fn the_join_configuration_names_the_authority() {
    if !have("ruby") || !have("openssl") {
        return;
    }
    let bundle = of_preset("lab");
    load(&bundle, "up").fine();
    let authority = bundle.join("vagrant/.state/ca.crt");
    let hash = run("bash", ["-c", r#"set -euo pipefail
        openssl x509 -noout -pubkey -in "$1" | openssl pkey -pubin -outform der | openssl dgst -sha256 -hex -r"#, "test", authority.to_str().unwrap()]).fine().out;
    let hash = format!("sha256:{}", hash.split(' ').next().unwrap());
    let join = bundle.read("vagrant/.state/node-1/kubeadm.yaml");
    assert!(
        join.contains(&hash) && join.contains("apiServerEndpoint: 192.168.56.10:6443"),
        "{join}"
    );
    assert!(join.contains("- name: node-ip\n    value: 192.168.56.11\n"), "{join}");
    let init = bundle.read("vagrant/.state/master/kubeadm.yaml");
    for line in [
        "kubeadm.k8s.io/v1beta4",
        "advertiseAddress: 192.168.56.10",
        "podSubnet: 10.244.0.0/16",
        "kubernetesVersion: v1.36.5",
    ] {
        assert!(init.contains(line), "{init}");
    }
    // What kubectl shows itself with was signed by that authority.
    let script = r#"require "yaml"; require "base64"
        print Base64.decode64(YAML.safe_load(File.read(ARGV[0]))["users"][0]["user"]["client-certificate-data"])"#;
    let kubeconfig = bundle.join("vagrant/.state/kubeconfig");
    let certificate =
        run("ruby", ["-e".as_ref(), script.as_ref(), kubeconfig.as_os_str()]).fine().out;
    let client = bundle.write("client.crt", certificate);
    let said = run(
        "openssl",
        [
            "verify",
            "-x509_strict",
            "-purpose",
            "sslclient",
            "-CAfile",
            authority.to_str().unwrap(),
            client.to_str().unwrap(),
        ],
    );
    said.fine();
}

#[test]
fn machines_come_in_the_order_in_which_they_are_needed() {
    if !have("ruby") {
        return;
    }
    let said = load(&of_preset("large"), "up").fine();
    let defined: Vec<&str> = said
        .out
        .lines()
        .filter_map(|line| {
            line.strip_prefix("[\"vm.define\",[\"").and_then(|rest| rest.split('"').next())
        })
        .collect();
    assert_eq!(defined.len(), 11);
    assert_eq!(defined[..3], ["files", "master", "node-1"]);
    let scripts = |machine: &str| -> Vec<String> {
        said.out
            .lines()
            .filter(|line| {
                line.contains(&format!("\"vm.define.{machine}.vm.provision\""))
                    && line.contains("bash /opt")
            })
            .map(|line| {
                line.split("/opt/presswright/")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap()
                    .trim()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(scripts("files"), ["network.sh", "nfs-server.sh"]);
    assert_eq!(
        scripts("master"),
        ["network.sh", "node.sh", "local-folders.sh master", "control-plane.sh", "nfs-client.sh"]
    );
    assert_eq!(
        scripts("node-9"),
        ["network.sh", "node.sh", "local-folders.sh node-9", "worker.sh", "nfs-client.sh"]
    );
    let key = said.out.lines().filter(|line| line.contains("/ca.key\"")).count();
    assert_eq!(key, 1, "the CA's key goes to the control plane and nowhere else");
}

#[test]
fn machines_are_as_large_as_drawn() {
    if !have("ruby") {
        return;
    }
    let said = load(&of_preset("lab"), "up").fine();
    for line in [
        r#"["vm.define.node-2.vm.provider.virtualbox.memory",[4096],{}]"#,
        r#"["vm.define.node-2.vm.provider.virtualbox.cpus",[2],{}]"#,
        r#"["vm.define.node-2.vm.provider.virtualbox.linked_clone",[true],{}]"#,
        r#"["vm.define.node-2.vm.network",["private_network"],{"ip":"192.168.56.12","netmask":"255.255.255.0"}]"#,
        r#"["vm.box",["bento/ubuntu-24.04"],{}]"#,
    ] {
        assert!(said.out.lines().any(|found| found == line), "no {line} in\n{}", said.out);
    }
}

#[test]
fn one_machine_of_a_cluster_runs_pods() {
    if !have("ruby") {
        return;
    }
    let bundle = of_preset("small");
    load(&bundle, "up").fine();
    assert!(bundle.read("vagrant/.state/node-1/kubeadm.yaml").contains("taints: []"));
}

#[test]
fn broken_data_are_a_sentence() {
    if !have("ruby") {
        return;
    }
    let bundle = of_preset("lab");
    let good = bundle.read("vagrant/cluster.yaml");
    for (from, to, why) in [
        ("format: 1", "format: 2", "format is 2"),
        (
            "\"virtualbox\"",
            "\"hyperv\"",
            "provider is \"hyperv\"; allowed: virtualbox, libvirt, vmware_desktop",
        ),
        ("name: \"node-1\"", "name: \"$(touch broken)\"", "name is \"$(touch broken)\""),
        ("name: \"node-1\"", "name: \"node-2\"", "two machines have one name"),
        ("\"192.168.56.11\"", "\"192.168.57.11\"", "outside of 192.168.56.0/24"),
        ("\"control-plane\"", "\"worker\"", "there must be one control plane"),
        ("memory_mib: 4096", "memory_mib: much", "not a number"),
        ("nfs_machine: \"master\"", "nfs_machine: \"nobody\"", "no machine has that name"),
        ("format: 1", "format: [", "cannot be read"),
        ("format: 1", "format: !ruby/object:Object {}", "cannot be read"),
    ] {
        assert!(good.contains(from), "{from}");
        bundle.write("vagrant/cluster.yaml", good.replacen(from, to, 1));
        let said = load(&bundle, "up").refused(why);
        assert_eq!(said.error.lines().count(), 1, "{}", said.error);
    }
    fs::remove_file(bundle.join("vagrant/cluster.yaml")).unwrap();
    load(&bundle, "up").refused("cluster.yaml is missing");
    assert!(!bundle.join("vagrant/.state").exists());
}

#[test]
fn a_half_lost_authority_is_not_replaced() {
    if !have("ruby") {
        return;
    }
    let bundle = of_preset("lab");
    load(&bundle, "up").fine();
    fs::remove_file(bundle.join("vagrant/.state/ca.key")).unwrap();
    load(&bundle, "up").refused("has one half of the CA");
}

#[test]
fn every_provider_and_plugin_is_taken() {
    if !have("ruby") {
        return;
    }
    let lab = presswright::design::preset("lab").unwrap().text;
    for (provider, image_box) in
        [("libvirt", "cloud-image/ubuntu-24.04"), ("vmware", "bento/ubuntu-24.04")]
    {
        let bundle = write(&lab.replace("provider: virtualbox", &format!("provider: {provider}")));
        let said = load(&bundle, "up").fine();
        assert!(said.out.contains(&format!("[\"vm.box\",[\"{image_box}\"],{{}}]")), "{}", said.out);
    }
}
