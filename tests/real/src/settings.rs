//! The configuration of the programs of a machine.

use std::path::Path;

use serde_json::{Value, json};

use crate::images::PAUSE;
use crate::layout::Place;

/// containerd's.
pub(crate) fn containerd(root: &Path, state: &Path, socket: &Path) -> String {
    let [root, state, socket] = [root, state, socket].map(|path| path.display().to_string());
    // restrict_oom_score_adj: without CAP_SYS_RESOURCE runc fails with "can't get final child's PID".
    format!(
        r#"version = 2
root = "{root}"
state = "{state}"
[grpc]
  address = "{socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{PAUSE}"
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.internal.v1.opt"]
  path = "{state}/opt"
"#
    )
}

/// The network plug-in's: a cable to each pod, and the routes between machines are made beforehand.
pub(crate) fn network(machine: &Place) -> Value {
    json!({
        "cniVersion": "0.4.0", "name": "pods",
        "plugins": [
            {
                "type": "ptp", "ipMasq": false,
                "ipam": {
                    "type": "host-local", "dataDir": "/run/addresses-of-pods",
                    "ranges": [[{"subnet": format!("10.244.{}.0/24", machine.number)}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": true}},
        ],
    })
}

/// kubelet's.
pub(crate) fn kubelet(machine: &Place, folder: &Path) -> Value {
    json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
        "failSwapOn": false,
        // Some machines that this runs on have control groups of the first kind.
        "failCgroupV1": false,
        "cgroupDriver": "cgroupfs", "cgroupRoot": format!("/presswright-{}", machine.name),
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "address": machine.address, "healthzBindAddress": "127.0.0.1",
        "tlsCertFile": folder.join("kubelet.crt"), "tlsPrivateKeyFile": folder.join("kubelet.key"),
        "authentication": {
            "anonymous": {"enabled": false}, "webhook": {"enabled": true},
            "x509": {"clientCAFile": folder.join("ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "clusterDNS": ["10.96.0.10"], "clusterDomain": "cluster.local", "resolvConf": "",
        "registerNode": true, "podLogsDir": "/var/log/pods",
        // All machines share one disk, which others fill too.
        "imageGCHighThresholdPercent": 100,
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
        "serializeImagePulls": false,
    })
}

/// kube-proxy's.
pub(crate) fn proxy(machine: &Place, kubeconfig: &Path) -> Value {
    json!({
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
        "mode": "nftables", "clientConnection": {"kubeconfig": kubeconfig},
        "hostnameOverride": machine.name, "clusterCIDR": "10.244.0.0/16",
        // The kernel's settings are not a namespace's to change.
        "conntrack": {
            "maxPerCore": 0, "min": 0, "tcpCloseWaitTimeout": "0s", "tcpEstablishedTimeout": "0s",
        },
        "healthzBindAddress": "127.0.0.1:10256", "metricsBindAddress": "127.0.0.1:10249",
    })
}

/// nfs-ganesha's, for one folder, with the answer to root that the design's export has. It remembers nothing of what lies
/// there: the runbook empties folders on the machine itself, which the kernel's server sees at once.
pub(crate) fn files(folder: &str, state: &Path) -> String {
    format!(
        r#"MDCACHE {{ Use_Getattr_Directory_Invalidation = true; }}
NFSv4 {{ Graceless = true; RecoveryBackend = fs_ng; RecoveryRoot = "{}"; }}
EXPORT {{
  Export_Id = 1;
  Path = "{folder}";
  Pseudo = "{folder}";
  Access_Type = RW;
  Squash = Root_Squash;
  SecType = sys;
  Protocols = 3, 4;
  Transports = TCP;
  PrivilegedPort = false;
  Attr_Expiration_Time = 0;
  FSAL {{ Name = VFS; }}
}}
"#,
        state.display()
    )
}
