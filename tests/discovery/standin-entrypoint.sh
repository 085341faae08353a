#!/usr/bin/env bash
# Stands in for the entrypoint of percona/percona-xtradb-cluster, with MariaDB's server and the same
# Galera. It keeps to what is known of the image's behaviour (docs/discovery.md, "The stand-in"):
# CLUSTER_JOIN empty means bootstrap, node.cnf is edited in place, an empty folder is initialised with a
# temporary server that is Primary on its own, MYSQL_INIT_ONLY ends after that, positions come from
# grastate.dat or --wsrep-recover, an interrupted initialise is taken for complete.
# STANDIN_ADDRESS stands for what `hostname -I` says in a pod; STANDIN_PAUSE lets a test hit a phase.

set -eo pipefail
set -o xtrace

file_env() {
  set +o xtrace
  local name=$1 file=$1_FILE
  if [ -n "${!file:-}" ]; then export "$name=$(<"${!file}")"; unset "$file"; fi
  set -o xtrace
}

setting() { sed -n "s/^$1 *= *//p" "$STANDIN_CONFIGURATION" | tail -n 1; }

edit() { sed -i -r "s|^#?$1=.*$|$1=$2|" "$STANDIN_CONFIGURATION"; }

rehearse() { if [ "${STANDIN_PAUSE:-}" = "$1" ]; then : >"$STANDIN_PAUSED"; sleep 3600; fi; }

datadir=$(setting datadir)
socket=$(setting socket)
shift
server=(mariadbd "$@")

edit wsrep_node_address "$STANDIN_ADDRESS"
if [ -n "${CLUSTER_JOIN:-}" ]; then edit wsrep_cluster_address "gcomm://$CLUSTER_JOIN"; else edit wsrep_cluster_address gcomm://; fi
[ -n "${CLUSTER_NAME:-}" ] && edit wsrep_cluster_name "$CLUSTER_NAME"

if [ -z "${CLUSTER_JOIN:-}" ] && [ ! -d "$datadir/mysql" ]; then
  file_env MYSQL_ROOT_PASSWORD
  file_env MONITOR_PASSWORD
  file_env MYSQL_PASSWORD
  rm -rf "${datadir:?}"/*
  rehearse initialise
  mariadb-install-db --no-defaults --datadir="$datadir" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  rehearse initialised
  "${server[@]}" --skip-networking &
  pid=$!
  client=(mariadb --no-defaults --protocol=socket --user=root "--socket=$socket")
  for _ in $(seq 120); do
    state=$("${client[@]}" -N -B -e "SHOW GLOBAL STATUS LIKE 'wsrep_local_state_comment'" 2>/dev/null | cut -f 2) || true
    [ "$state" = Synced ] && break
    sleep 0.5
  done
  [ "$state" = Synced ]
  set +o xtrace
  "${client[@]}" <<SQL
CREATE USER 'monitor'@'localhost' IDENTIFIED BY '${MONITOR_PASSWORD:-monitor}';
GRANT SELECT, PROCESS, SUPER, REPLICATION CLIENT, RELOAD ON *.* TO 'monitor'@'localhost';
CREATE DATABASE IF NOT EXISTS ${MYSQL_DATABASE:-wordpress};
CREATE USER '${MYSQL_USER:-wordpress}'@'%' IDENTIFIED BY '${MYSQL_PASSWORD:-wordpress}';
GRANT ALL ON ${MYSQL_DATABASE:-wordpress}.* TO '${MYSQL_USER:-wordpress}'@'%';
ALTER USER 'root'@'localhost' IDENTIFIED BY '${MYSQL_ROOT_PASSWORD:-}';
SQL
  set -o xtrace
  rehearse temporary
  kill -TERM "$pid"
  wait "$pid"
fi
if [ -n "${MYSQL_INIT_ONLY:-}" ]; then exit 0; fi

position=()
if [ -d "$datadir/mysql" ]; then
  uuid=$(sed -n 's/^uuid:[[:space:]]*//p' "$datadir/grastate.dat" 2>/dev/null || true)
  seqno=$(sed -n 's/^seqno:[[:space:]]*//p' "$datadir/grastate.dat" 2>/dev/null || true)
  if [ -n "$seqno" ] && [ "$seqno" -ne -1 ]; then
    position=("--wsrep-start-position=$uuid:$seqno")
  else
    log=$(mktemp "$datadir/wsrep_recovery.XXXXXX")
    "${server[@]}" --wsrep-recover --log-error="$log"
    position=("--wsrep-start-position=$(grep -oE 'Recovered position:? *[0-9a-f-]{36}:-?[0-9]+' "$log" | tail -n 1 | grep -oE '[0-9a-f-]{36}:.*')")
    rm "$log"
  fi
fi
rehearse start
exec "${server[@]}" "${position[@]}"
