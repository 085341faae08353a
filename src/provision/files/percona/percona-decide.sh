#!/usr/bin/env bash
# For a person, when the members wait because nothing proves which data is the newest.
#   percona-decide.sh show                          what each member holds
#   percona-decide.sh bootstrap ORDINAL [--yes]     this member's data is the cluster's from now on
#   percona-decide.sh discard ORDINAL [--yes]       throw this member's data away; it joins with a copy
# Without --yes it says what would be lost and changes nothing.
# Ends with 0 done or shown, 1 refused, 75 etcd does not answer.

set -u -o pipefail
# shellcheck source-path=SCRIPTDIR source=percona-etcd.sh
. "${PRESSWRIGHT_SCRIPTS:-/opt/presswright}/percona-etcd.sh"

usage() {
  echo 'percona-decide.sh show | bootstrap ORDINAL [--yes] | discard ORDINAL [--yes]' >&2
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
    *) echo 'etcd did not answer: whether it was done is not known, run "show"' >&2; exit 75 ;;
  esac
}

show() {
  jq -r '"established: \(.keys.established.value // "nothing" | tojson)",
         "view:        \(.keys.view.value // "nothing" | tojson)",
         "election:    \(.keys.election.value // "nothing" | tojson)"' <<<"$snapshot"
  printf '%-8s %-20s %-38s %6s %12s %s\n' member state uuid epoch seqno notes
  decide table "$snapshot" null | jq -r '
    [.ordinal, .state, (if .empty then "empty" else .uuid // "-" end), .epoch // "-", .seqno // "-",
     ([if .in_view then "in the view" else empty end,
       if .diverged then "holds commits that a later epoch is not known to have" else empty end,
       if (.suspect // "") != "" then "suspect data at \(.suspect)" else empty end] | join(", "))] | @tsv' \
    | while IFS=$'\t' read -r member state uuid epoch seqno notes; do
      printf '%-8s %-20s %-38s %6s %12s %s\n' "$member" "$state" "$uuid" "$epoch" "$seqno" "$notes"
    done
}

bootstrap() {
  local answer refused puts
  answer=$(decide "decision($1)" "$snapshot" null)
  refused=$(jq -r '.refused // ""' <<<"$answer")
  [[ -n $refused ]] && refuse "$refused"
  jq -r '"Member \(.election.ordinal) would start epoch \(.election.epoch) with its data up to \(.election.start).",
         (if .absent != [] then "Not here, and anything that only they hold is given up: members \(.absent). Make sure that they do not run: cut off from etcd they may serve on." else empty end),
         (if .lost_volumes != [] then "In use when the cluster last served and not here: volumes \(.lost_volumes). Commits that clients saw acknowledged may be on them alone." else empty end),
         (if .ahead != [] then "Hold more than the chosen member, which would be given up: \(.ahead | tojson)" else empty end)' <<<"$answer"
  if [[ $confirmed != --yes ]]; then
    echo 'Nothing was changed. Say it again with --yes to decide so.'
    return
  fi
  puts=$(jq -c '[{name: "election", value: .election}]' <<<"$answer")
  write "$snapshot" "$(decide election_keys "$snapshot" null)" "$puts"
  log decide revision "$REVISION" election "$(jq -c .election <<<"$answer")"
}

discard() {
  local member volume
  member=$(jq -c --arg name "members/$1" '.keys[$name].value // null' <<<"$snapshot")
  [[ $member == null ]] && refuse "member $1 has no live key: its pod must run and wait"
  jq -e '.state == "recovering"' <<<"$member" >/dev/null || refuse "member $1 is not recovering"
  jq -e '.keys.established != null' <<<"$snapshot" >/dev/null || refuse 'no cluster is established: there is nothing to join instead'
  volume=$(jq -r .volume <<<"$member")
  jq -e --arg volume "$volume" '(.keys.view.value.volumes // []) | index([$volume]) == null' <<<"$snapshot" >/dev/null \
    || refuse "the view names this member's data: the cluster counts on it"
  jq -r '"Member \(.ordinal) holds \(.uuid) up to \(.seqno) of epoch \(.epoch). All of it is deleted; the member then joins with a copy of the cluster."' <<<"$member"
  if [[ $confirmed != --yes ]]; then
    echo 'Nothing was changed. Say it again with --yes to decide so.'
    return
  fi
  write "$snapshot" "[\"members/$1\",\"established\",\"view\",\"discard/$volume\"]" \
    "$(jq -cn --arg name "discard/$volume" --argjson member "$member" '[{name: $name, value: {uuid: $member.uuid, epoch: $member.epoch, seqno: $member.seqno}}]')"
  log decide revision "$REVISION" discard "$volume"
}

confirmed=${3:-}
[[ -z $confirmed || $confirmed == --yes ]] || usage
snapshot=$(etcd_snapshot) || { echo 'etcd does not answer' >&2; exit 75; }
case ${1:-} in
  show) show ;;
  bootstrap | discard)
    [[ ${2:-} =~ ^[0-9]+$ ]] || usage
    "$1" "$2"
    ;;
  *) usage ;;
esac
