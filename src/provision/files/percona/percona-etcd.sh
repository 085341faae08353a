# shellcheck shell=bash
# What the start script, the sidecar and the person's commands share: settings, the step log,
# durable files, and etcd's v3 JSON gateway. Sourced, never run.

PRESSWRIGHT_CLUSTER=${PRESSWRIGHT_CLUSTER:?name of the cluster: the keys stand below /presswright/<name>/}
PRESSWRIGHT_ETCD=${PRESSWRIGHT_ETCD:?etcd client addresses, separated by spaces, such as http://etcd:2379}
PRESSWRIGHT_SCRIPTS=${PRESSWRIGHT_SCRIPTS:-/opt/presswright}
PRESSWRIGHT_DATA=${PRESSWRIGHT_DATA:-/var/lib/mysql}
PRESSWRIGHT_STATE=${PRESSWRIGHT_STATE:-/var/lib/presswright}
PRESSWRIGHT_RUN=${PRESSWRIGHT_RUN:-/run/presswright}
PRESSWRIGHT_LEASE_SECONDS=${PRESSWRIGHT_LEASE_SECONDS:-20}
PRESSWRIGHT_INTERVAL=${PRESSWRIGHT_INTERVAL:-2}
PRESSWRIGHT_CALL_SECONDS=${PRESSWRIGHT_CALL_SECONDS:-5}

PREFIX=/presswright/$PRESSWRIGHT_CLUSTER/
ZERO_UUID=00000000-0000-0000-0000-000000000000
export ZERO_UUID

# The ordinal is the end of the pod's name, as the StatefulSet gave it.
pod_name=${PRESSWRIGHT_POD:-${HOSTNAME:-}}
ORDINAL=${PRESSWRIGHT_ORDINAL:-${pod_name##*-}}
# shellcheck disable=SC2034 # read by those who source this
POD_UID=${PRESSWRIGHT_POD_UID:-$pod_name}
INCARNATION=${INCARNATION:-}

# One JSON object on one line: log STEP [NAME VALUE]… A value that is JSON stays JSON.
log() {
  local step=$1
  shift
  jq -cn --arg step "$step" --arg ordinal "$ORDINAL" --arg incarnation "$INCARNATION" \
    --arg part "${LOG_PART:-command}" --arg time "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" \
    '{time: $time, part: $part, step: $step, ordinal: ($ordinal | tonumber? // $ordinal), incarnation: $incarnation}
     + ($ARGS.positional as $fields
        | reduce range(0; $fields | length; 2) as $i ({}; .[$fields[$i]] = ($fields[$i + 1] | . as $text | try fromjson catch $text)))
     ' --args -- "$@"
}

# A wait is logged when its reason changes, not at every look.
LAST_REASON=
log_reason() {
  local step=$1 why=$2
  shift 2
  [[ $LAST_REASON == "$step $why" ]] && return 0
  LAST_REASON="$step $why"
  log "$step" why "$why" "$@"
}

# A sleep that a signal ends.
pause() {
  sleep "$1" 9>&- &
  wait "$!" 2>/dev/null || true
}

# Seconds since the machine started: no clock change, and a stopped process sees the time that it missed.
uptime_seconds() {
  local up
  read -r up _ </proc/uptime
  printf '%s' "${up%.*}"
}

random_id() {
  od -An -N12 -tx1 /dev/urandom | tr -d ' \n'
}

# On the disk when this returns: a marker that a power cut takes back would lie about the data beside it.
write_durably() {
  local path=$1 content=$2
  printf '%s\n' "$content" >"$path.new" && sync "$path.new" && mv -f "$path.new" "$path" && sync "$(dirname "$path")"
}

# For the other container of the pod; need not outlive it.
write_shared() {
  local path=$1 content=$2
  printf '%s\n' "$content" >"$path.new" && mv -f "$path.new" "$path"
}

# The files are moved into place whole, so what is there is complete.
read_json() {
  local path=$1 otherwise=$2
  if [[ -s $path ]]; then printf '%s' "$(<"$path")"; else printf '%s' "$otherwise"; fi
}

# etcd_call PATH BODY reading|writing [FILTER]: 0 and what the filter makes of the answer, 1 not done,
# 2 may have been done.
# A call that was not sent is tried at the next address; one that was sent and not answered is tried
# again only when it reads, for a write may have happened. The address that answered last is tried first: at one whose
# machine is gone each call would wait.
etcd_call() {
  local path=$1 body=$2 manner=$3 filter=${4:-.} last address answer status connected tried=
  last=$(cat "$PRESSWRIGHT_RUN/etcd" 2>/dev/null)
  # One that is not asked any more counts for nothing.
  [[ " $PRESSWRIGHT_ETCD " == *" $last "* ]] || last=
  for address in $last $PRESSWRIGHT_ETCD; do
    [[ $address == "$last" && -n $tried ]] && continue
    tried=yes
    answer=$(curl --silent --connect-timeout 2 --max-time "$PRESSWRIGHT_CALL_SECONDS" --write-out '\n%{time_connect}' \
      --header 'Content-Type: application/json' --data-binary @- "$address$path" <<<"$body")
    status=$?
    connected=${answer##*$'\n'} answer=${answer%$'\n'*}
    # 6 name not resolved, 7 not connected, 28 too long and not connected yet: nothing was sent (curl(1), EXIT CODES).
    if ((status == 6 || status == 7)) || { ((status == 28)) && [[ $connected =~ ^0*[.,]?0*$ ]]; }; then continue; fi
    # The gateway puts errors in the body.
    if ((status == 0)) && jq -c --arg prefix "$PREFIX" \
      'if type != "object" or has("error") or has("code") then error("refused") else . end | '"$filter" <<<"$answer" 2>/dev/null; then
      [[ $address == "$last" ]] || write_shared "$PRESSWRIGHT_RUN/etcd" "$address" 2>/dev/null
      return 0
    fi
    [[ $manner == writing ]] && return 2
  done
  return 1
}

# All keys in one request, linearizable: what is compared later was true at one revision.
SNAPSHOT_BODY=$(jq -cn --arg prefix "$PREFIX" '{key: ($prefix | @base64), range_end: (($prefix[:-1] + "0") | @base64)}')
etcd_snapshot() {
  # shellcheck disable=SC2016 # jq's variables
  etcd_call /v3/kv/range "$SNAPSHOT_BODY" reading '
    {revision: .header.revision,
     keys: (reduce (.kvs // [])[] as $kv ({};
       .[$kv.key | @base64d | ltrimstr($prefix)] =
         {mod: $kv.mod_revision, lease: ($kv.lease // "0"), value: ($kv.value | @base64d | fromjson)}))}'
}

# etcd's revision at which a snapshot was read, for the line of a step that rests on it and writes nothing itself.
revision_of() {
  local revision=${1%%,*}
  printf '%s' "${revision//[^0-9]/}"
}

# etcd_transaction SNAPSHOT NAMES PUTS DELETES: done if no key of NAMES changed since the snapshot.
# PUTS is [{name, value, lease?}]. 0 done, 1 refused, 2 not known: read again. REVISION is etcd's when it
# was done: by it the log lines of all members have one order.
REVISION=0
etcd_transaction() {
  local snapshot=$1 names=$2 puts=$3 deletes=${4:-[]} body answer
  body=$(jq -cn --arg prefix "$PREFIX" --argjson snapshot "$snapshot" --argjson names "$names" \
    --argjson puts "$puts" --argjson deletes "$deletes" '
    def key: ($prefix + .) | @base64;
    {compare: [$names[] | {key: key, target: "MOD", result: "EQUAL", mod_revision: ($snapshot.keys[.].mod // "0")}],
     success: ([$puts[] | {request_put: ({key: (.name | key), value: (.value | tojson | @base64)}
                                         + (if .lease then {lease: .lease} else {} end))}]
             + [$deletes[] | {request_delete_range: {key: key}}])}')
  # The gateway leaves out what is false.
  answer=$(etcd_call /v3/kv/txn "$body" writing '"\(.succeeded == true) \(.header.revision)"') || return $?
  answer=${answer//\"/}
  # shellcheck disable=SC2034 # for the caller's log line
  REVISION=${answer#* }
  [[ $answer == true\ * ]]
}

etcd_lease_grant() {
  local lease
  lease=$(etcd_call /v3/lease/grant "{\"TTL\":\"$PRESSWRIGHT_LEASE_SECONDS\"}" writing .ID) || return 1
  lease=${lease//\"/}
  [[ $lease =~ ^[0-9]+$ ]] && printf '%s' "$lease"
}

# 0 kept, 1 gone, 2 etcd did not say.
etcd_lease_keep() {
  local lease=$1 lives
  # A lease that is gone is answered without a TTL.
  lives=$(etcd_call /v3/lease/keepalive "{\"ID\":\"$lease\"}" reading '(.result.TTL // "0" | tonumber) > 0') || return 2
  [[ $lives == true ]]
}

etcd_lease_revoke() {
  etcd_call /v3/lease/revoke "{\"ID\":\"$1\"}" writing >/dev/null || true
}

# decide FUNCTION SNAPSHOT ME [MORE]: runs one function of the protocol on what is known; what it gives,
# on a line each.
decide() {
  jq -c -L "$PRESSWRIGHT_SCRIPTS" --argjson me "$3" --argjson more "${4:-null}" \
    'include "percona-protocol"; '"$1" <<<"$2"
}
