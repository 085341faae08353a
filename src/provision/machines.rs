//! machines/: what the scripts on the machines read.

use super::Unprovided;
use super::settings::{Rows, Settings, quote};
use crate::design::{Design, Nfs};
use crate::file::File;
use crate::topology::Topology;

/// nfs.env and nfs-folders.list.
pub(super) fn nfs(
    design: &Design,
    topology: &Topology,
    nfs: &Nfs,
) -> Result<[File; 2], Unprovided> {
    let machine = design
        .machine(&nfs.machine)
        .ok_or_else(|| Unprovided::NfsMachine(nfs.machine.to_string()))?;
    let address = machine.address.ok_or_else(|| Unprovided::Address(machine.name.to_string()))?;
    let mut settings =
        Settings::new("The NFS export of the design, for nfs-server.sh and nfs-client.sh.");
    settings
        .set("NFS_NAME", design.name.as_str())
        .set("NFS_SERVER", &address.to_string())
        .set("NFS_PATH", nfs.path.as_str())
        .set("NFS_CLIENTS", &clients(design, nfs))
        .set("NFS_OPTIONS", options(nfs));
    Ok([
        File::text("machines/nfs.env", settings.text()),
        File::text("machines/nfs-folders.list", nfs_folders(topology)),
    ])
}

/// As the design says; else just the nodes, by their addresses.
fn clients(design: &Design, nfs: &Nfs) -> String {
    if let Some(network) = &nfs.clients {
        return network.to_string();
    }
    let nodes = design.machines.iter().filter(|machine| machine.role.is_node());
    let addresses: Vec<String> =
        nodes.filter_map(|machine| machine.address).map(|address| address.to_string()).collect();
    addresses.join(" ")
}

/// Every container runs as the owner of its folder, so root needs no rights on the export.
fn options(nfs: &Nfs) -> &'static str {
    if nfs.sync {
        "rw,sync,no_subtree_check,root_squash"
    } else {
        "rw,async,no_subtree_check,root_squash"
    }
}

fn nfs_folders(topology: &Topology) -> String {
    let mut rows = Rows::new("owner group mode 'path'");
    for folder in &topology.folders {
        let owner = folder.owner.to_string();
        rows.push(&[&owner, &owner, folder.mode, &quote(&folder.path)]);
    }
    rows.text()
}

/// local-folders.list.
pub(super) fn local_folders(topology: &Topology) -> File {
    let mut rows = Rows::new("machine owner group mode 'path'");
    for folder in &topology.local_folders {
        if let Some(host) = topology.hosts.get(folder.host) {
            let owner = folder.owner.to_string();
            let path = quote(&folder.path);
            rows.push(&[host.name.as_str(), &owner, &owner, folder.mode, &path]);
        }
    }
    File::text("machines/local-folders.list", rows.text())
}
