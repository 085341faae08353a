//! What the Vagrantfile asks of Vagrant, machine by machine, compared with cluster.yaml and the design: for each
//! provider every call, and no other.

use crate::bundle::write;
use crate::programs::{Folder, finish, have};
use presswright::design::{Document, preset};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Stands for Vagrant, see there.
const STAND_IN: &str = include_str!("vagrant.rb");

/// As the design, cluster.yaml and Vagrant name it, and the box that it gets.
const PROVIDERS: [(&str, &str, &str); 3] = [
    ("virtualbox", "virtualbox", "bento/ubuntu-24.04"),
    ("libvirt", "libvirt", "cloud-image/ubuntu-24.04"),
    ("vmware", "vmware_desktop", "bento/ubuntu-24.04"),
];

/// Designs with a machine of every role, and sizes that differ from machine to machine.
const DESIGNS: [(&str, &[(&str, &str)]); 4] = [
    (
        "lab",
        &[
            (
                "192.168.56.12, cpu: 2, memory: 4Gi",
                "192.168.56.12, cpu: 2500m, memory: 5Gi, disk: 80Gi",
            ),
            ("192.168.56.13, cpu: 2, memory: 4Gi", "192.168.57.13, cpu: 7, memory: 6500Mi"),
        ],
    ),
    // Made after the control plane, which therefore must not wait for the server.
    ("lab", &[("nfs: {machine: master", "nfs: {machine: node-3")]),
    ("small", &[]),
    ("large", &[]),
];

/// What the design says of a machine in the units of a provider.
struct Machine {
    name: String,
    role: String,
    address: String,
    cpus: u64,
    memory_mib: u64,
}

#[test]
fn each_machine_is_asked_for_as_cluster_yaml_and_the_design_have_it() {
    if !have("ruby") {
        return;
    }
    for (name, changes) in DESIGNS {
        for provider in PROVIDERS {
            let mut text = preset(name).unwrap().text.to_owned();
            for (from, to) in changes {
                assert!(text.contains(from), "{name} has no {from}");
                text = text.replace(from, to);
            }
            for (other, ..) in PROVIDERS {
                text = text
                    .replace(&format!("provider: {other}"), &format!("provider: {}", provider.0));
            }
            assert!(text.contains(&format!("provider: {}", provider.0)), "{name}");
            compare(&text, provider);
        }
    }
}

fn compare(text: &str, (_, provider, image_box): (&str, &str, &str)) {
    let folder = write(text);
    let cluster: Value = serde_saphyr::from_str(&folder.read("vagrant/cluster.yaml")).unwrap();
    assert_eq!(cluster["provider"], provider);
    assert_eq!(cluster["box"], image_box);

    // cluster.yaml says what the design says.
    let document = Document::read(text).unwrap();
    let design = document.design();
    let rows: Vec<Machine> = cluster["machines"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(rows.len(), design.machines.len());
    for (row, machine) in rows.iter().zip(&design.machines) {
        assert_eq!(row.name, machine.name.as_str());
        assert_eq!(row.address, machine.address.unwrap().to_string());
        assert_eq!(row.cpus, machine.cpu.millicores().div_ceil(1000), "{}", row.name);
        assert_eq!(row.memory_mib, machine.memory.bytes() / (1024 * 1024), "{}", row.name);
    }

    // And Vagrant is asked for that, call by call.
    let file = folder.join("vagrant/Vagrantfile");
    let said = finish(Command::new("ruby").args(["-e", STAND_IN]).arg(file).arg("up")).fine();
    let calls: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |path: &'static str| calls.iter().filter(move |call| call[0] == *path);
    assert_eq!(of("vm.box").collect::<Vec<_>>(), [&json!(["vm.box", [image_box], {}])]);
    assert_eq!(
        of("environment").collect::<Vec<_>>(),
        [&json!(["environment", [provider, "yes"], {}])]
    );
    assert_eq!(of("vm.define").count(), rows.len());
    let mut seen = of("vm.box").count() + of("environment").count() + of("vm.define").count();
    assert_eq!(
        of("vm.synced_folder").collect::<Vec<_>>(),
        [&json!(["vm.synced_folder", [".", "/vagrant"], {"disabled": true}])]
    );
    seen += 1;
    let order: Vec<&str> = of("vm.define").map(|call| call[1][0].as_str().unwrap()).collect();
    assert_eq!(order, needed_order(&cluster, &rows));
    for machine in &rows {
        let begin = format!("vm.define.{}.", machine.name);
        let own: Vec<Value> = calls
            .iter()
            .filter_map(|call| {
                let short = call[0].as_str().unwrap().strip_prefix(&begin)?;
                let mut call = json!([short, call[1], call[2]]);
                if let Some(source) = call.pointer_mut("/2/source") {
                    *source = real(Path::new(source.as_str().unwrap())).into();
                }
                Some(call)
            })
            .collect();
        seen += own.len();
        let (provision, other): (Vec<Value>, Vec<Value>) =
            own.into_iter().partition(|call| call[0] == "vm.provision");
        assert_eq!(other, sizes(&cluster, machine), "{}", machine.name);
        let wanted = provisioners(&cluster, machine, &order, &folder);
        assert_eq!(provision, wanted, "{}", machine.name);
    }
    assert_eq!(seen, calls.len(), "calls that belong to no machine:\n{}", said.out);
}

fn row(row: &Value) -> Machine {
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    Machine {
        name: text("name"),
        role: text("role"),
        address: text("address"),
        cpus: row["cpus"].as_u64().unwrap(),
        memory_mib: row["memory_mib"].as_u64().unwrap(),
    }
}

/// Everything but the provisioners. All three providers are described; Vagrant takes the one that is used.
fn sizes(cluster: &Value, machine: &Machine) -> Vec<Value> {
    let Machine { name, address, cpus, memory_mib, .. } = machine;
    let prefix: u32 =
        cluster["machine_network"].as_str().unwrap().split('/').nth(1).unwrap().parse().unwrap();
    let netmask = std::net::Ipv4Addr::from(u32::MAX << (32 - prefix)).to_string();
    let cluster = cluster["name"].as_str().unwrap();
    let mut calls = vec![
        json!(["vm.hostname", [name], {}]),
        json!(["vm.network", ["private_network"], {"ip": address, "netmask": netmask}]),
    ];
    let mut provider = |of: &str, settings: &[(&str, Value)]| {
        calls.push(json!(["vm.provider", [of], {}]));
        for (key, value) in settings {
            calls.push(json!([format!("vm.provider.{of}.{key}"), [value], {}]));
        }
    };
    provider(
        "virtualbox",
        &[
            ("name", format!("{cluster}-{name}").into()),
            ("cpus", (*cpus).into()),
            ("memory", (*memory_mib).into()),
            ("linked_clone", true.into()),
            (
                "customize",
                json!([
                    "guestproperty",
                    "set",
                    "id",
                    "/VirtualBox/GuestAdd/VBoxService/--timesync-set-threshold",
                    "1000"
                ]),
            ),
        ],
    );
    provider(
        "libvirt",
        &[
            ("default_prefix", format!("{cluster}-").into()),
            ("cpus", (*cpus).into()),
            ("memory", (*memory_mib).into()),
        ],
    );
    provider(
        "vmware_desktop",
        &[
            ("cpus", (*cpus).into()),
            ("memory", (*memory_mib).into()),
            ("linked_clone", true.into()),
        ],
    );
    calls
}

/// What others wait for comes first: a file server, the control plane, a node that serves the files.
fn needed_order<'a>(cluster: &Value, rows: &'a [Machine]) -> Vec<&'a str> {
    let pick = |wanted: fn(&Machine, bool) -> bool| {
        rows.iter()
            .filter(move |row| wanted(row, cluster["nfs_machine"] == row.name.as_str()))
            .map(|row| row.name.as_str())
    };
    pick(|row, _| row.role == "storage")
        .chain(pick(|row, _| row.role == "control-plane" || row.role == "single"))
        .chain(pick(|row, serves| row.role == "worker" && serves))
        .chain(pick(|row, serves| row.role == "worker" && !serves))
        .collect()
}

fn real(path: &Path) -> String {
    path.canonicalize().unwrap().display().to_string()
}

/// A folder that only its owner reads, what goes into it, then the scripts in the order in which they need each other.
fn provisioners(cluster: &Value, machine: &Machine, order: &[&str], bundle: &Folder) -> Vec<Value> {
    let Machine { name, role, .. } = machine;
    let (node, controls) = (role != "storage", role == "control-plane" || role == "single");
    let mut calls = vec![json!([
        "vm.provision",
        ["folder"],
        {
            "type": "shell",
            "privileged": false,
            "inline": "sudo install -d -m 0700 -o \"$(id -u)\" -g \"$(id -g)\" /opt/presswright",
        }
    ])];
    let mut files: Vec<String> = ["vagrant/provision", "machines"]
        .iter()
        .flat_map(|folder| fs::read_dir(bundle.join(folder)).unwrap())
        .map(|entry| real(&entry.unwrap().path()))
        .collect();
    files.sort();
    let state = real(&bundle.join("vagrant/.state"));
    let mut made = vec![format!("{state}/{name}/machine.env")];
    if node {
        made.extend([format!("{state}/{name}/kubeadm.yaml"), format!("{state}/ca.crt")]);
    }
    // The CA's key goes to the control plane and nowhere else.
    if controls {
        made.push(format!("{state}/ca.key"));
    }
    for file in files.iter().chain(&made) {
        let last = file.rsplit('/').next().unwrap();
        calls.push(json!([
            "vm.provision",
            ["file"],
            {"source": file, "destination": format!("/opt/presswright/{last}")}
        ]));
    }
    let nfs = cluster["nfs_machine"].as_str();
    let mut script = |file: &str, argument: &str| {
        let inline = format!("bash /opt/presswright/{file} {argument}");
        calls.push(json!(["vm.provision", [file], {"type": "shell", "inline": inline}]));
    };
    script("network.sh", "");
    if node {
        script("node.sh", "");
    }
    if nfs == Some(name) {
        script("nfs-server.sh", "");
    }
    if node && bundle.join("machines/local-folders.list").exists() {
        script("local-folders.sh", name);
    }
    if node {
        script(if controls { "control-plane.sh" } else { "worker.sh" }, "");
    }
    if let (true, Some(nfs)) = (node, nfs) {
        let place = |wanted: &str| order.iter().position(|name| *name == wanted);
        let server_is_up = place(name) >= place(nfs);
        script("nfs-client.sh", if server_is_up { "" } else { "--no-test" });
    }
    calls
}
