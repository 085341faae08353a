#!/usr/bin/env bash
# Init container: the image's /etc/mysql into a volume that the entrypoint may edit, for the root file
# system is read-only. Runs again at each start of the pod, with the image's own files as they are now.
#   percona-prepare.sh TARGET

set -eu
target=$1
cp -R /etc/mysql/. "$target/"
chmod -R u+w "$target"
