//! The scripts of a Vagrant machine with stand-ins for what would change this one.

use crate::bundle::of_preset;
use crate::machines::Machine;
use crate::programs::{Folder, finish, have, run};
use std::fs;
use std::process::Command;

const UBUNTU: &str = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
const ALMA: &str = "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\n";

/// One folder with what a machine of the lab gets, as it lies in /opt/presswright.
fn uploaded(name: &str) -> Folder {
    let bundle = of_preset("lab");
    let script = r"module Vagrant; def self.require_version(*) = nil; def self.configure(_) = nil; end
        file = ARGV.shift; load file";
    let file = bundle.join("vagrant/Vagrantfile");
    run("ruby", ["-e".as_ref(), script.as_ref(), file.as_os_str(), "up".as_ref()]).fine();
    let folder = Folder::new();
    for place in ["machines", "vagrant/provision", &format!("vagrant/.state/{name}")] {
        copy(&bundle, place, &folder);
    }
    for file in ["ca.crt", "ca.key"] {
        folder.write(file, bundle.read(&format!("vagrant/.state/{file}")));
    }
    folder
}

fn copy(bundle: &Folder, place: &str, folder: &Folder) {
    for entry in fs::read_dir(bundle.join(place)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
}

fn machine(os_release: &str) -> Machine {
    let machine = Machine::new(os_release);
    for folder in
        ["modules-load.d", "sysctl.d", "apt/sources.list.d", "yum.repos.d", "systemd", "selinux"]
    {
        fs::create_dir_all(machine.state.join(format!("root/etc/{folder}"))).unwrap();
    }
    machine
        .state
        .write("root/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/swap.img none swap sw 0 0\n");
    machine.state.write("root/etc/selinux/config", "SELINUX=enforcing\n");
    machine.stand_in("swapon", r#"[ -e "$STATE/swap-off" ] || echo /swap.img"#);
    machine.stand_in("swapoff", r#": >"$STATE/swap-off""#);
    machine.stand_in("modprobe", "exit 0");
    machine.stand_in("sysctl", "exit 0");
    machine.stand_in("curl", r#"while [ "$1" != -o ]; do shift; done; echo key >"$2""#);
    machine.stand_in("dpkg", "echo amd64");
    machine.stand_in("setenforce", r#": >"$STATE/permissive""#);
    machine.stand_in(
        "getenforce",
        r#"[ -e "$STATE/permissive" ] && echo Permissive || echo Enforcing"#,
    );
    // The kind of the file system is that of a machine of the cluster, whatever runs this test.
    machine.stand_in("stat", r#"case "$*" in *cgroup*) echo "${CGROUP:-cgroup2fs}" ;; *) exec /usr/bin/stat "$@" ;; esac"#);
    machine
}

fn node(machine: &Machine, folder: &Folder) -> Command {
    let mut command = machine.command(folder, "node.sh");
    command.env("ROOT_FOLDER", machine.state.join("root"));
    command
}

#[test]
fn a_node_is_made_once_on_both_families() {
    if !have("ruby") {
        return;
    }
    for os_release in [UBUNTU, ALMA] {
        let (folder, machine) = (uploaded("node-1"), machine(os_release));
        finish(&mut node(&machine, &folder)).fine();
        for package in ["containerd.io", "kubelet", "kubeadm", "kubectl"] {
            let version = machine.state.read(&format!("package-{package}"));
            let wanted = if package == "containerd.io" { "2.3" } else { "1.36.5" };
            assert!(version.starts_with(wanted), "{package} '{version}'\n{}", machine.calls());
        }
        let sources = if os_release == UBUNTU {
            "apt/sources.list.d/kubernetes.list"
        } else {
            "yum.repos.d/kubernetes.repo"
        };
        assert!(machine.state.read(&format!("root/etc/{sources}")).contains("/v1.36/"));
        assert!(machine.state.read("root/etc/fstab").contains("# /swap.img none swap"));
        let containerd = machine.state.read("root/etc/containerd/config.toml");
        assert!(
            containerd.contains("SystemdCgroup = true") && containerd.contains("pause:3.10.2"),
            "{containerd}"
        );
        assert!(machine.calls().contains("modprobe -a overlay br_netfilter"));
        assert!(machine.state.join("unit-kubelet").exists());
        let before = machine.calls().len();
        let again = finish(&mut node(&machine, &folder)).fine();
        assert!(again.out.ends_with("node node-1: 0 changes.\n"), "{}", again.out);
        let calls = machine.calls()[before..].to_owned();
        for begin in
            ["apt-get", "dnf", "systemctl restart", "curl", "modprobe", "swapoff", "setenforce"]
        {
            assert!(
                !calls.lines().any(|call| call.starts_with(begin)),
                "{begin} in the second run:\n{calls}"
            );
        }
    }
}

#[test]
fn an_old_box_and_another_version_are_refused() {
    if !have("ruby") {
        return;
    }
    let (folder, machine) = (uploaded("node-1"), machine(UBUNTU));
    let mut command = node(&machine, &folder);
    finish(command.env("CGROUP", "tmpfs")).refused("uses cgroup v1");
    machine.state.write("package-kubelet", "1.35.9-1.1");
    finish(&mut node(&machine, &folder))
        .refused("kubelet 1.35.9 is installed, the design says 1.36.5");
    assert_eq!(machine.state.read("package-kubelet"), "1.35.9-1.1");
}

#[test]
fn every_machine_knows_the_others_and_not_itself_by_127() {
    if !have("ruby") {
        return;
    }
    let (folder, machine) = (uploaded("node-1"), machine(UBUNTU));
    machine.stand_in(
        "ip",
        "echo '3: eth1    inet 192.168.56.11/24 brd 192.168.56.255 scope global eth1'",
    );
    machine.state.write(
        "hosts",
        "127.0.0.1 localhost\n127.0.1.1 node-1 node-1\n127.0.2.1 node-1\n::1 localhost\n",
    );
    let network = || {
        let mut command = machine.command(&folder, "network.sh");
        command
            .env("HOSTS_FILE", machine.state.join("hosts"))
            .env("NETWORK_MANAGER_FOLDER", machine.state.join("none"));
        finish(&mut command)
    };
    network().fine();
    let hosts = machine.state.read("hosts");
    assert_eq!(
        hosts,
        "127.0.0.1 localhost\n::1 localhost\n# presswright begin\n192.168.56.10 master\n192.168.56.11 node-1\n\
         192.168.56.12 node-2\n192.168.56.13 node-3\n# presswright end\n"
    );
    let again = network().fine();
    assert!(again.out.ends_with("0 changes.\n"), "{}", again.out);
    assert_eq!(machine.state.read("hosts"), hosts);
    machine.stand_in("ip", "echo '2: eth0    inet 10.0.2.15/24'");
    network().refused("no interface with 192.168.56.11");
}

/// kubeadm, kubectl and curl as a control plane has them.
fn control_plane_machine() -> Machine {
    let machine = machine(UBUNTU);
    machine.stand_in("kubeadm", r#"case $1 in
  init) [ ! -e "$STATE/broken" ] || exit 1; : >"$KUBERNETES_FOLDER/admin.conf"; sed -n 's/^- token: //p' "$3" >"$STATE/tokens" ;;
  token) case $2 in list) cat "$STATE/tokens" ;; create) echo "$3" >>"$STATE/tokens" ;; esac ;;
  join) [ ! -e "$STATE/broken" ] || exit 1; mkdir -p "$KUBERNETES_FOLDER/pki"; : >"$KUBERNETES_FOLDER/kubelet.conf"; cp "${3%/*}/ca.crt" "$KUBERNETES_FOLDER/pki/" ;;
esac"#);
    machine.stand_in("kubectl", r#"case "$*" in
  *readyz*) echo ok ;;
  apply*) if [ -e "$STATE/applied-${3##*/}" ]; then echo "x unchanged"; else : >"$STATE/applied-${3##*/}"; echo "x created"; fi ;;
esac"#);
    machine.stand_in("sha256sum", r#"cat >/dev/null; echo "${SUM:-c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566}  -""#);
    machine
}

fn with_kubernetes(machine: &Machine, folder: &Folder, script: &str) -> Command {
    let mut command = machine.command(folder, script);
    command.env("KUBERNETES_FOLDER", machine.state.join("kubernetes"));
    command
}

#[test]
fn a_control_plane_is_made_once_with_the_hosts_authority() {
    if !have("ruby") {
        return;
    }
    let (folder, machine) = (uploaded("master"), control_plane_machine());
    let authority = folder.read("ca.crt");
    finish(&mut with_kubernetes(&machine, &folder, "control-plane.sh")).fine();
    assert_eq!(machine.state.read("kubernetes/pki/ca.crt"), authority);
    assert!(!folder.join("ca.key").exists(), "the upload of the key is still there");
    assert!(machine.calls().contains("projectcalico/calico/v3.32.1/manifests/calico-vxlan.yaml"));
    assert!(folder.read("metrics-server/kustomization.yaml").contains("--kubelet-insecure-tls"));
    assert!(folder.read("calico/kustomization.yaml").contains("kubernetes-internal-ip"));
    let again = finish(&mut with_kubernetes(&machine, &folder, "control-plane.sh")).fine();
    assert!(again.out.ends_with("control plane master: 0 changes.\n"), "{}", again.out);
    assert_eq!(machine.calls().matches("kubeadm init").count(), 1);

    // The token has run out: the next provision makes it good again.
    machine.state.write("tokens", "");
    let renewed = finish(&mut with_kubernetes(&machine, &folder, "control-plane.sh")).fine();
    assert!(renewed.out.contains("the join token is good for a day again"), "{}", renewed.out);

    // A second `vagrant up` with a new .state is another cluster.
    folder.write("ca.crt", "another");
    folder.write("ca.key", "another");
    finish(&mut with_kubernetes(&machine, &folder, "control-plane.sh")).refused("another CA");
}

#[test]
fn a_changed_manifest_is_not_applied() {
    if !have("ruby") {
        return;
    }
    let (folder, machine) = (uploaded("master"), control_plane_machine());
    let mut command = with_kubernetes(&machine, &folder, "control-plane.sh");
    finish(command.env("SUM", "0000")).refused("checksum");
    assert!(!machine.calls().contains("kubectl apply"));
}

#[test]
fn a_failed_start_is_cleared_for_the_next() {
    if !have("ruby") {
        return;
    }
    for (name, script) in [("master", "control-plane.sh"), ("node-1", "worker.sh")] {
        let (folder, machine) = (uploaded(name), control_plane_machine());
        machine.state.write("broken", "");
        finish(&mut with_kubernetes(&machine, &folder, script)).refused("vagrant provision");
        assert!(machine.calls().contains("kubeadm reset --force"));
    }
}

#[test]
fn a_worker_joins_once() {
    if !have("ruby") {
        return;
    }
    let (folder, machine) = (uploaded("node-1"), control_plane_machine());
    let join = || finish(&mut with_kubernetes(&machine, &folder, "worker.sh"));
    assert!(join().fine().out.ends_with("worker node-1: 1 changes.\n"));
    assert!(join().fine().out.ends_with("worker node-1: 0 changes.\n"));
    assert_eq!(machine.calls().matches("kubeadm join").count(), 1);
    folder.write("ca.crt", "another");
    join().refused("another CA");
}
