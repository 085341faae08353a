#!/usr/bin/env bash
# Beside the server for as long as the pod lives: keeps the etcd lease, tells the others what the server
# is, writes `established` and `view`, and moves the gate (wsrep_reject_queries). Answers the balancer's
# check on a port. docs/discovery.md tells the protocol.

set -u -o pipefail

export LOG_PART=sidecar
# shellcheck source-path=SCRIPTDIR source=percona-etcd.sh
. "${PRESSWRIGHT_SCRIPTS:-/opt/presswright}/percona-etcd.sh"

PRESSWRIGHT_PEER=${PRESSWRIGHT_PEER:?name of a member, with its ordinal left open}
PRESSWRIGHT_PORT=${PRESSWRIGHT_PORT:-3306}
PRESSWRIGHT_SOCKET=${PRESSWRIGHT_SOCKET:-/tmp/mysql.sock}
PRESSWRIGHT_MONITOR_USER=${PRESSWRIGHT_MONITOR_USER:-monitor}
PRESSWRIGHT_MONITOR_PASSWORD_FILE=${PRESSWRIGHT_MONITOR_PASSWORD_FILE:-${MONITOR_PASSWORD_FILE:-}}
PRESSWRIGHT_CHECK_ADDRESS=${PRESSWRIGHT_CHECK_ADDRESS:-0.0.0.0}
PRESSWRIGHT_CHECK_PORT=${PRESSWRIGHT_CHECK_PORT:-9200}

MARKER=$PRESSWRIGHT_STATE/marker.json
SAVED=$PRESSWRIGHT_STATE/established.json
STOPPING=
CONFIRMED=0
LEFT=
KEPT_LEASE=
VIEW='null'
# etcd answered lately, and this member's lease was kept.
LINKED=
# The lease may have run out unseen (this sidecar stood still, or begins): others may have counted without this member.
UNSURE=yes
CHECK_PID=
LOOKED_AT=

main() {
  mkdir -p "$PRESSWRIGHT_RUN"
  trap 'STOPPING=yes' TERM INT
  take_over
  while [[ -z $STOPPING ]]; do
    answer_checks
    # Straight on after a step that changed something, a rest after one that did not.
    look || pause "$PRESSWRIGHT_INTERVAL"
  done
  [[ -n $CHECK_PID ]] && kill "$CHECK_PID" 2>/dev/null
  log end
}

# HTTP for the balancer: its own look at the gate, with no wait for DNS or readiness.
answer_checks() {
  [[ $PRESSWRIGHT_CHECK_PORT == 0 ]] && return
  if [[ -z $CHECK_PID ]] || ! kill -0 "$CHECK_PID" 2>/dev/null; then
    socat -T 5 "TCP-LISTEN:$PRESSWRIGHT_CHECK_PORT,bind=$PRESSWRIGHT_CHECK_ADDRESS,reuseaddr,fork,max-children=20" \
      "SYSTEM:bash $PRESSWRIGHT_SCRIPTS/percona-probe.sh http" 2>/dev/null &
    CHECK_PID=$!
  fi
}

sql() {
  local options=$PRESSWRIGHT_RUN/monitor.cnf password=
  if [[ ! -s $options ]]; then
    [[ -n $PRESSWRIGHT_MONITOR_PASSWORD_FILE ]] && password=$(<"$PRESSWRIGHT_MONITOR_PASSWORD_FILE")
    (umask 077 && printf '[client]\nuser=%s\npassword=%s\n' "$PRESSWRIGHT_MONITOR_USER" "$password" >"$options")
  fi
  timeout "$PRESSWRIGHT_CALL_SECONDS" mysql --defaults-extra-file="$options" --protocol=socket --socket="$PRESSWRIGHT_SOCKET" \
    --batch --skip-column-names --execute "$1" 2>/dev/null
}

# The server's wsrep status or null, its gate, and whether clients are served. SHOW is answered behind a shut gate, SELECT is not.
server_status() {
  local rows
  rows=$(sql "SHOW GLOBAL STATUS LIKE 'wsrep_%'; SHOW GLOBAL VARIABLES LIKE 'wsrep_reject_queries'") || rows=
  jq -cR -n '[inputs | split("\t") | select(length >= 2) | {key: .[0], value: .[1]}] | from_entries
    | if has("wsrep_cluster_status") then . else null end
    | ., .wsrep_reject_queries // "",
      (.wsrep_reject_queries == "NONE" and .wsrep_cluster_status == "Primary" and .wsrep_ready == "ON")' <<<"$rows"
}

# For how many seconds the server has said that it is in no group.
left_for() {
  if [[ $1 == null ]] || ! jq -e '.wsrep_connected == "OFF"' <<<"$1" >/dev/null; then
    LEFT=
  else
    : "${LEFT:=$(uptime_seconds)}"
  fi
}

set_gate() {
  # The server may end this connection too when it ends all; what it then holds is read again.
  sql "SET GLOBAL wsrep_reject_queries = '$1'" >/dev/null || true
}

# What the probes and the balancer go by, and until when: no longer than this member's lease is known to live. Where
# etcd does not answer the members serve on without it, and it is as long as a look may take.
show_gate() {
  local open=$1 now until lapse
  now=$(uptime_seconds)
  until=$((now + 3 * PRESSWRIGHT_INTERVAL + 4 * PRESSWRIGHT_CALL_SECONDS))
  lapse=$((CONFIRMED + PRESSWRIGHT_LEASE_SECONDS))
  if [[ -n $LINKED ]]; then
    ((now >= lapse)) && UNSURE=yes
    ((until > lapse)) && until=$lapse
  fi
  [[ -n $UNSURE || -e $PRESSWRIGHT_RUN/draining ]] && open=false
  write_shared "$PRESSWRIGHT_RUN/gate.json" "{\"open\":$open,\"until\":$until}"
}

# After a look at etcd.
be_sure() {
  local snapshot=$1 me=$2
  if [[ -z $snapshot ]]; then
    LINKED='' UNSURE=''
  elif (($(uptime_seconds) - CONFIRMED < PRESSWRIGHT_LEASE_SECONDS)); then
    LINKED=yes
    [[ -n $UNSURE && $(decide named "$snapshot" "$me") == true ]] && UNSURE=''
  fi
}

# The gate of a sidecar before this one in its pod counts for as long as it said. (A machine counts anew when it boots.)
take_over() {
  local now until
  now=$(uptime_seconds)
  CONFIRMED=$now
  until=$(read_json "$PRESSWRIGHT_RUN/gate.json" '{}' | jq '.until // 0')
  if ((now < until && until - now <= 60)); then
    LINKED=yes UNSURE='' CONFIRMED=$((until - PRESSWRIGHT_LEASE_SECONDS))
  fi
}

# The start script's container lives: else its lease must not.
start_script_lives() {
  local beat
  beat=$(cat "$PRESSWRIGHT_RUN/heartbeat" 2>/dev/null) || return 1
  (($(uptime_seconds) - ${beat:-0} < 15))
}

# Four times in its life, not at every look. 2 where etcd did not say.
keep_lease() {
  local lease=$1 before
  [[ -z $lease ]] && return 1
  before=$(uptime_seconds)
  ((before - CONFIRMED < PRESSWRIGHT_LEASE_SECONDS / 4)) && [[ $lease == "$KEPT_LEASE" ]] && return
  start_script_lives || return 1
  etcd_lease_keep "$lease" && CONFIRMED=$before && KEPT_LEASE=$lease
}

# One look and at most one step. 0 when the step changed something.
look() {
  local member phase status snapshot marker me more step name gate open lease view kept
  member=$(read_json "$PRESSWRIGHT_RUN/member.json" '{}')
  LOOKED_AT=$member
  # A separator that read(1) does not fold: the lease may be empty.
  IFS=$'\x1f' read -r phase INCARNATION lease < <(jq -r '[.phase, .incarnation, .lease] | map(. // "") | join("\u001f")' <<<"$member")
  # A registration that the sidecar renewed has a lease that the start script does not know.
  [[ -n ${RENEWED_LEASE:-} && $RENEWED_FOR == "$INCARNATION" ]] && lease=$RENEWED_LEASE
  [[ $phase == server ]] || LEFT=
  case $phase in
    recovering | initialising)
      keep_lease "$lease"
      show_gate false
      return 1
      ;;
    server) ;;
    *)
      show_gate false
      return 1
      ;;
  esac
  { read -r status && read -r gate && read -r open; } < <(server_status)
  gate=${gate//\"/}
  left_for "$status"
  [[ $status != null ]] && : >"$PRESSWRIGHT_RUN/answered"
  still_runs || open=false
  show_gate "$open"
  keep_lease "$lease"
  kept=$?
  marker=$(read_json "$MARKER" '{}')
  me=$(jq -cn --argjson member "$member" --argjson marker "$marker" --argjson ordinal "$ORDINAL" \
    --argjson lease_seconds "$PRESSWRIGHT_LEASE_SECONDS" --arg peer "$PRESSWRIGHT_PEER" --arg port "$PRESSWRIGHT_PORT" \
    --arg published "${PUBLISHED_FOR:-}" '
    {ordinal: $ordinal, incarnation: $member.incarnation, volume: $member.volume, kind: $member.kind, epoch: $member.epoch,
     seen: ($marker.established == $member.epoch), published: ($published == $member.incarnation or $marker.established == $member.epoch),
     lease_seconds: $lease_seconds,
     addresses: ([range(0; 100)] | map({key: "\(.)", value: (. as $o | $peer | gsub("\\{ordinal\\}"; "\($o)") + ":" + $port)}) | from_entries)}')
  # Not asked a second time where it has not answered: a gate that is shown counts for so long and no longer.
  if ((kept != 2)) && snapshot=$(etcd_snapshot); then
    view=$(jq -c '.keys.view.value' <<<"$snapshot")
    if [[ $view != null && $view != "$VIEW" ]]; then
      VIEW=$view
      write_shared "$PRESSWRIGHT_RUN/view.json" "$VIEW"
    fi
  else
    snapshot=
  fi
  be_sure "$snapshot" "$me"
  more=$(jq -cn --argjson status "$status" --arg gate "$gate" \
    --argjson left "$((LEFT ? $(uptime_seconds) - LEFT : 0))" --argjson unconfirmed "$(($(uptime_seconds) - CONFIRMED))" \
    --argjson view "$(read_json "$PRESSWRIGHT_RUN/view.json" null)" --argjson saved "$(read_json "$SAVED" '{}')" \
    '{status: $status, gate: $gate, left: $left, unconfirmed: $unconfirmed, view: $view, saved: $saved}')
  if [[ -n $snapshot ]]; then
    { read -r name && read -r step; } < <(decide 'supervise | .step, .' "$snapshot" "$me" "$more")
  else
    log_reason wait "etcd does not answer"
    { read -r name && read -r step; } < <(decide 'supervise_without_etcd | .step, .' '{"keys":{}}' "$me" "$more")
  fi
  take_step "${name//\"/}" "$snapshot" "$me" "$more" "$step" "$lease"
}

# A look takes a while, and the server that it looked at may have ended meanwhile, and the next one begun: its key,
# its gate and its marks are not this look's any more. Asked last before each of them is touched.
still_runs() {
  [[ $(read_json "$PRESSWRIGHT_RUN/member.json" '{}') == "$LOOKED_AT" ]]
}

take_step() {
  local name=$1 snapshot=$2 me=$3 more=$4 step=$5 lease=$6
  case $name in
    none) LAST_REASON= ; return 1 ;;
    wait) log_reason wait "$(jq -r .why <<<"$step")" look "$(revision_of "$snapshot")" ; return 1 ;;
    stop) stop_server "$(jq -r .why <<<"$step")" "$snapshot" ; return 1 ;;
    shut)
      still_runs || return 1
      show_gate false
      set_gate ALL_KILL
      log shut why "$(jq -r .why <<<"$step")" look "$(revision_of "$snapshot")"
      return 1
      ;;
    open)
      still_runs && set_gate NONE \
        && log open view "$(jq -c .keys.view.value <<<"$snapshot")" look "$(revision_of "$snapshot")"
      ;;
    publish) publish "$snapshot" "$me" "$more" "$step" "$lease" ;;
    register) register_again "$snapshot" "$me" "$more" ;;
    establish) establish "$snapshot" "$me" "$step" ;;
    widen) widen "$snapshot" "$me" ;;
    narrow) narrow "$snapshot" "$me" "$step" "$more" ;;
    seen) remember "$snapshot" "$me" ;;
    restore) restore "$snapshot" "$me" "$step" "$more" ;;
    *) log_reason wait "the protocol gave no step" detail "$step" ; return 1 ;;
  esac
}

own_name() { printf 'members/%s' "$ORDINAL"; }

# A transaction's end, logged under the step's name. A refused one is looked at anew.
commit() {
  local step=$1 snapshot=$2 names=$3 puts=$4 deletes=${5:-[]}
  still_runs || return 1
  if etcd_transaction "$snapshot" "$names" "$puts" "$deletes"; then
    LAST_REASON=
    log "$step" revision "$REVISION" written "$puts"
  else
    return 1
  fi
}

# The member's value with a new state; the position stays the one that it started from.
value_now() {
  jq -c --arg name "$(own_name)" --argjson me "$2" --argjson step "$4" --argjson more "$3" '
    (.keys[$name].value // {ordinal: $me.ordinal, incarnation: $me.incarnation, volume: $me.volume, seqno: "-1", empty: false, suspect: ""})
    + {state: $step.state, configuration: ($step.configuration // ""), epoch: $me.epoch}
    + (if $step.state == "primary" then {uuid: $more.status.wsrep_cluster_state_uuid, empty: false} else {} end)' <<<"$1"
}

publish() {
  local snapshot=$1 me=$2 more=$3 step=$4 lease=$5 puts
  puts=$(jq -cn --arg name "$(own_name)" --arg lease "$lease" --argjson value "$(value_now "$snapshot" "$me" "$more" "$step")" \
    '[{name: $name, lease: $lease, value: $value}]')
  commit publish "$snapshot" "[\"$(own_name)\"]" "$puts" && PUBLISHED_FOR=$INCARNATION
}

# The lease ran out while the server went on (the sidecar was stopped, etcd lost its keys).
register_again() {
  local snapshot=$1 me=$2 more=$3 puts value pod before
  before=$(uptime_seconds)
  RENEWED_LEASE=$(etcd_lease_grant) || { RENEWED_LEASE=; return 1; }
  RENEWED_FOR=$INCARNATION
  pod=$(read_json "$PRESSWRIGHT_RUN/member.json" '{}' | jq -r '.pod // ""')
  if jq -e '.status.wsrep_cluster_status == "Primary"' <<<"$more" >/dev/null; then
    value='{"state":"primary"}'
  else
    value='{"state":"running-non-primary"}'
  fi
  value=$(value_now "$snapshot" "$me" "$more" "$value" | jq -c --arg pod "$pod" --arg uuid "$(jq -r '.uuid // ""' "$MARKER")" '. + {pod: $pod} | .uuid //= $uuid')
  puts=$(jq -cn --arg name "$(own_name)" --arg lease "$RENEWED_LEASE" --argjson value "$value" '[{name: $name, lease: $lease, value: $value}]')
  commit register "$snapshot" "[\"$(own_name)\"]" "$puts" && CONFIRMED=$before
}

set_marker() {
  local change=$1 marker
  still_runs || return 1
  marker=$(read_json "$MARKER" '{}')
  write_durably "$MARKER" "$(jq -c "$change" <<<"$marker")"
}

# 6 and 7: the real server is Primary. First this volume says that it holds a cluster, then etcd does.
establish() {
  local snapshot=$1 me=$2 step=$3 uuid puts deletes names
  uuid=$(jq -r .uuid <<<"$step")
  set_marker ".initialising = false | .uuid = \"$uuid\"" || return 1
  puts=$(jq -c --argjson me "$me" --arg uuid "$uuid" '
    .keys.election.value as $election
    | (.keys.established.value // {starts: {}}) as $before
    | {uuid: $uuid, epoch: $election.epoch, start: $election.start,
       starts: (($before.starts + ($election.starts // {}) + {"\($election.epoch)": {seqno: $election.start, after: $election.after}})
                | to_entries | sort_by(.key | tonumber) | .[-100:] | from_entries)} as $established
    | [{name: "established", value: $established},
       {name: "view", value: {epoch: $election.epoch, volumes: [$me.volume]}}]' <<<"$snapshot")
  # Founding uses its token up; any later epoch has no use for one.
  deletes=$(jq -c 'if .keys.founding then ["founding"] else [] end' <<<"$snapshot")
  names="[\"election\",\"established\",\"view\",\"founding\",\"$(own_name)\"]"
  commit establish "$snapshot" "$names" "$puts" "$deletes"
}

put_view() {
  local step=$1 snapshot=$2 names=$3 view=$4
  commit "$step" "$snapshot" "$names" "$(jq -cn --argjson view "$view" '[{name: "view", value: $view}]')"
}

widen() {
  local snapshot=$1 me=$2
  put_view widen "$snapshot" "[\"view\",\"established\",\"$(own_name)\"]" \
    "$(jq -c --argjson me "$me" '.keys.view.value | .volumes = (.volumes + [$me.volume] | unique)' <<<"$snapshot")"
}

# Every member's word that counted for it is compared.
narrow() {
  local snapshot=$1 step=$3 names
  names=$(jq -c '[.keys | keys[] | select(startswith("members/"))] + ["view", "established"]' <<<"$snapshot")
  put_view narrow "$snapshot" "$names" "$(jq -c --argjson step "$step" '.keys.view.value | .volumes -= $step.volumes' <<<"$snapshot")"
}

# From now on this member may write `established` again if etcd loses it.
remember() {
  local snapshot=$1 me=$2 epoch
  epoch=$(jq -r .epoch <<<"$me")
  still_runs || return 1
  write_durably "$SAVED" "$(jq -c '{established: .keys.established.value, roster: .keys.roster.value.ordinals, roster_version: .keys.roster.value.version}' <<<"$snapshot")" \
    && set_marker ".established = $epoch | .joining = false | .initialising = false" \
    && log seen epoch "$epoch" look "$(revision_of "$snapshot")"
}

restore() {
  local snapshot=$1 me=$2 step=$3 more=$4 puts names
  puts=$(jq -c --argjson step "$step" --argjson saved "$(jq -c .saved <<<"$more")" '
    [{name: "established", value: $saved.established}, {name: "view", value: $step.view}]
    + (if .keys.roster then [] else [{name: "roster", value: {ordinals: $saved.roster, version: $saved.roster_version}}] end)' <<<"$snapshot")
  names=$(jq -c --argjson saved "$(jq -c .saved <<<"$more")" \
    '[$saved.roster[] | "members/\(.)"] + ["roster", "established", "view", "election"]' <<<"$snapshot")
  commit restore "$snapshot" "$names" "$puts"
}

stop_server() {
  local why=$1 snapshot=$2
  still_runs || return
  [[ -e $PRESSWRIGHT_RUN/stop && $(<"$PRESSWRIGHT_RUN/stop") == "$INCARNATION "* ]] && return
  show_gate false
  set_gate ALL_KILL
  log stop why "$why" look "$(revision_of "$snapshot")"
  write_shared "$PRESSWRIGHT_RUN/stop" "$INCARNATION $why"
}

main
