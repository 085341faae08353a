#!/usr/bin/env bash
# Takes the design off the cluster.
#
#   teardown.sh                 stops everything and keeps all data: volumes, claims, Secrets. deploy.sh brings
#                               the same site back.
#   teardown.sh --delete-data   removes those too, after asking for the cluster's name. Files in the NFS export
#                               and in local folders stay until you delete them: the script says which.
#
# Works in bash 3.2, the one that macOS has.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=cluster-settings.sh
. "$here/cluster-settings.sh"

readonly tiers=$here/data/tiers.list volumes=$here/data/volumes.list claims=$here/data/claims.list
# Everything of ours without data; what runs pods goes first, tier by tier, in delete_workloads.
readonly stateless="poddisruptionbudgets.policy services configmaps networkpolicies.networking.k8s.io \
ingresses.networking.k8s.io serviceaccounts roles.rbac.authorization.k8s.io rolebindings.rbac.authorization.k8s.io"

# From the last tier to the first: visitors, then the database while etcd still answers (its members say there
# that they have left), then etcd.
delete_workloads() {
  local tier object limit reversed=""
  in_namespace delete horizontalpodautoscalers,cronjobs -l "$SELECTOR" --ignore-not-found
  while read -r tier object limit; do
    case $tier in
      "" | "#"*) continue ;;
    esac
    # Newest first, one line each: macOS has no tac.
    reversed="$object $limit$newline$reversed"
  done <"$tiers"
  while read -r object limit <&3; do
    [ -n "$object" ] || continue
    # Foreground: returns when the pods are gone, so that a database has its whole grace period.
    in_namespace delete "$object" --ignore-not-found --cascade=foreground --timeout="${limit}s" ||
      fail "$object did not stop within $limit s. Look at: kubectl -n $NAMESPACE get pods; then run this again."
  done 3<<<"$reversed"
  in_namespace delete statefulsets,deployments,replicasets,jobs -l "$SELECTOR" --ignore-not-found --cascade=foreground
}

delete_stateless() {
  local kind said
  for kind in $stateless; do
    said=$(in_namespace delete "$kind" -l "$SELECTOR" --ignore-not-found 2>&1) || fail "cannot delete $kind: $said"
  done
}

# Asked by name, because there is no way back.
confirm() {
  local answer=""
  printf 'This deletes the database, the files and the passwords of %s (namespace %s) from the cluster %s.\n' \
    "$CLUSTER" "$NAMESPACE" "$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')"
  printf 'Type the name of the design to go on: '
  read -r answer || true
  [ "$answer" = "$CLUSTER" ] || fail "'$answer' is not its name. Nothing was deleted."
}

delete_data() {
  local volume claim secret rest last=""
  while read -r volume claim <&3; do
    case $volume in
      "" | "#"*) continue ;;
    esac
    in_namespace delete persistentvolumeclaim "$claim" --ignore-not-found
  done 3<"$claims"
  while read -r volume claim <&3; do
    case $volume in
      "" | "#"*) continue ;;
    esac
    : "$claim"
    kubectl delete persistentvolume "$volume" --ignore-not-found
  done 3<"$volumes"
  while read -r secret rest <&3; do
    case $secret in
      "" | "#"* | "$last") continue ;;
    esac
    : "$rest"
    last=$secret
    in_namespace delete secret "$secret" --ignore-not-found
  done 3<"$here/secrets/secrets.list"
  in_namespace delete configmap presswright-founding --ignore-not-found
  # Only a namespace that is the design's own: others may live in one that was there before.
  if [ -n "$(kubectl get namespaces -l "$SELECTOR" --field-selector "metadata.name=$NAMESPACE" -o name)" ]; then
    kubectl delete namespace "$NAMESPACE"
  fi
  printf '\nThe volumes are gone from the cluster, their files are not. Before a new deployment, delete them:\n'
  if [ -f "$here/machines/nfs-folders.list" ]; then
    printf 'on the NFS server, what lies in\n'
    sed -n "s/^[0-9][^']*'\(.*\)'\$/  \1/p" "$here/machines/nfs-folders.list"
  fi
  if [ -f "$here/machines/local-folders.list" ]; then
    printf 'on each machine, what lies in\n'
    sed -n "s/^\([^#' ]*\) [^']*'\(.*\)'\$/  \1: \2/p" "$here/machines/local-folders.list"
  fi
  if [ -d "$here/vagrant" ]; then
    printf 'or, with the machines: cd vagrant && vagrant destroy && rm -r .state\n'
  fi
}

delete=no
case ${1:-} in
  "") ;;
  --delete-data) delete=yes ;;
  *) fail "unknown argument $1. Known: --delete-data" ;;
esac
read_cluster_settings "$here/cluster.env"
use_cluster "$here"
command -v kubectl >/dev/null || fail "kubectl is needed and was not found in PATH."
require_list "$tiers"
require_list "$volumes"
require_list "$claims"
require_list "$here/secrets/secrets.list"
kubectl get --raw /readyz >/dev/null || fail "no cluster answers. Is it up, and does kubectl know it?"

if [ "$delete" = yes ]; then
  confirm
fi
delete_workloads
delete_stateless
if [ "$delete" = yes ]; then
  delete_data
else
  printf '\nStopped. Claims, volumes and Secrets are kept in namespace %s; ./deploy.sh starts everything again.\n' "$NAMESPACE"
fi
