#!/usr/bin/env bash
# Which ordinals make up the cluster.
#   percona-roster.sh found REPLICAS   once, by the installer: the roster and the founding token
#   percona-roster.sh set REPLICAS     scaling, while a Primary stands
# Ends with 0 done (or already so), 1 refused, 75 etcd does not answer: try again.

set -u -o pipefail
# shellcheck source-path=SCRIPTDIR source=percona-etcd.sh
. "${PRESSWRIGHT_SCRIPTS:-/opt/presswright}/percona-etcd.sh"

usage() {
  echo 'percona-roster.sh found|set REPLICAS' >&2
  exit 64
}

refuse() {
  echo "refused: $1" >&2
  exit 1
}

write() {
  etcd_transaction "$@"
  case $? in
    0) return 0 ;;
    1) refuse 'something changed meanwhile; look again' ;;
    *) echo 'etcd did not answer: whether it was done is not known, run the command again' >&2; exit 75 ;;
  esac
}

# A token for a cluster that never was. Once there is a roster or a cluster this command changes nothing.
found() {
  local ordinals=$1 puts
  if jq -e '.keys | has("roster") or has("established") or has("election")' <<<"$snapshot" >/dev/null; then
    echo 'already founded or on the way: nothing to do'
    return
  fi
  puts=$(jq -cn --argjson ordinals "$ordinals" --arg token "f-$(random_id)" \
    '[{name: "roster", value: {ordinals: $ordinals, version: 1}}, {name: "founding", value: {token: $token}}]')
  write "$snapshot" '["roster","founding","established","election"]' "$puts"
  log roster revision "$REVISION" written "$puts"
}

# New members are added before their pods come, old ones leave after their pods are gone.
change() {
  local ordinals=$1 refused puts names
  refused=$(jq -r --argjson ordinals "$ordinals" '
    .keys as $keys
    | ($keys.roster.value.ordinals // []) as $before
    | [($before - $ordinals)[] | select($keys["members/\(.)"] != null)] as $live
    | [$keys | to_entries[] | select(.key | startswith("members/")) | .value.value
       | select(.state == "primary" and .epoch == $keys.established.value.epoch)] as $primary
    | [$primary[] | .volume] as $volumes
    | if $before == [] then "there is no roster yet"
      elif $primary == [] then "no member is primary"
      elif $live != [] then "members \($live) still run: scale the StatefulSet down first"
      elif (($keys.view.value.volumes // []) - $volumes) != [] then "the view names volumes of members that are gone; it narrows by itself once the others applied all"
      else "" end' <<<"$snapshot")
  [[ -n $refused ]] && refuse "$refused"
  if jq -e --argjson ordinals "$ordinals" '.keys.roster.value.ordinals == $ordinals' <<<"$snapshot" >/dev/null; then
    echo 'the roster is so already'
    return
  fi
  puts=$(jq -c --argjson ordinals "$ordinals" \
    '[{name: "roster", value: {ordinals: $ordinals, version: (.keys.roster.value.version + 1)}}]' <<<"$snapshot")
  names=$(jq -c --argjson ordinals "$ordinals" \
    '["roster", "established", "view", "election"] + [((.keys.roster.value.ordinals + $ordinals) | unique)[] | "members/\(.)"]' <<<"$snapshot")
  write "$snapshot" "$names" "$puts"
  log roster revision "$REVISION" written "$puts"
}

[[ $# == 2 && $2 =~ ^[1-9][0-9]?$ ]] || usage
snapshot=$(etcd_snapshot) || { echo 'etcd does not answer' >&2; exit 75; }
ordinals=$(jq -cn --argjson replicas "$2" '[range(0; $replicas)]')
case $1 in
  found) found "$ordinals" ;;
  set) change "$ordinals" ;;
  *) usage ;;
esac
