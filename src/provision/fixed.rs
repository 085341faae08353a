//! The files that are the same in every bundle.

use crate::file::File;

macro_rules! fixed {
    (script $path:literal) => {
        File::script($path, include_str!(concat!("files/", $path)))
    };
    (text $path:literal) => {
        File::text($path, include_str!(concat!("files/", $path)))
    };
}

/// What a person runs, at the top of the bundle.
pub(super) fn always() -> Vec<File> {
    vec![
        fixed!(script "deploy.sh"),
        fixed!(script "verify.sh"),
        fixed!(script "teardown.sh"),
        fixed!(script "secrets/make-secrets.sh"),
        fixed!(text "settings.sh"),
        fixed!(text "cluster-settings.sh"),
    ]
}

/// What every script that runs on a machine needs beside it. The folder is copied there as it is, so it has
/// its own copy of settings.sh.
pub(super) fn machines() -> Vec<File> {
    vec![
        File::text("machines/settings.sh", include_str!("files/settings.sh")),
        fixed!(text "machines/folder.sh"),
        fixed!(text "machines/packages.sh"),
    ]
}

/// For an NFS export.
pub(super) fn nfs() -> Vec<File> {
    vec![fixed!(script "machines/nfs-server.sh"), fixed!(script "machines/nfs-client.sh")]
}

/// For local volumes.
pub(super) fn local_folders() -> Vec<File> {
    vec![fixed!(script "machines/local-folders.sh")]
}

/// For a cluster that Vagrant makes.
pub(super) fn vagrant() -> Vec<File> {
    vec![
        fixed!(text "vagrant/Vagrantfile"),
        fixed!(text "vagrant/cluster.rb"),
        fixed!(text "vagrant/state.rb"),
        fixed!(text "vagrant/provision/machine-settings.sh"),
        fixed!(script "vagrant/provision/network.sh"),
        fixed!(script "vagrant/provision/node.sh"),
        fixed!(script "vagrant/provision/control-plane.sh"),
        fixed!(script "vagrant/provision/worker.sh"),
    ]
}
