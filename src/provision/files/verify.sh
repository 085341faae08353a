#!/usr/bin/env bash
# Checks a running design, one line a check. Status 1 when any failed. Changes nothing but one key in etcd,
# which it removes again.
#
#   verify.sh              all checks
#   verify.sh --api-only   those that ask only the API server: no pod is entered and no metrics are read
#
# Works in bash 3.2, the one that macOS has.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=cluster-settings.sh
. "$here/cluster-settings.sh"

failures=0
checks=0

# report NAME STATUS DETAIL
report() {
  checks=$((checks + 1))
  if [ "$2" -eq 0 ]; then
    printf 'ok      %s%s\n' "$1" "${3:+: $3}"
  else
    failures=$((failures + 1))
    printf 'failed  %s: %s\n' "$1" "${3:-no answer}"
  fi
}

# check NAME FUNCTION ARGUMENT...: the function's output is the detail, its status the verdict.
check() {
  local name=$1 detail status=0
  shift
  detail=$("$@" 2>&1) || status=$?
  report "$name" "$status" "$detail"
}

# rows FILE: the lines of a list without comments.
rows() {
  grep -v -e '^#' -e '^$' -- "$1" || true
}

# --- Checks that ask only the API server ---
#
# kubectl takes longer to start than to ask, so it is asked once for all objects of a kind. What it says is a
# table: a line an object, with the name and then what the checks want to know of it.

readonly no_table="no table: "

# ask ARGUMENT...: the table. Where kubectl fails, what it said instead, for each of the checks to say.
ask() {
  local said
  if said=$(in_namespace get "$@" 2>&1); then
    printf '%s' "$said"
  else
    printf '%s%s' "$no_table" "$said"
  fi
}

# need_table TABLE: fails, and says why, where kubectl failed.
need_table() {
  case $1 in
    "$no_table"*) printf '%s' "${1#"$no_table"}"; return 1 ;;
  esac
}

# look_up TABLE NAME WORD: leaves the rest of the object's line in FOUND. Fails, and says why, if there is none.
look_up() {
  local before
  need_table "$1" || return 1
  before=${newline}$1$newline
  FOUND=${before#*"$newline$2 "}
  [ "$FOUND" != "$before" ] || { printf 'no such %s' "$3"; return 1; }
  FOUND=${FOUND%%"$newline"*}
}

ask_machines() {
  ask nodes -o jsonpath='{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}'
}

machine_ready() {
  look_up "$1" "$2" node || return 1
  [ "$FOUND" = True ] || { printf 'Ready is %s; look at: kubectl describe node %s' "${FOUND:-unknown}" "$2"; return 1; }
}

ask_claims() {
  ask persistentvolumeclaims -o jsonpath='{range .items[*]}{.metadata.name} {.status.phase} {.spec.volumeName}{"\n"}{end}'
}

claim_bound() {
  look_up "$1" "$3" persistentvolumeclaim || return 1
  if [ "$2" = - ] || [ "$2" = later ]; then
    case $2:$FOUND in
      *:"Bound "*) printf '%s' "${FOUND#Bound }" ;;
      later:"Pending "*) printf 'waits for the first pod that uses it' ;;
      *) printf 'is %s; look at: kubectl -n %s describe pvc %s' "$FOUND" "$NAMESPACE" "$3"; return 1 ;;
    esac
  elif [ "$FOUND" != "Bound $2" ]; then
    printf 'expected Bound to %s, found: %s' "$2" "$FOUND"
    return 1
  fi
}

# A Job has no replicas, and nothing else is ever complete.
ask_workloads() {
  ask statefulsets,deployments,replicasets,jobs -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {.status.readyReplicas} of {.spec.replicas} ready {.status.conditions[?(@.type=="Complete")].status}{"\n"}{end}'
}

ask_pods() {
  ask pods -o jsonpath='{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status} {.status.phase} on {.spec.nodeName}{"\n"}{end}'
}

# workload_ready WORKLOADS PODS KIND/NAME
workload_ready() {
  local name=${3#*/} kind=${3%%/*}
  case $kind in
    job)
      look_up "$1" "Job/$name" job || return 1
      [ "${FOUND##* }" = True ] || { printf 'not complete; look at: kubectl -n %s logs %s' "$NAMESPACE" "$3"; return 1; }
      return 0
      ;;
    pod)
      look_up "$2" "$name" pod || return 1
      [ "${FOUND%% *}" = True ] || { printf 'not ready; look at: kubectl -n %s describe %s' "$NAMESPACE" "$3"; return 1; }
      return 0
      ;;
    statefulset) look_up "$1" "StatefulSet/$name" "$kind" || return 1 ;;
    deployment) look_up "$1" "Deployment/$name" "$kind" || return 1 ;;
    replicaset) look_up "$1" "ReplicaSet/$name" "$kind" || return 1 ;;
    *) printf 'unknown kind'; return 1 ;;
  esac
  FOUND=${FOUND% *}
  # Where none is ready, the figure is left out.
  case $FOUND in
    " "*) FOUND=0$FOUND ;;
  esac
  printf '%s' "$FOUND"
  [ "${FOUND%% *}" -gt 0 ] && [ "${FOUND%% *} of ${FOUND%% *} ready" = "$FOUND" ]
}

pod_on_machine() {
  look_up "$1" "$2" pod || return 1
  FOUND=${FOUND#* }
  [ "$FOUND" = "Running on $3" ] || { printf 'expected Running on %s, found: %s' "$3" "$FOUND"; return 1; }
}

# A line for each pod that is ready behind a Service.
ask_endpoints() {
  # shellcheck disable=SC2016 # a Go template
  ask endpointslices -l kubernetes.io/service-name \
    -o go-template='{{range .items}}{{$service := index .metadata.labels "kubernetes.io/service-name"}}{{range .endpoints}}{{if .conditions.ready}}{{$service}}{{"\n"}}{{end}}{{end}}{{end}}'
}

service_has_endpoints() {
  need_table "$1" || return 1
  has_line "$1" "$2" || { printf 'no ready pod behind it'; return 1; }
}

secrets_complete() {
  "$here/secrets/make-secrets.sh" --check >/dev/null
}

ask_budgets() {
  ask poddisruptionbudgets -o jsonpath='{range .items[*]}{.metadata.name} {.status.currentHealthy} {.status.desiredHealthy}{"\n"}{end}'
}

budget_kept() {
  look_up "$1" "$2" poddisruptionbudget || return 1
  printf '%s healthy, %s wanted' "${FOUND% *}" "${FOUND#* }"
  [ -n "${FOUND% *}" ] && [ "${FOUND% *}" -ge "${FOUND#* }" ]
}

autoscaler_there() {
  local found
  found=$(in_namespace get horizontalpodautoscaler "$AUTOSCALER" -o jsonpath='{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name} {.spec.minReplicas} to {.spec.maxReplicas}') || return 1
  printf '%s' "$found"
}

check_api() {
  local first second third table pods
  table=$(ask_machines)
  while read -r first <&3; do
    check "machine $first is ready" machine_ready "$table" "$first"
  done 3< <(rows "$here/data/machines.list")
  check "every Secret has every key" secrets_complete
  table=$(ask_claims)
  while read -r first second <&3; do
    check "claim $second is bound" claim_bound "$table" "$first" "$second"
  done 3< <(rows "$here/data/claims.list")
  table=$(ask_workloads)
  pods=$(ask_pods)
  while read -r first second third <&3; do
    : "$first" "$third"
    check "$second is ready" workload_ready "$table" "$pods" "$second"
  done 3< <(rows "$here/data/tiers.list")
  while read -r first second <&3; do
    check "pod $first runs on $second" pod_on_machine "$pods" "$first" "$second"
  done 3< <(rows "$here/data/placements.list")
  table=$(ask_endpoints)
  while read -r first <&3; do
    check "service $first has a ready pod" service_has_endpoints "$table" "$first"
  done 3< <(rows "$here/data/services.list")
  table=$(ask_budgets)
  while read -r first <&3; do
    case $first in
      poddisruptionbudgets.policy/*) check "budget ${first#*/} is kept" budget_kept "$table" "${first#*/}" ;;
    esac
  done 3< <(rows "$here/data/objects.list")
  if [ -n "$AUTOSCALER" ]; then
    check "autoscaler $AUTOSCALER is there" autoscaler_there
  fi
}

# --- Checks that need real machines and pods ---

etcdctl() {
  in_namespace exec -i "$ETCD_POD" -c "$ETCD_CONTAINER" -- etcdctl --endpoints="$ETCD_ENDPOINTS" "$@"
}

etcd_members_healthy() {
  local said healthy
  said=$(etcdctl endpoint health </dev/null 2>&1) || { printf '%s' "$said"; return 1; }
  healthy=$(printf '%s\n' "$said" | grep -c 'is healthy' || true)
  [ "$healthy" -eq "$ETCD_MEMBERS" ] || { printf '%s of %s healthy' "$healthy" "$ETCD_MEMBERS"; return 1; }
  printf '%s of %s' "$healthy" "$ETCD_MEMBERS"
}

# The article's own check: store a value, read it again.
etcd_keeps_a_value() {
  local key=/presswright-verify/$$ value=hello-$RANDOM found
  etcdctl put "$key" "$value" </dev/null >/dev/null || return 1
  found=$(etcdctl get "$key" --print-value-only </dev/null) || return 1
  etcdctl del "$key" </dev/null >/dev/null || return 1
  [ "$found" = "$value" ] || { printf 'stored %s, read %s' "$value" "$found"; return 1; }
}

# ask_database POD QUERY: asked inside the pod, the password read from its own file, so that it is on no command line.
ask_database() {
  # shellcheck disable=SC2016 # these are variables of the shell in the pod
  in_namespace exec "$1" -c "$PERCONA_CONTAINER" -- bash -c \
    'MYSQL_PWD=$(cat -- "$1") exec mysql -u root --socket=/tmp/mysql.sock -N -B -e "$2"' verify "$PERCONA_PASSWORD_FILE" "$2" 2>/dev/null
}

status_of() {
  ask_database "$1" "SHOW GLOBAL STATUS LIKE '$2'" | cut -f 2
}

database_member() {
  local size state part
  size=$(status_of "$1" wsrep_cluster_size) || { printf 'the database does not answer; look at: kubectl -n %s logs %s -c %s' "$NAMESPACE" "$1" "$PERCONA_CONTAINER"; return 1; }
  state=$(status_of "$1" wsrep_local_state_comment)
  part=$(status_of "$1" wsrep_cluster_status)
  printf '%s, %s, cluster size %s, address %s' "$part" "$state" "$size" "$(ask_database "$1" 'SELECT @@wsrep_node_address')"
  [ "$size" = "$2" ] && [ "$state" = Synced ] && [ "$part" = Primary ]
}

autoscaler_reads_cpu() {
  local found
  found=$(in_namespace get horizontalpodautoscaler "$AUTOSCALER" -o jsonpath='{.status.conditions[?(@.type=="ScalingActive")].status} {.status.currentMetrics[0].resource.current.averageUtilization}') || return 1
  case $found in
    "True "[0-9]*) printf '%s %%' "${found#True }" ;;
    *) printf 'no CPU figure yet (it takes a minute); look at: kubectl top pods; kubectl describe hpa %s' "$AUTOSCALER"; return 1 ;;
  esac
}

# The login page needs PHP and the database.
wordpress_answers() {
  local said
  # shellcheck disable=SC2016 # PHP
  said=$(in_namespace exec "$WORDPRESS_WORKLOAD" -c "$WORDPRESS_CONTAINER" -- php -r \
    'echo strpos((string) @file_get_contents("http://127.0.0.1/wp-login.php", false, stream_context_create(["http" => ["ignore_errors" => true, "header" => "X-Forwarded-Proto: https"]])), "loginform") === false ? "no login form" : "login form";') || return 1
  printf '%s' "$said"
  [ "$said" = "login form" ]
}

site_answers() {
  local code
  code=$(curl -s -o /dev/null -w '%{http_code}' --max-time 20 --location -- "$SITE_URL") || true
  printf '%s answered %s' "$SITE_URL" "${code:-nothing}"
  [ "$code" = 200 ]
}

certificates_last() {
  local secret key kind rest ends=""
  while read -r secret key kind rest <&3; do
    : "$rest"
    [ "$kind" = certificate ] || continue
    in_namespace get secret "$secret" -o go-template="{{index .data \"$key\" | base64decode}}" |
      openssl x509 -noout -checkend 2592000 >/dev/null || { printf '%s %s ends within 30 days: secrets/make-secrets.sh --renew-certificates' "$secret" "$key"; return 1; }
    ends=yes
  done 3< <(rows "$here/secrets/secrets.list")
  [ -n "$ends" ] || printf 'none in the design'
}

check_what_runs() {
  local pod count=0
  if [ -n "$ETCD_POD" ]; then
    check "every member of etcd is healthy" etcd_members_healthy
    check "etcd keeps a value" etcd_keeps_a_value
  fi
  for pod in $PERCONA_PODS; do
    count=$((count + 1))
  done
  for pod in $PERCONA_PODS; do
    check "database $pod" database_member "$pod" "$count"
  done
  check "certificates are good for 30 days" certificates_last
  if [ -n "$AUTOSCALER" ] && [ "$METRICS" = yes ]; then
    check "autoscaler $AUTOSCALER reads CPU" autoscaler_reads_cpu
  fi
  check "WordPress answers in its pod" wordpress_answers
  if [ -n "$SITE_URL" ] && command -v curl >/dev/null; then
    check "the site answers from here" site_answers
  fi
}

api_only=no
case ${1:-} in
  "") ;;
  --api-only) api_only=yes ;;
  *) fail "unknown argument $1. Known: --api-only" ;;
esac
read_cluster_settings "$here/cluster.env"
use_cluster "$here"
for program in kubectl openssl; do
  command -v "$program" >/dev/null || fail "$program is needed and was not found in PATH."
done
for name in machines claims tiers placements services objects; do
  require_list "$here/data/$name.list"
done
kubectl get --raw /readyz >/dev/null || fail "no cluster answers. Is it up, and does kubectl know it?"

check_api
if [ "$api_only" = no ]; then
  check_what_runs
fi
printf '\n%d checks, %d failed.\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
