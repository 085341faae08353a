#!/usr/bin/env bash
# Init container, before anything else of the pod: fills what the image would write on its own root file
# system, and makes the member's folders on its volume. Runs at each start of the pod.
#   percona-prepare.sh CONFIGURATION [VOLUME]
# Without a volume (discovery by the image) only the configuration is filled.
#
# The volume is mounted whole, not by sub-paths: kubelet walks a sub-path as root, and an NFS server that
# squashes root does not let it through a folder of mode 0770.

set -eu
configuration=$1
volume=${2:-}

# The entrypoint edits node.cnf in place.
cp -R /etc/mysql/. "$configuration/"
# Not the folder itself: it is kubelet's, and only its owner may change its mode.
find "$configuration" -mindepth 1 -exec chmod u+w {} +
[ -n "$volume" ] || exit 0

mkdir -p "$volume/data" "$volume/state"
chmod 0750 "$volume/data" "$volume/state"
# A volume that was a datadir itself (discovery by the image): the database moves one folder down. An
# interrupted move goes on at the next start, for what has moved is not met again.
if [ -e "$volume/ibdata1" ] || [ -e "$volume/state/moving" ]; then
  : >"$volume/state/moving"
  find "$volume" -mindepth 1 -maxdepth 1 ! -name data ! -name state ! -name lost+found \
    -exec mv -f {} "$volume/data/" ';'
  rm -f "$volume/state/moving"
fi
