#!/usr/bin/env bash
# Makes this machine the control plane: kubeadm init with the CA and token from the host, network plugin,
# metrics-server. Runs as root, after node.sh; running it again changes nothing but renews the join token.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=../../machines/folder.sh
. "$here/folder.sh"
# shellcheck source-path=SCRIPTDIR source=machine-settings.sh
. "$here/machine-settings.sh"

readonly kubernetes=${KUBERNETES_FOLDER:-/etc/kubernetes}
export KUBECONFIG=$kubernetes/admin.conf

# kubeadm takes a CA that it finds. The upload is removed: one copy of the key is enough.
place_authority() {
  if [ -f "$kubernetes/pki/ca.crt" ] && ! cmp -s "$here/ca.crt" "$kubernetes/pki/ca.crt"; then
    fail "this machine belongs to a cluster with another CA. Destroy it and make it anew: vagrant destroy"
  fi
  mkdir -p "$kubernetes/pki"
  ensure_file "$kubernetes/pki/ca.crt" 0644 <"$here/ca.crt"
  ensure_file "$kubernetes/pki/ca.key" 0600 <"$here/ca.key"
  rm -f "$here/ca.key"
}

api_answers() {
  kubectl get --raw /readyz >/dev/null 2>&1
}

# wait_until SECONDS WHAT COMMAND...
wait_until() {
  local limit=$1 what=$2 start=$SECONDS
  shift 2
  until "$@"; do
    [ $((SECONDS - start)) -lt "$limit" ] || fail "$what after $limit s."
    sleep 2
  done
}

initialise() {
  if [ -f "$kubernetes/admin.conf" ]; then
    wait_until 180 "the API server does not answer (journalctl -u kubelet; crictl ps -a)" api_answers
    return
  fi
  # A failed init leaves files that the next one stumbles over.
  kubeadm init --config "$here/kubeadm.yaml" || {
    kubeadm reset --force >/dev/null 2>&1 || true
    fail "kubeadm init failed, see above. It was reset: mend the cause and run 'vagrant provision'."
  }
  wait_until 180 "the API server does not answer" api_answers
  changed "kubeadm init"
}

# The token lives a day; a machine that is added later needs it again.
renew_token() {
  local known
  known=$(kubeadm token list -o jsonpath='{.token}{"\n"}')
  if ! has_line "$known" "$TOKEN"; then
    kubeadm token create "$TOKEN" --ttl 24h >/dev/null
    changed "the join token is good for a day again"
  fi
}

# fetch URL FILE SHA256
fetch() {
  if [ ! -s "$2" ]; then
    curl -fsSL --retry 5 -o "$2.new" -- "$1"
    mv "$2.new" "$2"
  fi
  if [ -n "$3" ] && [ "$(sha256sum <"$2")" != "$3  -" ]; then
    rm -f "$2"
    fail "$1 is not what it was when its checksum was noted. Do not use it."
  fi
}

# apply FOLDER: says something only if the cluster changed.
apply() {
  local said
  said=$(kubectl apply -k "$1") || fail "the cluster refused $1."
  if grep -qv ' unchanged$' <<<"$said"; then
    changed "applied ${1##*/}"
  fi
}

# VXLAN, because it passes wherever UDP does. Calico reads the pods' network from kubeadm's configuration; the
# address by which nodes reach each other is the one that kubelet was given, not the first interface's (NAT).
calico() {
  local folder=$here/calico
  mkdir -p "$folder"
  fetch "https://raw.githubusercontent.com/projectcalico/calico/v$CALICO_VERSION/manifests/calico-vxlan.yaml" \
    "$folder/calico-$CALICO_VERSION.yaml" "$CALICO_SHA256"
  cat >"$folder/kustomization.yaml" <<KUSTOMIZATION
resources: [calico-$CALICO_VERSION.yaml]
patches:
  - patch: |
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: calico-node, namespace: kube-system}
      spec:
        template:
          spec:
            containers:
              - name: calico-node
                env: [{name: IP_AUTODETECTION_METHOD, value: kubernetes-internal-ip}]
KUSTOMIZATION
  apply "$folder"
}

# --iface takes an address; the host's address of a pod on the host network is the one that kubelet was given.
flannel() {
  local folder=$here/flannel
  mkdir -p "$folder"
  fetch "https://raw.githubusercontent.com/flannel-io/flannel/v$FLANNEL_VERSION/Documentation/kube-flannel.yml" \
    "$folder/flannel-$FLANNEL_VERSION.yaml" "$FLANNEL_SHA256"
  cat >"$folder/kustomization.yaml" <<KUSTOMIZATION
resources: [flannel-$FLANNEL_VERSION.yaml]
patches:
  - patch: |
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: kube-flannel-cfg, namespace: kube-flannel}
      data:
        net-conf.json: '{"Network": "$POD_NETWORK", "EnableNFTables": false, "Backend": {"Type": "vxlan"}}'
  - patch: |
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: kube-flannel-ds, namespace: kube-flannel}
      spec:
        template:
          spec:
            containers:
              - name: kube-flannel
                env: [{name: FLANNELD_IFACE, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]
KUSTOMIZATION
  apply "$folder"
}

# kubelets of kubeadm have certificates that they signed themselves; metrics-server has to bear that.
metrics_server() {
  local folder=$here/metrics-server
  mkdir -p "$folder"
  fetch "https://github.com/kubernetes-sigs/metrics-server/releases/download/v$METRICS_SERVER_VERSION/components.yaml" \
    "$folder/metrics-server-$METRICS_SERVER_VERSION.yaml" ""
  cat >"$folder/kustomization.yaml" <<KUSTOMIZATION
resources: [metrics-server-$METRICS_SERVER_VERSION.yaml]
patches:
  - target: {kind: Deployment, name: metrics-server}
    patch: |
      - {op: add, path: /spec/template/spec/containers/0/args/-, value: --kubelet-insecure-tls}
KUSTOMIZATION
  apply "$folder"
}

read_machine_settings "$here/machine.env"
if [ -f "$here/ca.key" ]; then
  place_authority
fi
initialise
renew_token
case $NETWORK_PLUGIN in
  calico) calico ;;
  flannel) flannel ;;
  *) fail "machine.env: NETWORK_PLUGIN is '$NETWORK_PLUGIN'. Known: calico, flannel" ;;
esac
if [ -n "$METRICS_SERVER_VERSION" ]; then
  metrics_server
fi
printf 'control plane %s: %d changes.\n' "$MACHINE" "$CHANGES"
