#!/usr/bin/env bash
# Makes the folders of the local volumes that lie on this machine. Run it on each machine, as root.
# Running it again changes nothing.
#
#   local-folders.sh [MACHINE]   MACHINE is the machine's name in the design; without it, the host's name.
#
# Reads local-folders.list beside it: one folder a line, as  machine owner group mode 'path'.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=folder.sh
. "$here/folder.sh"

machine=${1:-$(uname -n)}
[ "$(id -u)" -eq 0 ] || fail "run this as root: sudo $0"
require_list "$here/local-folders.list"

rows=0
known=" "
while read -r name owner group mode path; do
  case $name in
    "" | "#"*) continue ;;
  esac
  case $known in
    *" $name "*) ;;
    *) known="$known$name " ;;
  esac
  [ "$name" = "$machine" ] || continue
  unquote "$path" || fail "$here/local-folders.list: the path of $name must stand in single quotes."
  ensure_folder "$UNQUOTED" "$owner" "$group" "$mode"
  rows=$((rows + 1))
done <"$here/local-folders.list"

if [ "$rows" -eq 0 ]; then
  printf 'No local volume of the design lies on %s. Machines that have one:%s\n' "$machine" "${known% }"
else
  printf '%s: %d folders in place, %d changes.\n' "$machine" "$rows" "$CHANGES"
fi
