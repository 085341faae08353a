#!/usr/bin/env bash
# Lets this machine mount NFS volumes. Run it on every machine that runs pods, as root.
# There is no fstab line: kubelet mounts each volume when a pod needs it. Running it again changes nothing.
#
#   nfs-client.sh             installs what is needed and mounts the export once, to see that it works
#   nfs-client.sh --no-test   leaves the mount out, for when the server is not up yet
#
# Reads nfs.env beside it.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=folder.sh
. "$here/folder.sh"
# shellcheck source-path=SCRIPTDIR source=packages.sh
. "$here/packages.sh"

# Kept low so that a server that is just starting is waited for, and a wrong address is told within a minute.
readonly attempts=10 pause=${PAUSE_SECONDS:-3}

# A soft mount, for this look only: a hard one would hang here for ever. The volumes themselves are hard.
mount_once() {
  timeout 20 mount -t nfs -o nfsvers=4.1,soft,timeo=50,retrans=2,ro -- "$1:$2" "$3"
}

# SELinux keeps containers from NFS unless this is on.
allow_selinux() {
  command -v getenforce >/dev/null || return 0
  [ "$(getenforce)" != Disabled ] || return 0
  if [ "$(getsebool virt_use_nfs 2>/dev/null)" = "virt_use_nfs --> off" ]; then
    setsebool -P virt_use_nfs 1
    changed "SELinux lets containers use NFS (virt_use_nfs)"
  fi
}

test_mount() {
  local folder attempt said
  folder=$(mktemp -d)
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if said=$(mount_once "$NFS_SERVER" "$NFS_PATH" "$folder" 2>&1); then
      ls -- "$folder" >/dev/null
      umount "$folder"
      rmdir "$folder"
      return 0
    fi
    sleep "$pause"
  done
  rmdir "$folder"
  printf '%s\n' "$said" >&2
  fail "$NFS_SERVER:$NFS_PATH cannot be mounted. On the server: exportfs -s; systemctl status nfs-server; is port 2049 open for this machine?"
}

main() {
  local test=yes
  # Set by read_settings.
  # shellcheck disable=SC2034
  local NFS_NAME NFS_PATH NFS_CLIENTS NFS_OPTIONS NFS_SERVER
  case ${1:-} in
    "") ;;
    --no-test) test=no ;;
    *) fail "unknown argument $1. Known: --no-test" ;;
  esac
  [ "$(id -u)" -eq 0 ] || fail "run this as root: sudo $0"
  read_settings "$here/nfs.env" NFS_NAME NFS_SERVER NFS_PATH NFS_CLIENTS NFS_OPTIONS
  detect_family
  if [ "$FAMILY" = debian ]; then
    ensure_packages nfs-common
  else
    ensure_packages nfs-utils
    allow_selinux
  fi
  if [ "$test" = yes ]; then
    test_mount
    printf 'NFS client: %s:%s mounts (export %s); %d changes.\n' "$NFS_SERVER" "$NFS_PATH" "$NFS_NAME" "$CHANGES"
  else
    printf 'NFS client: ready, the mount not tried; %d changes.\n' "$CHANGES"
  fi
}

main "$@"
