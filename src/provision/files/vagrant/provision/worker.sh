#!/usr/bin/env bash
# Joins this machine to the cluster. Runs as root, after node.sh; running it again changes nothing.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=machine-settings.sh
. "$here/machine-settings.sh"

readonly kubernetes=${KUBERNETES_FOLDER:-/etc/kubernetes}

read_machine_settings "$here/machine.env"
if [ -f "$kubernetes/kubelet.conf" ]; then
  cmp -s "$here/ca.crt" "$kubernetes/pki/ca.crt" ||
    fail "this machine belongs to a cluster with another CA. Destroy it and make it anew: vagrant destroy $MACHINE"
  printf 'worker %s: 0 changes.\n' "$MACHINE"
  exit 0
fi
kubeadm join --config "$here/kubeadm.yaml" || {
  kubeadm reset --force >/dev/null 2>&1 || true
  fail "kubeadm join failed, see above. The join token lives a day: 'vagrant provision' of the control plane renews it; then 'vagrant provision $MACHINE'."
}
printf 'worker %s: 1 changes.\n' "$MACHINE"
