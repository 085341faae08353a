#!/usr/bin/env bash
# Stands in for Vagrant where the machines are namespaces, so that the runbook's commands reach them:
# `vagrant ssh MACHINE -c COMMAND` runs the command on the machine, as root; `vagrant up --provision` makes the folders of
# the export that are not there yet, by the bundle's list, and does nothing else. In the environment: MACHINES, the folder
# of all machines, and EXPORT, the one that exports.
set -euo pipefail

if [ "$*" = 'up --provision' ]; then
  while read -r owner group mode path; do
    [ "$owner" != '#' ] || continue
    "$0" ssh "$EXPORT" -c "[ -d $path ] || install -d -o $owner -g $group -m $mode $path" </dev/null
  done <../machines/nfs-folders.list
  exit
fi
if [ "$#" -ne 4 ] || [ "$1" != ssh ] || [ "$3" != -c ]; then
  echo "only \`vagrant ssh MACHINE -c COMMAND\` and \`vagrant up --provision\` are known here, not: vagrant $*" >&2
  exit 2
fi
# Neither file ends with a line's end, so that `read` has it and says that it is at the end.
pid='' first=''
[ ! -e "$MACHINES/$2/pid" ] || read -r pid _ <"$MACHINES/$2/pid" || true
[ -z "$pid" ] || read -r first _ <"/proc/$pid/task/$pid/children" || true
if [ -z "$first" ]; then
  echo "$2 has no power" >&2
  exit 1
fi
# Its user is root already; a machine without sudo is one all the same.
sudo() { "$@"; }
export -f sudo
exec nsenter --target="$first" --mount --uts --ipc --pid --net bash -c "$4"
