#!/usr/bin/env bash
# Brings the design to the cluster, and a changed design to a cluster that runs the old one.
# Running it again is safe: data, Secrets and the founding of the database are never done twice.
#
# Order: what is needed, namespace, Secrets, volumes, `kubectl apply -k .`, then each tier is waited for, etcd
# first; Percona gets its founding token as soon as etcd answers; at the end, what the design no longer has is
# removed by name. Works in bash 3.2, the one that macOS has.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=cluster-settings.sh
. "$here/cluster-settings.sh"

readonly volumes=$here/data/volumes.list tiers=$here/data/tiers.list objects=$here/data/objects.list
readonly pause=${PAUSE_SECONDS:-5}
# A ConfigMap outside etcd that remembers the founding, so that an etcd which lost its data cannot have a
# second, empty database founded beside the first one's files.
readonly founding=presswright-founding
# Kinds that hold no data. What a design no longer has of these is deleted; anything else is only named.
readonly prunable="deployments.apps replicasets.apps jobs.batch cronjobs.batch \
horizontalpodautoscalers.autoscaling poddisruptionbudgets.policy services configmaps \
networkpolicies.networking.k8s.io ingresses.networking.k8s.io httproutes.gateway.networking.k8s.io \
gateways.gateway.networking.k8s.io serviceaccounts roles.rbac.authorization.k8s.io rolebindings.rbac.authorization.k8s.io"

step() {
  printf '\n== %s\n' "$*"
}

# Says all that is missing at once, before anything is touched.
check_needs() {
  local program lacking="" version
  for program in kubectl openssl; do
    command -v "$program" >/dev/null || lacking="$lacking $program"
  done
  [ -z "$lacking" ] ||
    fail "needed and not found in PATH:$lacking. On Windows, run this in WSL; kubectl: kubernetes.io/docs/tasks/tools"
  for program in "$volumes" "$tiers" "$objects"; do
    require_list "$program"
  done
  [ -f "$here/kustomization.yaml" ] || fail "$here/kustomization.yaml is missing. Unpack the bundle anew."
  version=$(kubectl get --raw /version) ||
    fail "no cluster answers. Is it up (vagrant status), and does kubectl know it (kubectl config current-context)?"
  version=$(printf '%s' "$version" | tr -d ' \n' | sed 's/.*"major":"\([0-9]*\)[^"]*","minor":"\([0-9]*\).*/\1.\2/')
  case $version in
    *[!0-9.]* | "") version=$KUBERNETES ;;
  esac
  printf 'Design %s, namespace %s, Kubernetes %s, cluster %s\n' "$CLUSTER" "$NAMESPACE" "$version" \
    "$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')"
  if [ "$version" != "$KUBERNETES" ]; then
    printf 'Note: the manifests were made for %s. Set that version in design.yaml and generate anew.\n' "$KUBERNETES"
  fi
  if [ -n "$AUTOSCALER" ] && [ -z "$(kubectl get apiservice v1beta1.metrics.k8s.io --ignore-not-found -o name)" ]; then
    printf 'Note: metrics-server is missing, so the autoscaler %s will not scale.\n' "$AUTOSCALER"
  fi
}

ensure_namespace() {
  if [ -z "$(kubectl get namespace "$NAMESPACE" --ignore-not-found -o name)" ]; then
    # With the note of what was applied, so that the manifests' labels join it without a warning.
    kubectl create namespace "$NAMESPACE" --save-config
  fi
}

# A volume whose claim was deleted is Released and keeps the claim's uid; it binds again once that is gone.
# A volume of another cluster's is left alone.
release_volumes() {
  local volume claim phase owner released="" used=""
  while read -r volume claim; do
    case $volume in
      "" | "#"*) continue ;;
    esac
    owner=$(kubectl get persistentvolume "$volume" --ignore-not-found \
      -o jsonpath='{.spec.claimRef.namespace}/{.spec.claimRef.name}') ||
      fail "cannot tell the state of volume $volume."
    case $owner in
      "" | "/") continue ;;
      "$NAMESPACE/$claim") ;;
      "$NAMESPACE/"*) [ "$claim" = - ] || fail "volume $volume belongs to claim ${owner#*/}, not to $claim. Delete the wrong claim." ;;
      *) fail "volume $volume belongs to $owner, not to this design. Rename the design, or remove that volume." ;;
    esac
    phase=$(kubectl get persistentvolume "$volume" -o jsonpath='{.status.phase}')
    case $phase in
      Released) released="$released $volume" used="$used $volume" ;;
      Bound) used="$used $volume" ;;
    esac
  done <"$volumes"
  # The files of a database know the old passwords: new ones would only lock everybody out.
  if [ -n "$used" ]; then
    owner=$(in_namespace get secret "$DATABASE_SECRET" --ignore-not-found -o name) ||
      fail "cannot tell whether Secret $DATABASE_SECRET exists."
    [ -n "$owner" ] || fail "volumes$used hold data of an earlier deployment, but its Secret $DATABASE_SECRET is \
gone. Restore that first; or give up the data: ./teardown.sh --delete-data"
  fi
  for volume in $released; do
    kubectl patch persistentvolume "$volume" --type=merge \
      -p '{"spec":{"claimRef":{"uid":null,"resourceVersion":null}}}'
  done
}

# The object that runs WordPress, where somebody has scaled it to 0, as the runbook does while a backup comes back:
# beside a database without tables WordPress offers its installation to whoever comes first.
stopped_site() {
  local object replicas
  object=$(sed -n 's/^wordpress \([^ ]*\) .*/\1/p' "$tiers")
  replicas=$(in_namespace get "$object" --ignore-not-found -o jsonpath='{.spec.replicas}') ||
    fail "cannot tell whether $object runs."
  if [ "$replicas" = 0 ]; then
    printf '%s\n' "$object"
  fi
}

# One way in. Fields that cannot change in place are told by the API server; the runbook has the steps.
apply() {
  local stopped
  stopped=$(stopped_site)
  kubectl apply -k "$here" ||
    fail "the cluster refused a part. 'field is immutable' or 'Forbidden: updates to statefulset spec' means that \
this change takes steps: run 'presswright diff' of the old and the new bundle, and follow README.md."
  if [ -n "$stopped" ]; then
    in_namespace scale "$stopped" --replicas=0
  fi
}

# state_of KIND/NAME: "desired ready updated observed generation", with 0 for what is not there yet.
state_of() {
  in_namespace get "$1" -o go-template='{{with .spec.replicas}}{{.}}{{else}}0{{end}} {{with .status.readyReplicas}}{{.}}{{else}}0{{end}} {{with .status.updatedReplicas}}{{.}}{{else}}0{{end}} {{with .status.observedGeneration}}{{.}}{{else}}0{{end}} {{.metadata.generation}}'
}

# is_ready KIND/NAME: status 0 when it is, 2 when waiting is of no use; else WHAT_NOW says how far it is.
is_ready() {
  local state desired ready updated observed generation conditions
  case $1 in
    job/*)
      conditions=$(in_namespace get "$1" -o jsonpath='{range .status.conditions[?(@.status=="True")]}{.type} {end}') || return 1
      WHAT_NOW="conditions: ${conditions:-none yet}"
      case " $conditions" in
        *" Complete "*) return 0 ;;
        *" Failed "*) return 2 ;;
        *) return 1 ;;
      esac
      ;;
  esac
  state=$(state_of "$1") || return 1
  read -r desired ready updated observed generation <<<"$state"
  if [ "$desired" -eq 0 ]; then
    WHAT_NOW="stopped by hand (0 replicas), and this script does not start it. When it may run: \
kubectl -n $NAMESPACE scale $1 --replicas=1"
    return 2
  fi
  WHAT_NOW="$ready of $desired ready"
  case $1 in
    # A ReplicaSet does not replace pods of an older template, and says nothing of it.
    replicaset/*) updated=$desired ;;
  esac
  [ "$ready" -ge "$desired" ] && [ "$updated" -ge "$desired" ] && [ "$observed" -ge "$generation" ]
}

# What a person would look at first, by tier.
hint() {
  case $1 in
    etcd) printf 'A Pending member waits for its volume: is the local folder there (machines/local-folders.sh on its machine)? Members must reach each other by name on port 2380.\n' ;;
    percona) printf 'Its log says one step a line: kubectl -n %s logs %s -c %s. A member waits until all are there; doubt ends in waiting. A claim that is not Bound, or a folder that user 1001 cannot write, shows in: kubectl -n %s describe pod\n' "$NAMESPACE" "${PERCONA_PODS%% *}" "$PERCONA_CONTAINER" "$NAMESPACE" ;;
    haproxy) printf 'It is ready when a replica of the database is.\n' ;;
    install) printf 'The Job copies WordPress and makes its tables: kubectl -n %s logs job/<its name>. It needs the database and the shared volume, writable for user 33.\n' "$NAMESPACE" ;;
    wordpress) printf 'Replicas wait for the install Job and the shared volume. Does every machine have the NFS client (machines/nfs-client.sh)?\n' ;;
  esac
}

# wait_for TIER KIND/NAME SECONDS
wait_for() {
  local tier=$1 object=$2 limit=$3 start=$SECONDS told=0 status
  while :; do
    status=0
    WHAT_NOW="not there yet"
    is_ready "$object" || status=$?
    if [ "$status" -eq 0 ]; then
      printf '%s: ready (%s)\n' "$object" "$WHAT_NOW"
      return 0
    fi
    if [ "$status" -eq 2 ] || [ $((SECONDS - start)) -ge "$limit" ]; then
      printf '\n%s is not ready after %d s: %s\n' "$object" $((SECONDS - start)) "$WHAT_NOW" >&2
      hint "$tier" >&2
      in_namespace get pods -o wide >&2 || true
      in_namespace get events --field-selector type=Warning --sort-by=.lastTimestamp 2>/dev/null | tail -n 15 >&2 || true
      fail "stopped at $tier. Nothing is lost: mend what is said above and run this again."
    fi
    if [ $((SECONDS - start)) -ge $((told + 15)) ]; then
      told=$((SECONDS - start))
      printf '%s: %s (%d of %d s)\n' "$object" "$WHAT_NOW" "$told" "$limit"
    fi
    sleep "$pause"
  done
}

etcdctl() {
  in_namespace exec -i "$ETCD_POD" -c "$ETCD_CONTAINER" -- etcdctl --endpoints="$ETCD_ENDPOINTS" "$@"
}

# Writes the one-time token by which Percona's members may found their cluster, and the roster of ordinals.
# Both go in by one transaction that happens only if no cluster was ever there; the token is drawn once and kept
# outside etcd, so a run that was cut short goes on with the same one, and a finished one never writes again.
found_database() {
  local token state said
  [ -n "$FOUNDING_PREFIX" ] || return 0
  state=$(in_namespace get configmap "$founding" --ignore-not-found -o jsonpath='{.data.state}') ||
    fail "cannot tell whether the database was founded."
  if [ "$state" = written ]; then
    said=$(etcdctl get "${FOUNDING_PREFIX}roster" --count-only --write-out=fields </dev/null) || fail "etcd does not answer."
    case $said in
      *'"Count" : 0'*)
        fail "the database was founded before, but etcd knows nothing of it: etcd has lost its data. Do not found \
anew: README.md, 'etcd has lost its data', has the steps."
        ;;
    esac
    printf 'The database was founded before; its roster is in etcd.\n'
    return 0
  fi
  if [ -z "$state" ]; then
    token=$(openssl rand -hex 16)
    in_namespace create configmap "$founding" --from-literal=state=begun --from-literal="token=$token" >/dev/null
  else
    token=$(in_namespace get configmap "$founding" -o jsonpath='{.data.token}')
  fi
  # etcdctl's txn: comparisons, then what to do if they hold, then if not; an empty line ends each.
  said=$(
    etcdctl txn <<TRANSACTION
create("${FOUNDING_PREFIX}roster") = "0"
create("${FOUNDING_PREFIX}founding") = "0"
create("${FOUNDING_PREFIX}established") = "0"
create("${FOUNDING_PREFIX}election") = "0"

put ${FOUNDING_PREFIX}founding '{"token":"$token"}'
put ${FOUNDING_PREFIX}roster '$ROSTER'

get ${FOUNDING_PREFIX}roster

TRANSACTION
  ) || fail "etcd did not take the founding token. Run this again: it goes on where it stopped."
  case $said in
    SUCCESS*) printf 'Founding token and roster written to etcd.\n' ;;
    FAILURE*"${FOUNDING_PREFIX}roster"*) printf 'Founding token and roster were in etcd already.\n' ;;
    *) fail "etcd has keys under $FOUNDING_PREFIX but no roster. README.md, 'etcd has lost its data', has the steps." ;;
  esac
  in_namespace patch configmap "$founding" --type=merge -p '{"data":{"state":"written"}}' >/dev/null
}

wait_for_tiers() {
  local tier object limit last=""
  while read -r tier object limit <&3; do
    case $tier in
      "" | "#"*) continue ;;
    esac
    if [ "$tier" != "$last" ]; then
      step "waiting for $tier"
      if [ "$tier" = percona ]; then
        found_database
      fi
      last=$tier
    fi
    wait_for "$tier" "$object" "$limit"
  done 3<"$tiers"
}

# Deletes by name what carries the design's labels and is not in this bundle.
prune() {
  local kind name living kept=""
  for kind in statefulsets.apps $prunable; do
    # What a controller made for one of ours goes with it.
    if ! living=$(in_namespace get "$kind" -l "$SELECTOR" -o go-template='{{range .items}}{{if not .metadata.ownerReferences}}{{.metadata.name}}{{"\n"}}{{end}}{{end}}' 2>&1); then
      case $living in
        *"doesn't have a resource type"*) continue ;;
        *) fail "cannot list $kind: $living" ;;
      esac
    fi
    for name in $living; do
      if grep -qxF -- "$kind/$name" "$objects"; then
        continue
      fi
      if [ "$kind" = services ] && has_line "$kept" "$name"; then
        continue
      fi
      if [ "$kind" = statefulsets.apps ]; then
        # Its pods are reached by this Service as long as they run.
        kept=$kept$newline$(in_namespace get "$kind" "$name" -o jsonpath='{.spec.serviceName}')
        printf 'Kept: %s/%s is no longer in the design but has data. README.md says how to take it out.\n' "$kind" "$name"
      else
        in_namespace delete "$kind/$name"
      fi
    done
  done
}

[ "$#" -eq 0 ] || fail "takes no arguments: what is deployed stands in the files beside it."
read_cluster_settings "$here/cluster.env"
use_cluster "$here"
check_needs
step "namespace and Secrets"
ensure_namespace
release_volumes
"$here/secrets/make-secrets.sh"
step "kubectl apply -k ."
apply
wait_for_tiers
step "what the design no longer has"
prune
printf '\nDone.%s The administrator password of WordPress:\n' "${SITE_URL:+ The site: $SITE_URL.}"
printf "  kubectl -n %s get secret %s -o go-template='{{index .data \"%s\" | base64decode}}'\n" \
  "$NAMESPACE" "$ADMIN_SECRET" "$ADMIN_PASSWORD_KEY"
printf 'Checks: ./verify.sh\n'
