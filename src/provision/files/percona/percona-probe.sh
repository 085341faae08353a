#!/usr/bin/env bash
# What kubelet and the balancer ask: percona-probe.sh startup|liveness|readiness|http
# Waiting and joining are health, not readiness; readiness and the balancer follow the gate.

set -u
RUN=${PRESSWRIGHT_RUN:-/run/presswright}
SOCKET=${PRESSWRIGHT_SOCKET:-/tmp/mysql.sock}
DATA=${PRESSWRIGHT_DATA:-/var/lib/mysql}
# Who decides about the start: `etcd` (our start script, with its gate) or `image` (no gate).
DISCOVERY=${PRESSWRIGHT_DISCOVERY:-etcd}

seconds() {
  local up
  read -r up _ </proc/uptime
  printf '%s' "${up%.*}"
}

# The start script wrote its heartbeat lately. The image has none: whoever asks runs in its container.
alive() {
  [[ $DISCOVERY == image ]] && return
  local beat
  beat=$(cat "$RUN/heartbeat" 2>/dev/null) || return 1
  (($(seconds) - ${beat:-0} < 30))
}

phase() { jq -r '.phase // ""' "$RUN/member.json" 2>/dev/null; }

# A joiner does not listen, however long its state transfer takes. With the gate: until the sidecar was
# answered once. With the image: while the file that `[sst] progress` names is there.
joining() {
  if [[ $DISCOVERY == image ]]; then
    [[ -e $DATA/sst_in_progress ]]
  else
    [[ $(phase) != server || ! -e $RUN/answered ]]
  fi
}

# A refused login is an answer too.
server_answers() {
  local answer
  answer=$(timeout 20 mysqladmin --no-defaults --protocol=socket --socket="$SOCKET" --user=presswright-probe ping 2>&1)
  [[ $answer == *alive* || $answer == *denied* ]]
}

gate_open() {
  if [[ $DISCOVERY == image ]]; then
    synced
  else
    # The sidecar said "open", and for how long that counts.
    jq -e --argjson now "$(seconds)" '.open == true and $now < .until' "$RUN/gate.json" >/dev/null 2>&1
  fi
}

wsrep_status() {
  local password=
  [[ -n ${MONITOR_PASSWORD_FILE:-} ]] && password=$(<"$MONITOR_PASSWORD_FILE")
  timeout 4 mysql --defaults-extra-file=<(printf '[client]\nuser=monitor\npassword=%s\n' "$password") \
    --protocol=socket --socket="$SOCKET" --batch --skip-column-names --execute "SHOW GLOBAL STATUS LIKE 'wsrep_%'" 2>/dev/null
}

# It answers, but has left its group, which Galera enters only at a start. The sidecar ends such a server;
# with the image there is none.
gone_for_good() {
  [[ $DISCOVERY == image ]] && grep -q $'^wsrep_connected\tOFF$' <<<"$(wsrep_status)"
}

# Primary, and Synced (4) or a donor (2), which serves on.
synced() {
  local rows
  rows=$(wsrep_status) || return 1
  grep -q $'^wsrep_cluster_status\tPrimary$' <<<"$rows" && grep -qE $'^wsrep_local_state\t[24]$' <<<"$rows"
}

http() {
  local line status='503 Service Unavailable' body='shut'
  while IFS= read -r -t 2 line; do
    [[ $line == $'\r' || -z $line ]] && break
  done
  if gate_open; then status='200 OK' body='open'; fi
  printf 'HTTP/1.1 %s\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s\n' \
    "$status" "$((${#body} + 1))" "$body"
}

case ${1:-} in
  startup) alive && { [[ $DISCOVERY == etcd ]] || joining || server_answers; } ;;
  liveness) alive && { joining || { server_answers && ! gone_for_good; }; } ;;
  readiness) gate_open ;;
  http) http ;;
  *)
    echo 'percona-probe.sh startup|liveness|readiness|http' >&2
    exit 64
    ;;
esac
