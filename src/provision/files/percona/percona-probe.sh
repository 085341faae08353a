#!/usr/bin/env bash
# What kubelet and the balancer ask: percona-probe.sh startup|liveness|readiness|http
# Waiting and joining are health, not readiness; readiness and the balancer follow the gate.

set -u
RUN=${PRESSWRIGHT_RUN:-/run/presswright}
INTERVAL=${PRESSWRIGHT_INTERVAL:-2}
SOCKET=${PRESSWRIGHT_SOCKET:-/tmp/mysql.sock}

seconds() {
  local up
  read -r up _ </proc/uptime
  printf '%s' "${up%.*}"
}

# The start script wrote its heartbeat lately.
alive() {
  local beat
  beat=$(cat "$RUN/heartbeat" 2>/dev/null) || return 1
  (($(seconds) - ${beat:-0} < 30))
}

phase() { jq -r '.phase // ""' "$RUN/member.json" 2>/dev/null; }

# A server that was Synced once answers on its socket: with a refused login, if nothing else. One that
# still joins does not listen yet, however long its state transfer takes.
server_answers() {
  local answer
  [[ $(phase) == server && -S $SOCKET && -e $RUN/answered ]] || return 0
  answer=$(timeout 20 mysqladmin --no-defaults --protocol=socket --socket="$SOCKET" --user=presswright-probe ping 2>&1)
  [[ $answer == *alive* || $answer == *denied* ]]
}

# The sidecar said "open", and said it lately.
gate_open() {
  jq -e --argjson now "$(seconds)" --argjson age "$((INTERVAL * 3 + 10))" \
    '.open == true and ($now - .time) < $age' "$RUN/gate.json" >/dev/null 2>&1
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
  startup) alive ;;
  liveness) alive && server_answers ;;
  readiness) gate_open ;;
  http) http ;;
  *)
    echo 'percona-probe.sh startup|liveness|readiness|http' >&2
    exit 64
    ;;
esac
