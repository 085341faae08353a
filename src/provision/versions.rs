//! What is installed on the machines of a Vagrant cluster, for each minor version of Kubernetes.

use crate::design::KubernetesVersion;

/// Versions that go with one minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The minor version, after `1.`.
    pub minor: u16,
    /// Packages kubelet, kubeadm and kubectl of pkgs.k8s.io.
    pub kubernetes: &'static str,
    /// Line of Docker's package containerd.io; its newest is taken, since not every release is packaged.
    pub containerd: &'static str,
    /// Image `registry.k8s.io/pause` (kubernetes `cmd/kubeadm/app/constants/constants.go`, `PauseVersion`).
    pub pause: &'static str,
    /// Calico, whose manifest `calico-vxlan.yaml` is applied.
    pub calico: &'static str,
    /// SHA-256 of that manifest at that tag.
    pub calico_sha256: &'static str,
    /// Flannel, whose manifest `kube-flannel.yml` is applied.
    pub flannel: &'static str,
    /// SHA-256 of that manifest at that tag.
    pub flannel_sha256: &'static str,
    /// metrics-server, whose `components.yaml` is applied; 0.9 is for 1.34 and later (its README).
    pub metrics_server: &'static str,
}

/// What is the same for all of them. containerd 2.3 is the long-term line; 2.2 ended on 2026-11-06
/// (containerd `RELEASES.md`).
const COMMON: Versions = Versions {
    minor: 0,
    kubernetes: "",
    containerd: "2.3",
    pause: "3.10.2",
    calico: "3.32.1",
    calico_sha256: "c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566",
    flannel: "0.28.9",
    flannel_sha256: "e875824be2f552b45711dbda91af81b17eb961d00025d914d9fef18fad8f09c0",
    metrics_server: "0.9.0",
};

/// The minor versions in support, oldest first.
pub const VERSIONS: [Versions; 3] = [
    Versions { minor: 35, kubernetes: "1.35.9", pause: "3.10.1", ..COMMON },
    Versions { minor: 36, kubernetes: "1.36.5", ..COMMON },
    Versions { minor: 37, kubernetes: "1.37.2", ..COMMON },
];

/// What goes with that version of Kubernetes, if it is offered.
pub fn versions(kubernetes: &KubernetesVersion) -> Option<&'static Versions> {
    VERSIONS.iter().find(|row| kubernetes.major == 1 && row.minor == kubernetes.minor)
}
