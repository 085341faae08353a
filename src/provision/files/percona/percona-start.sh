#!/usr/bin/env bash
# Stands in front of the image's entrypoint: finds out from etcd whether this member may start, and
# how, and waits while it may not. Waiting happens in here; only a server that ends ends the container.
# docs/discovery.md tells the protocol, contracts.md the variables, files and log lines.
#
#   percona-start.sh mysqld [OPTION]…

set -u -o pipefail
# Each server gets a process group of its own, so that a stop reaches what it started.
set -m

export LOG_PART=start
# shellcheck source-path=SCRIPTDIR source=percona-etcd.sh
. "${PRESSWRIGHT_SCRIPTS:-/opt/presswright}/percona-etcd.sh"
# shellcheck source-path=SCRIPTDIR source=percona-volume.sh
. "$PRESSWRIGHT_SCRIPTS/percona-volume.sh"

PRESSWRIGHT_ENTRYPOINT=${PRESSWRIGHT_ENTRYPOINT:-/entrypoint.sh}
# A member's name with {ordinal} in it, such as percona-{ordinal}.percona.blog.svc.cluster.local.
PRESSWRIGHT_PEER=${PRESSWRIGHT_PEER:?name of a member, with its ordinal left open}
PRESSWRIGHT_PORT=${PRESSWRIGHT_PORT:-3306}
# Longer than the balancer takes to see it (haproxy.cfg: two looks).
PRESSWRIGHT_DRAIN_SECONDS=${PRESSWRIGHT_DRAIN_SECONDS:-5}
PRESSWRIGHT_PROVIDER_OPTIONS=${PRESSWRIGHT_PROVIDER_OPTIONS:-}
PRESSWRIGHT_RECOVER_OPTIONS=${PRESSWRIGHT_RECOVER_OPTIONS---log-error-verbosity=3}

SERVER=("$@")
CHILD=
STOPPING=
LEASE=

main() {
  mkdir -p "$PRESSWRIGHT_RUN"
  rm -f "$PRESSWRIGHT_RUN"/{member.json,gate.json,stop,draining}
  trap 'on_signal' TERM INT
  heartbeat &
  take_volume
  while [[ -z $STOPPING ]]; do
    new_incarnation
    recover || continue
    register || continue
    wait_for_a_step
  done
  deregister
  log end code 0
}

on_signal() {
  STOPPING=yes
  # The sidecar would say "open" again at its next look.
  : >"$PRESSWRIGHT_RUN/draining"
  rm -f "$PRESSWRIGHT_RUN/gate.json"
  if [[ -n $CHILD ]]; then stop_child; fi
}

# Out of the balance first, then down. mysqld ends by itself after TERM; the pod's grace period is the limit.
stop_child() {
  pause "$PRESSWRIGHT_DRAIN_SECONDS"
  [[ -n $CHILD ]] && kill -TERM -- "-$CHILD" 2>/dev/null
}

# For the probes and the sidecar: this script lives. Not the lock's holder (descriptor 9).
heartbeat() {
  exec 9>&-
  while kill -0 "$$" 2>/dev/null; do
    uptime_seconds >"$PRESSWRIGHT_RUN/heartbeat.new" && mv -f "$PRESSWRIGHT_RUN/heartbeat.new" "$PRESSWRIGHT_RUN/heartbeat"
    sleep 2
  done
}

# What the sidecar needs to know of this container.
share() {
  local phase=$1 kind=${2:-} epoch=${3:-0}
  write_shared "$PRESSWRIGHT_RUN/member.json" "$(jq -cn --arg phase "$phase" --arg kind "$kind" --argjson epoch "$epoch" \
    --arg incarnation "$INCARNATION" --arg lease "$LEASE" --arg volume "$VOLUME" --arg pod "$POD_UID" \
    '{phase: $phase, kind: $kind, epoch: $epoch, incarnation: $incarnation, lease: $lease, volume: $volume, pod: $pod}')"
}

# --- 1 and 2: who this is and what it holds.

new_incarnation() {
  INCARNATION=i-$(random_id)
  LAST_REASON=
  rm -f "$PRESSWRIGHT_RUN/stop" "$PRESSWRIGHT_RUN/gate.json"
  LEASE=
  share recovering
}

# What this member says of itself; $1 its state, $2 its epoch.
own_value() {
  jq -cn --argjson ordinal "$ORDINAL" --arg pod "$POD_UID" --arg incarnation "$INCARNATION" --arg volume "$VOLUME" \
    --arg state "$1" --argjson epoch "$2" --arg uuid "$UUID" --arg seqno "$SEQNO" --argjson empty "$EMPTY" --arg suspect "$SUSPECT" \
    '{ordinal: $ordinal, pod: $pod, incarnation: $incarnation, volume: $volume, state: $state, uuid: $uuid,
      epoch: $epoch, seqno: $seqno, empty: $empty, suspect: $suspect, configuration: ""}'
}

put_own() {
  local snapshot=$1 state=$2 epoch=$3 more=${4:-[]} names puts
  names=$(jq -cn --arg name "members/$ORDINAL" --argjson more "$more" '[$name] + $more')
  puts=$(jq -cn --arg name "members/$ORDINAL" --arg lease "$LEASE" --argjson value "$(own_value "$state" "$epoch")" \
    '[{name: $name, lease: $lease, value: $value}]')
  etcd_transaction "$snapshot" "$names" "$puts"
}

register() {
  local snapshot holder state=recovering
  [[ -n $BROKEN ]] && state=broken
  while [[ -z $STOPPING ]]; do
    if ! snapshot=$(etcd_snapshot); then
      log_reason wait "etcd does not answer"
    else
      holder=$(jq -c --arg name "members/$ORDINAL" '.keys[$name].value // {}' <<<"$snapshot")
      if [[ $(jq -r '.incarnation // ""' <<<"$holder") == "$INCARNATION" ]]; then
        # An answer was lost, the transaction was not.
        share recovering
        REVISION=$(jq -r --arg name "members/$ORDINAL" '.keys[$name].mod' <<<"$snapshot")
        log register revision "$REVISION" state "$state" uuid "$UUID" seqno "$SEQNO" epoch "$EPOCH" volume "$VOLUME" empty "$EMPTY"
        return 0
      fi
      if [[ $(jq -r '.pod // ""' <<<"$holder") != "" && $(jq -r .pod <<<"$holder") != "$POD_UID" ]]; then
        log_reason wait "another pod holds this member's key" holder "$holder"
      elif [[ -n $LEASE ]] || LEASE=$(etcd_lease_grant); then
        share recovering
        put_own "$snapshot" "$state" "$EPOCH" || LEASE=
        # Read again: what counts is what etcd holds, not what an answer said.
        continue
      fi
    fi
    pause "$PRESSWRIGHT_INTERVAL"
  done
  return 1
}

# --- 3 to 6.

wait_for_a_step() {
  local snapshot step me
  while [[ -z $STOPPING ]]; do
    if ! snapshot=$(etcd_snapshot); then
      log_reason wait "etcd does not answer"
      pause "$PRESSWRIGHT_INTERVAL"
      continue
    fi
    me=$(own_value recovering "$EPOCH")
    step=$(decide next_step "$snapshot" "$me")
    case $(jq -r .step <<<"$step") in
      wait | person)
        log_reason "$(jq -r .step <<<"$step")" "$(jq -r .why <<<"$step")" look "$(revision_of "$snapshot")"
        ;;
      lost)
        # The key may be a moment away after a registration that etcd has not told everywhere: reads are
        # linearizable, so it is not. The lease ended or somebody replaced this incarnation.
        log lost why "$(jq -r .why <<<"$step")"
        return
        ;;
      elect) run_election "$snapshot" "$step" && continue ;;
      discard)
        log discard uuid "$UUID" seqno "$SEQNO" epoch "$EPOCH" volume "$VOLUME"
        EMPTY=true
        empty_folder
        return
        ;;
      join)
        join_cluster "$snapshot" "$(jq -r .epoch <<<"$step")" "$(jq -r .uuid <<<"$step")" "$(jq -r .primary <<<"$step")" && return
        ;;
      bootstrap)
        bootstrap "$snapshot" "$(jq -c .election <<<"$step")" && return
        ;;
      *) log_reason wait "the protocol gave no step" detail "$step" ;;
    esac
    pause "$PRESSWRIGHT_INTERVAL"
  done
}

run_election() {
  local snapshot=$1 step=$2 names puts election
  election=$(jq -c .election <<<"$step")
  names=$(decide election_keys "$snapshot" null)
  puts=$(jq -cn --argjson election "$election" '[{name: "election", value: $election}]')
  if etcd_transaction "$snapshot" "$names" "$puts"; then
    log elect revision "$REVISION" election "$election"
  else
    # Somebody else moved, or the answer was lost: the next look tells.
    return 1
  fi
}

others() {
  jq -r --argjson me "$ORDINAL" --arg peer "$PRESSWRIGHT_PEER" \
    '[.keys.roster.value.ordinals[] | select(. != $me) | . as $o | $peer | gsub("\\{ordinal\\}"; "\($o)")] | join(",")' <<<"$1"
}

join_cluster() {
  local snapshot=$1 epoch=$2 uuid=$3 primary=$4 peers
  peers=$(others "$snapshot")
  # An empty list is the image's word for "bootstrap".
  if [[ -z $peers ]]; then
    log_reason person "there is nobody to join"
    return 1
  fi
  # Decided on this snapshot: the Primary is there and the view does not name this volume.
  put_own "$snapshot" joining "$EPOCH" "[\"members/$primary\",\"established\",\"view\",\"roster\"]" || return 1
  [[ $EMPTY == true ]] && empty_folder
  # From here on what arrives is this epoch's: what was there before is a part of it.
  EPOCH=$epoch
  marker "$epoch" "$uuid" false true || return 0
  log join revision "$REVISION" epoch "$epoch" uuid "$uuid" peers "$peers" empty "$EMPTY"
  run_server join "$epoch" "$peers"
}

bootstrap() {
  local snapshot=$1 election=$2 epoch kind
  epoch=$(jq -r .epoch <<<"$election")
  kind=$(jq -r .kind <<<"$election")
  put_own "$snapshot" bootstrapping "$epoch" '["election","established"]' || return 1
  EPOCH=$epoch
  log bootstrap revision "$REVISION" election "$election"
  if [[ $kind == decision && -n $SUSPECT ]]; then
    UUID=${SUSPECT%%:*} SEQNO=${SUSPECT#*:} EMPTY=false
  fi
  if [[ $EMPTY == true ]]; then
    if [[ $kind != first ]]; then
      log broken why "an empty member was elected to recover"
      return 0
    fi
    empty_folder
    marker "$epoch" "$ZERO_UUID" true false || return 0
    initialise || return 0
  else
    marker "$epoch" "$UUID" false false || return 0
    allow_bootstrap
  fi
  # After a long initialise: is it still this election that stands?
  if ! snapshot=$(etcd_snapshot) || [[ $(decide standing_election "$snapshot" null | jq -r '.incarnation // ""') != "$INCARNATION" ]]; then
    log lost why "the election does not stand any more"
    return 0
  fi
  run_server bootstrap "$epoch" ""
}

# The first start in two parts, because the gate would refuse the statements that make the accounts:
# the entrypoint initialises and ends (MYSQL_INIT_ONLY), then starts as any other time. Its temporary
# server is Primary and Synced, which the sidecar must not report.
initialise() {
  local status
  share initialising bootstrap "$EPOCH"
  log initialise epoch "$EPOCH"
  CLUSTER_JOIN='' MYSQL_INIT_ONLY=1 hand_over
  status=$?
  if ((status != 0)) || [[ -n $STOPPING ]]; then
    log server_end code "$status" phase initialising
    return 1
  fi
}

# --- The server.

run_server() {
  local kind=$1 epoch=$2 peers=$3 status gate seen
  LAST_REASON=
  rm -f "$PRESSWRIGHT_RUN/answered"
  share server "$kind" "$epoch"
  log handover kind "$kind" epoch "$epoch" peers "$peers"
  CLUSTER_JOIN=$peers MYSQL_INIT_ONLY='' hand_over --wsrep-reject-queries=ALL
  status=$?
  rm -f "$PRESSWRIGHT_RUN/gate.json"
  seen=$(read_json "$MARKER" '{}' | jq -r --argjson epoch "$epoch" '.established == $epoch')
  share stopped "$kind" "$epoch"
  gate=none
  asked_to_stop && gate=$(<"$PRESSWRIGHT_RUN/stop") && gate=${gate#* }
  log server_end code "$status" phase "$kind" asked "$gate"
  deregister
  [[ -n $STOPPING ]] && return 0
  if [[ $gate != none || ($kind == join && $seen != true) ]]; then
    # Asked to start over, or the way in was not found: no crash, so no back-off of the container's.
    pause "$PRESSWRIGHT_INTERVAL"
    return 0
  fi
  # The container ends with its server, so that its restarts can be counted.
  exit "$((status == 0 ? 75 : status))"
}

# Runs the entrypoint with our options and waits for it; more options may follow.
hand_over() {
  local options=pc.recovery=false status
  [[ -n $PRESSWRIGHT_PROVIDER_OPTIONS ]] && options+=";$PRESSWRIGHT_PROVIDER_OPTIONS"
  (
    export CLUSTER_JOIN
    # Members of different epochs never meet. Galera takes 32 characters.
    export CLUSTER_NAME="${PRESSWRIGHT_CLUSTER:0:20}-$EPOCH"
    # Set but empty counts as not set for the entrypoint; so do the other two ways to find members.
    export MYSQL_INIT_ONLY
    unset PXC_SERVICE DISCOVERY_SERVICE
    # The entrypoint reads the file only when it initialises, but needs the password for an upgrade too.
    if [[ -n ${MYSQL_ROOT_PASSWORD_FILE:-} && -z ${MYSQL_INIT_ONLY:-} ]]; then
      MYSQL_ROOT_PASSWORD=$(<"$MYSQL_ROOT_PASSWORD_FILE")
      export MYSQL_ROOT_PASSWORD
      unset MYSQL_ROOT_PASSWORD_FILE
    fi
    # The entrypoint traces itself, passwords and all.
    exec 7>/dev/null
    export BASH_XTRACEFD=7
    exec bash "$PRESSWRIGHT_ENTRYPOINT" "${SERVER[@]}" \
      --innodb-flush-log-at-trx-commit=1 \
      --wsrep-node-name="percona-$ORDINAL" \
      --wsrep-node-incoming-address="${PRESSWRIGHT_PEER//\{ordinal\}/$ORDINAL}:$PRESSWRIGHT_PORT" \
      --wsrep-provider-options="$options" "$@" </dev/null
  ) &
  CHILD=$!
  [[ -n $STOPPING ]] && stop_child
  watch_for_stop
  # A signal ends the wait, not the server. With -f a stopped server (SIGSTOP) is not an ended one.
  while :; do
    wait -f "$CHILD"
    status=$?
    kill -0 "$CHILD" 2>/dev/null || break
  done
  CHILD=
  return "$status"
}

# The sidecar cannot signal into this container: it leaves a file. A slow one may write it when the server
# that it means has ended already: it says whom it means.
asked_to_stop() {
  [[ -e $PRESSWRIGHT_RUN/stop && $(<"$PRESSWRIGHT_RUN/stop") == "$INCARNATION "* ]]
}

watch_for_stop() {
  local child=$CHILD
  (
    exec 9>&-
    while kill -0 "$child" 2>/dev/null; do
      if asked_to_stop 2>/dev/null; then
        kill -TERM -- "-$child" 2>/dev/null
        break
      fi
      sleep 1
    done
  ) &
}

# After mysqld ended, and only this incarnation's own key.
deregister() {
  local snapshot own
  [[ -z $LEASE ]] && return 0
  if snapshot=$(etcd_snapshot); then
    own=$(jq -r --arg name "members/$ORDINAL" '.keys[$name].value.incarnation // ""' <<<"$snapshot")
    if [[ $own == "$INCARNATION" ]] && etcd_transaction "$snapshot" "[\"members/$ORDINAL\"]" '[]' "[\"members/$ORDINAL\"]"; then
      log deregister revision "$REVISION"
    fi
  fi
  etcd_lease_revoke "$LEASE"
  LEASE=
}

main
