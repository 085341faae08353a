//! From nothing to a site, in order, with what to see at each step.

use super::facts::Facts;
use super::{Page, images};
use crate::design::{Cidr, Design, Files, Provider, Secrets, Single, WayIn};
use crate::topology::{Backing, Tier, majority, site_url};
use std::net::IpAddr;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Bring it up");
    needs(page, facts);
    if facts.is_vagrant() {
        machines_by_vagrant(page, facts);
    } else {
        prepare_existing(page, facts);
    }
    images::write(page, facts);
    deploy(page, facts);
    site(page, facts);
}

fn needs(page: &mut Page, facts: &Facts<'_>) {
    page.section("What you need");
    let mut needs = vec![
        format!(
            "`kubectl`, one minor version around {} (`kubectl version`), and `openssl`. `curl`, so that \
             `verify.sh` can ask the site from here.",
            facts.design.cluster.kubernetes
        ),
        "bash, version 3.2 or later: Linux, macOS, or Windows with WSL. Unpacked by another tool, the \
         scripts may have lost their mode: `chmod +x deploy.sh verify.sh teardown.sh secrets/*.sh`."
            .to_owned(),
        "That all files are whole: `sha256sum --check SHA256SUMS` (macOS: `shasum -a 256 --check \
         SHA256SUMS`) says OK for each."
            .to_owned(),
    ];
    if facts.is_vagrant() {
        needs.push(vagrant_needs(facts));
    }
    page.list(needs);
    if facts.design.secrets == Secrets::Existing {
        page.say(
            "The Secrets are yours to make: the chapter \"Secrets\" lists them. Make them before you \
             deploy.",
        );
    }
}

fn vagrant_needs(facts: &Facts<'_>) -> String {
    let memory: u64 = facts.topology.hosts.iter().map(|host| host.memory).sum();
    let provider = match facts.design.cluster.provider {
        Provider::Virtualbox => "VirtualBox 7",
        Provider::Libvirt => "libvirt with KVM, and `vagrant plugin install vagrant-libvirt`",
        Provider::Vmware => {
            "VMware Workstation or Fusion, and `vagrant plugin install vagrant-vmware-desktop`"
        }
    };
    format!(
        "Vagrant 2.3 or later and {provider}; {} GiB of memory for the {} machines beside what the \
         computer itself uses; the internet, for packages and images.",
        memory.div_ceil(1 << 30),
        facts.topology.hosts.len()
    )
}

fn machines_by_vagrant(page: &mut Page, facts: &Facts<'_>) {
    page.section("The machines");
    networks_conf(page, facts.design);
    page.say(
        "Windows: Vagrant and the provider run on Windows itself (PowerShell, `cd vagrant`, `vagrant \
         up`), the scripts of this folder in WSL. Keep the folder on a Windows drive, so that both see \
         it (`/mnt/c/…`), and with `vagrant` from inside WSL set `export \
         VAGRANT_WSL_ENABLE_WINDOWS_ACCESS=1` first.",
    );
    page.run("(cd vagrant && vagrant up)\nexport KUBECONFIG=$PWD/vagrant/.state/kubeconfig");
    page.say(
        "It takes 10 to 30 minutes the first time. The scripts of this folder find that kubeconfig by \
         themselves; `export` is for your own kubectl. If a machine fails, mend what its last lines say \
         and run `vagrant up --provision` again: what is in place stays as it is.",
    );
    page.run("kubectl get nodes -o wide");
    let nodes: Vec<String> = facts
        .topology
        .hosts
        .iter()
        .filter(|host| host.role.is_node())
        .map(|host| format!("`{}`", host.name))
        .collect();
    page.say(format!("You see {} in state `Ready`, each with its address.", nodes.join(", ")));
    disks(page, facts.design);
    families(page);
}

/// Vagrant and its plug-ins can enlarge the disk of a box at most, never shrink it, and leave what the box keeps
/// on it as it is. Source: hashicorp/vagrant website/content/docs/disks; vagrant-libvirt `machine_virtual_size`.
fn disks(page: &mut Page, design: &Design) {
    let wanted: Vec<String> = design
        .machines
        .iter()
        .map(|machine| format!("`{}` {}", machine.name, machine.disk))
        .collect();
    page.say(format!(
        "How large a machine's disk is, the box decides: `disk` in `design.yaml` is what the checks \
         counted with ({}). Look whether it is there, and enlarge what is smaller, by the provider's \
         means, before it holds data:",
        wanted.join(", ")
    ));
    let looks: Vec<String> = design
        .machines
        .iter()
        .map(|machine| format!("(cd vagrant && vagrant ssh {} -c 'df -h /')", machine.name))
        .collect();
    page.run(looks.join("\n"));
}

fn families(page: &mut Page) {
    page.say(
        "The scripts for machines know two families: Debian and Ubuntu, and Fedora and RHEL. The tests \
         of Presswright run them against stand-ins of each family's programs; on real machines \
         Fedora and RHEL are **untested**. Whatever the family, look at the first machine before you \
         trust the rest.",
    );
}

/// VirtualBox lets host-only networks be in 192.168.56.0/21 alone, unless a file says more.
/// Source: hashicorp/vagrant plugins/providers/virtualbox/action/network.rb.
fn networks_conf(page: &mut Page, design: &Design) {
    if design.cluster.provider != Provider::Virtualbox {
        return;
    }
    let Ok(allowed) = Cidr::parse("192.168.56.0/21") else { return };
    let mut outside: Vec<String> = design
        .machines
        .iter()
        .filter_map(|machine| machine.address)
        .filter(|address| !allowed.contains(*address))
        .map(|address| match address.0 {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("* {a}.{b}.{c}.0/24")
            }
            IpAddr::V6(v6) => format!("* {v6}/64"),
        })
        .collect();
    outside.sort();
    outside.dedup();
    if outside.is_empty() {
        return;
    }
    page.say(
        "VirtualBox allows host-only networks in 192.168.56.0/21 only, and machines of this design lie \
         outside. On Linux and macOS let it first (Windows asks for nothing):",
    );
    let lines: Vec<String> = outside
        .iter()
        .map(|line| format!("echo '{line}' | sudo tee -a /etc/vbox/networks.conf"))
        .collect();
    page.run(format!("sudo mkdir -p /etc/vbox\n{}", lines.join("\n")));
}

fn prepare_existing(page: &mut Page, facts: &Facts<'_>) {
    page.section("The cluster");
    page.say("`kubectl` must speak to the right cluster, as somebody who may make namespaces and volumes:");
    page.run(
        "kubectl config current-context\nkubectl auth can-i create namespaces\nkubectl auth can-i create persistentvolumes",
    );
    let classes = classes(facts);
    if !classes.is_empty() {
        let names: Vec<String> = classes.iter().map(|class| format!("`{class}`")).collect();
        page.say(format!(
            "It needs the StorageClass {}; the files that replicas share need one that gives \
             ReadWriteMany:",
            names.join(" and ")
        ));
        let commands: Vec<String> =
            classes.iter().map(|class| format!("kubectl get storageclass {class}")).collect();
        page.run(commands.join("\n"));
    }
    if let WayIn::Ingress(ingress) = &facts.design.wordpress.way_in {
        page.say(format!("It needs the IngressClass `{}`:", ingress.class));
        page.run(format!("kubectl get ingressclass {}", ingress.class));
    }
    if facts.design.wordpress.autoscaling.is_some() {
        page.say("The autoscaler reads CPU from metrics-server; this answers with figures:");
        page.run("kubectl top nodes");
    }
    machines_by_hand(page, facts);
}

/// The StorageClasses that the design names.
fn classes(facts: &Facts<'_>) -> Vec<String> {
    let mut classes: Vec<String> = facts
        .topology
        .volumes
        .iter()
        .filter_map(|volume| match &volume.backing {
            Backing::Class(class) => Some(class.to_string()),
            _ => None,
        })
        .collect();
    classes.sort();
    classes.dedup();
    classes
}

/// Copies the folder `machines` to a machine and runs one of its scripts there, as root.
fn on_machine(facts: &Facts<'_>, name: &str, script: &str) -> String {
    let target = facts
        .host(name)
        .and_then(|host| host.address)
        .map_or_else(|| name.to_owned(), |address| address.to_string());
    format!("scp -r machines {target}: && ssh {target} sudo bash machines/{script}")
}

fn nfs_by_hand(facts: &Facts<'_>) -> Vec<String> {
    let Some(nfs) = &facts.design.nfs else { return Vec::new() };
    let mut commands = vec![on_machine(facts, nfs.machine.as_str(), "nfs-server.sh")];
    commands.extend(
        facts
            .topology
            .hosts
            .iter()
            .filter(|host| host.runs_pods())
            .map(|host| on_machine(facts, host.name.as_str(), "nfs-client.sh")),
    );
    commands
}

fn folders_by_hand(facts: &Facts<'_>) -> Vec<String> {
    let mut hosts: Vec<usize> = facts.topology.local_folders.iter().map(|it| it.host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
        .into_iter()
        .filter_map(|host| facts.topology.hosts.get(host))
        .map(|host| {
            on_machine(facts, host.name.as_str(), &format!("local-folders.sh {}", host.name))
        })
        .collect()
}

/// Every script of every machine of a cluster that is not Vagrant's.
pub(super) fn scripts_by_hand(facts: &Facts<'_>) -> Vec<String> {
    nfs_by_hand(facts).into_iter().chain(folders_by_hand(facts)).collect()
}

fn machines_by_hand(page: &mut Page, facts: &Facts<'_>) {
    if let Some(nfs) = &facts.design.nfs {
        page.section("The NFS server and its clients");
        page.say(format!(
            "On `{}`, which serves `{}`, then on every machine that runs pods. Each script may be run \
             again without harm.",
            nfs.machine, nfs.path
        ));
        page.run(nfs_by_hand(facts).join("\n"));
        page.say(
            "Each ends with a line that says what was changed; the clients mount the export once.",
        );
    }
    let folders = folders_by_hand(facts);
    if !folders.is_empty() {
        page.section("The folders of local volumes");
        page.say("Kubernetes does not make them. On each machine that has one:");
        page.run(folders.join("\n"));
    }
    if facts.design.nfs.is_some() || !folders.is_empty() {
        families(page);
    }
}

fn deploy(page: &mut Page, facts: &Facts<'_>) {
    page.section("Deploy");
    page.run("./deploy.sh");
    page.say(
        "It may be run again at any time, and goes on where it stopped. What you see, in order:",
    );
    let design = facts.design;
    let mut steps = vec![
        format!("The design's name, the namespace `{}`, and which cluster it speaks to.", design.namespace()),
        match design.secrets {
            Secrets::Existing => "One line a Secret: `kept`. One that lacks a key stops it here.".to_owned(),
            _ => "One line a Secret: `made` the first time, `kept` later. They are made on this computer \
                  and stand in no file."
                .to_owned(),
        },
        "`kubectl apply -k .`: one line an object, `created` or `unchanged`.".to_owned(),
    ];
    if facts.members() > 0 {
        steps.push(format!(
            "etcd: {} pods ready. A member waits for its volume and for a majority of {}.",
            facts.members(),
            majority(facts.members())
        ));
    }
    if facts.found_by_script() {
        steps.push(
            "The founding token and the roster are written to etcd, once: without the token an empty \
             database is never founded."
                .to_owned(),
        );
    }
    steps.push(format!(
        "Percona: {} pods ready. All start together; one founds the database, the others copy it.",
        facts.replicas()
    ));
    if facts.topology.pods_of(Tier::Haproxy).next().is_some() {
        steps.push("HAProxy: ready as soon as one replica of the database is.".to_owned());
    }
    steps.push("The Job that installs WordPress: complete. It copies the code and makes the administrator.".to_owned());
    steps.push("WordPress: its replicas ready.".to_owned());
    page.list(steps);
    page.say(
        "Stopped halfway, it says at what, shows pods and warnings, and changes nothing back.",
    );
    page.run(format!("{0} get pods -o wide\n{0} get pvc", facts.kubectl()));
}

fn site(page: &mut Page, facts: &Facts<'_>) {
    page.section("The site");
    match (site_url(facts.design), &facts.design.wordpress.way_in) {
        (Some(url), WayIn::NodePort(port)) => page.say(format!(
            "<{url}>. Any machine answers on port {port}; behind a name or a balancer of your own, set \
             `wordpress.site.url`."
        )),
        (Some(url), _) => page.say(format!("<{url}>. Let its name lead to the cluster's way in.")),
        (None, way_in) => {
            if let WayIn::NodePort(port) = way_in {
                page.say(format!("Any machine answers on port {port}. Their addresses:"));
                page.run("kubectl get nodes -o wide");
            } else {
                page.say("The load balancer's address, as soon as the cloud gives one:");
                page.run(format!(
                    "{} get service/wordpress -o jsonpath='{{.status.loadBalancer.ingress[0].ip}}{{.status.loadBalancer.ingress[0].hostname}}{{\"\\n\"}}'",
                    facts.kubectl()
                ));
            }
            page.say(
                "Then set `wordpress.site.url` in `design.yaml` to the name under which visitors see it; \
                 until then links in the site lead to `http://localhost`.",
            );
        }
    }
    if matches!(facts.design.wordpress.files, Files::HostPath(_)) {
        page.say("Files lie in a folder of whichever machine a replica runs on: mount the same folder there on every machine.");
    }
    page.say(format!(
        "Log in under `/wp-admin` as `{}`. The password:",
        facts.design.wordpress.site.admin_user
    ));
    page.run(format!(
        "{} get secret/wordpress-admin -o go-template='{{{{index .data \"password\" | base64decode}}}}{{{{\"\\n\"}}}}'",
        facts.kubectl()
    ));
}
