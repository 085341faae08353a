#!/usr/bin/env bash
# The exported bundle with the vendors' own images: on kind, with Calico, an NFS server on this machine, and a worker that
# is killed and comes back. For what the stand-ins of `cargo xtask test --only real` cannot show (docs/proof.md).
#
#   tests/vendors/run.sh
#
# Wants docker, kind, kubectl, curl, openssl, Rust, sudo, 12 GB of memory, and the internet. Takes the cluster away again;
# KEEP=1 leaves it. Exports /srv/presswright of this machine to the cluster's network.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly calico=v3.31.2 metrics=v0.8.0
work=$(mktemp -d)
readonly work

say() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

finish() {
  local status=$?
  trap - EXIT
  if [ "$status" -ne 0 ]; then
    kubectl get pods,nodes --all-namespaces -o wide || true
    kubectl --namespace blog get events --sort-by=.lastTimestamp | tail -n 40 || true
  fi
  if [ "${KEEP-}" != 1 ]; then
    kind delete cluster --name blog || true
    rm -rf "$work"
  fi
  exit "$status"
}

# address NODE: where the machine is reached.
address() { docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$1"; }

# until_fine SECONDS COMMAND...: until it succeeds.
until_fine() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 5
  done
}

machines() {
  kind create cluster --name blog --config "$here/kind.yaml" --wait 0s
  kubectl apply -f "https://raw.githubusercontent.com/projectcalico/calico/$calico/manifests/calico.yaml"
  kubectl wait --for=condition=Ready nodes --all --timeout=5m
  kubectl apply -f "https://github.com/kubernetes-sigs/metrics-server/releases/download/$metrics/components.yaml"
  # kind's kubelets have certificates of their own.
  kubectl --namespace kube-system patch deployment metrics-server --type=json \
    -p '[{"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--kubelet-insecure-tls"}]'
}

# The design with the addresses that the machines were given, and its bundle.
bundle() {
  local minor gateway node
  minor=$(kubectl version -o json | sed -n '/serverVersion/,/}/s/.*"minor": "\([0-9]*\).*/\1/p')
  gateway=$(docker network inspect kind --format '{{range .IPAM.Config}}{{.Gateway}} {{end}}' | tr ' ' '\n' | grep -F . | head -n 1)
  {
    echo "presswright: 1"
    echo "name: blog"
    echo "cluster: {kind: existing, kubernetes: \"1.$minor\"}"
    echo "machines:"
    echo "  - {name: blog-control-plane, role: control-plane, address: $(address blog-control-plane), cpu: 4, memory: 12Gi}"
    for node in blog-worker blog-worker2 blog-worker3; do
      echo "  - {name: $node, address: $(address "$node"), cpu: 4, memory: 12Gi}"
    done
    echo "  - {name: files, role: storage, address: $gateway, cpu: 2, memory: 4Gi}"
    cat <<'DESIGN'
nfs: {machine: files, path: /srv/presswright}
etcd:
  members: [{machine: blog-worker}, {machine: blog-worker2}, {machine: blog-worker3}]
percona:
  replicas: 3
  volume: 10Gi
wordpress:
  way-in: {node-port: 30080}
  autoscaling: {min: 3, max: 5, cpu: 50%}
DESIGN
  } >"$work/design.yaml"
  cargo run --quiet --locked --features cli --bin presswright -- generate "$work/design.yaml" -o "$work/bundle"
}

# As the runbook says, in place of scp and ssh.
folders() {
  local node
  sudo bash "$work/bundle/machines/nfs-server.sh"
  for node in blog-worker blog-worker2 blog-worker3; do
    docker cp "$work/bundle/machines" "$node:/root/machines"
    docker exec "$node" bash /root/machines/nfs-client.sh
    docker exec "$node" bash /root/machines/local-folders.sh "$node"
  done
}

readonly title="written with the vendors' images"

# log_in SITE: keeps the administrator's cookies and gives the word that requests are signed with.
log_in() {
  local password
  password=$(kubectl --namespace blog get secret/wordpress-admin -o go-template='{{index .data "password" | base64decode}}')
  printf '%s' "$password" |
    curl --silent --show-error --fail --output /dev/null --cookie-jar "$work/cookies" \
      --cookie 'wordpress_test_cookie=WP%20Cookie%20check' \
      --data-urlencode log=admin --data-urlencode pwd@- --data testcookie=1 "$1/wp-login.php"
  curl --silent --show-error --fail --cookie "$work/cookies" "$1/wp-admin/admin-ajax.php?action=rest-nonce"
}

publish() {
  local nonce
  nonce=$(log_in "$1")
  curl --silent --show-error --fail --output /dev/null --cookie "$work/cookies" --header "X-WP-Nonce: $nonce" \
    --data-urlencode "title=$title" --data status=publish "$1/?rest_route=/wp/v2/posts"
}

is_read() { curl --silent --fail --max-time 10 "$1/?rest_route=/wp/v2/posts&search=vendors" | grep -q "vendors"; }

trap finish EXIT
say "machines"
machines
say "bundle"
bundle
folders
cd "$work/bundle"
say "deploy"
./deploy.sh
until_fine 300 ./verify.sh
site=http://$(address blog-worker):30080
readonly site
say "a post"
publish "$site"
is_read "$site"
say "a second deploy changes nothing"
./deploy.sh | tee "$work/second"
if grep -E ' (created|configured)$' "$work/second"; then
  echo "a second deploy.sh changed these" >&2
  exit 1
fi
say "a worker is killed"
docker kill blog-worker2
sleep 75
is_read "$site"
say "and comes back"
docker start blog-worker2
until_fine 900 ./verify.sh
is_read "$site"
say "taken down"
./teardown.sh
say "everything passed"
