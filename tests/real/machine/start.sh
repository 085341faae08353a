#!/usr/bin/env bash
# Starts one machine of the real cluster: what its own mounts look like, and the programs that run on it. Runs
# below the machine's first process, in namespaces of its own (docs/decisions/0030-real-machines.md).
#
#   start.sh FOLDER   FOLDER holds what the machine keeps over a restart, and its configuration.
#
# In the environment: MACHINE and ADDRESS, PROGRAMS (folder), CONTROL_PLANE (yes or no), FILES (the folder that
# it exports by NFS, or nothing).
set -euo pipefail

folder=$1
export PATH=$PROGRAMS:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# Nothing is written on the disk of the machine that all this runs on.
separate() {
  local place
  hostname "$MACHINE"
  # Volumes of pods are mounted by kubelet and must come through to the containers.
  mount --make-rshared /
  mount -t tmpfs -o mode=0755 tmpfs /run
  for place in etc var/lib; do
    mkdir -p "$folder/written/$place" "$folder/overlay/$place"
    mount -t overlay overlay -o "lowerdir=/$place,upperdir=$folder/written/$place,workdir=$folder/overlay/$place" "/$place"
  done
  mkdir -p /run/lock /run/containerd /run/ganesha /var/lib/kubelet /var/lib/containerd /etc/cni/net.d "$folder"/{log,kubelet,containerd,srv}
  mount --bind "$folder/srv" /srv
  mount --bind "$folder/log" /var/log
  mount --bind "$folder/kubelet" /var/lib/kubelet
  mount --make-shared /var/lib/kubelet
  mount --bind "$folder/containerd" /var/lib/containerd
  rm -rf /var/lib/cni
  cp "$folder/network.conflist" /etc/cni/net.d/10-pods.conflist
  # No name server of the outside: nothing here may reach for it.
  : >"$folder/resolv.conf"
  mount --bind "$folder/resolv.conf" /etc/resolv.conf
  # The kernel's NFS client is not everywhere; ours goes by FUSE.
  mount --bind "$PROGRAMS/mount.nfs" /usr/sbin/mount.nfs
}

# kubelet puts the pods below a group of the machine's own.
groups() {
  local controller own
  for controller in /sys/fs/cgroup/*/; do
    own=${controller}presswright-$MACHINE
    [ -w "${controller}cgroup.procs" ] || continue
    mkdir -p "$own"
    if [ -e "$own/cpuset.cpus" ]; then
      cat "${controller}cpuset.cpus" >"$own/cpuset.cpus"
      cat "${controller}cpuset.mems" >"$own/cpuset.mems"
    fi
  done
}

# keep NAME PROGRAM ARGUMENT...: starts it again when it ends, as systemd does on a machine of a person.
keep() {
  local name=$1
  shift
  (
    for _ in $(seq 1000); do
      "$@" >>"/var/log/$name.log" 2>&1 </dev/null || true
      sleep 1
    done
  ) &
}

control_plane() {
  local pki=$folder/pki
  keep etcd etcd --data-dir="$folder/etcd" --log-level=warn
  keep kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --advertise-address="$ADDRESS" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --cert-dir="$folder/apiserver" \
    --client-ca-file="$pki/ca.crt" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --service-account-key-file="$pki/service-accounts.pub" --service-account-signing-key-file="$pki/service-accounts.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-cluster-ip-range=10.96.0.0/12 \
    --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP --requestheader-client-ca-file="$pki/ca.crt" \
    --requestheader-allowed-names=front-proxy-client --requestheader-username-headers=X-Remote-User \
    --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key"
  keep kube-controller-manager kube-controller-manager --kubeconfig="$pki/kube-controller-manager.kubeconfig" \
    --service-account-private-key-file="$pki/service-accounts.key" --root-ca-file="$pki/ca.crt" \
    --use-service-account-credentials=true --leader-elect=false --bind-address=127.0.0.1 --cert-dir="$folder/controller-manager"
  keep kube-scheduler kube-scheduler --kubeconfig="$pki/kube-scheduler.kubeconfig" --leader-elect=false \
    --bind-address=127.0.0.1 --cert-dir="$folder/scheduler"
}

files() {
  mkdir -p "$FILES" "$folder/ganesha"
  keep rpcbind rpcbind -w -f
  keep ganesha ganesha.nfsd -F -L /var/log/nfs.log -f "$folder/ganesha.conf" -p /run/ganesha.pid
}

separate
groups
[ "$CONTROL_PLANE" = no ] || control_plane
[ -z "$FILES" ] || files
keep containerd containerd --config "$folder/containerd.toml"
for _ in $(seq 200); do
  [ ! -S /run/containerd/containerd.sock ] || break
  sleep 0.05
done
keep kubelet kubelet --config="$folder/kubelet.json" --kubeconfig="$folder/kubelet.kubeconfig" --hostname-override="$MACHINE" \
  --node-ip="$ADDRESS" --cert-dir="$folder/kubelet-certificates" --root-dir=/var/lib/kubelet \
  ${TAINTS:+--register-with-taints="$TAINTS"}
keep kube-proxy kube-proxy --config="$folder/proxy.json"
keep network-policies network-policies --kubeconfig="$folder/policies.kubeconfig" --node="$MACHINE"
