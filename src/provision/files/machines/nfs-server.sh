#!/usr/bin/env bash
# Makes this machine the NFS server of the design. Run it on that machine, as root.
# Running it again changes nothing; it never touches what lies in the folders.
#
# Reads nfs.env and nfs-folders.list beside it (one folder a line: owner group mode 'path').
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=folder.sh
. "$here/folder.sh"
# shellcheck source-path=SCRIPTDIR source=packages.sh
. "$here/packages.sh"

readonly exports_folder=${EXPORTS_FOLDER:-/etc/exports.d}

# Everyone may pass through the exported folder; the folders in it have owners of their own.
make_folders() {
  local owner group mode path
  ensure_folder "$NFS_PATH" 0 0 0755
  while read -r owner group mode path; do
    case $owner in
      "" | "#"*) continue ;;
    esac
    unquote "$path" || fail "$here/nfs-folders.list: a path must stand in single quotes: $path"
    case $UNQUOTED in
      "$NFS_PATH"/*) ;;
      *) fail "$here/nfs-folders.list: $UNQUOTED is not below the exported folder $NFS_PATH." ;;
    esac
    ensure_folder "$UNQUOTED" "$owner" "$group" "$mode"
  done <"$here/nfs-folders.list"
}

# One line for all clients. exports(5): a path may stand in double quotes; no space between client and '('.
exports_line() {
  local client
  printf '"%s"' "$NFS_PATH"
  for client in "${clients[@]}"; do
    printf ' %s(%s)' "$client" "$NFS_OPTIONS"
  done
  printf '\n'
}

# NFS 4.1 needs port 2049 alone: no rpcbind, no mountd.
open_firewall() {
  local client zone family rule reload=no
  if systemctl is-active --quiet firewalld 2>/dev/null; then
    for zone in $(firewall-cmd --get-active-zones | sed -n 's/^\([^[:space:]]\{1,\}\).*/\1/p'); do
      for client in "${clients[@]}"; do
        family=ipv4
        case $client in *:*) family=ipv6 ;; esac
        rule="rule family=\"$family\" source address=\"$client\" service name=\"nfs\" accept"
        [ "$client" != "*" ] || rule='rule service name="nfs" accept'
        if ! firewall-cmd --permanent --zone="$zone" --query-rich-rule="$rule" >/dev/null; then
          firewall-cmd --permanent --zone="$zone" --add-rich-rule="$rule" >/dev/null
          changed "firewalld zone $zone lets $client reach NFS"
          reload=yes
        fi
      done
    done
    [ "$reload" = no ] || firewall-cmd --reload >/dev/null
  elif command -v ufw >/dev/null && has_line "$(ufw status)" "Status: active"; then
    for client in "${clients[@]}"; do
      [ "$client" != "*" ] || client=any
      case $(ufw allow from "$client" to any port 2049 proto tcp) in
        *[Ss]kipping*) ;;
        *) changed "ufw lets $client reach port 2049" ;;
      esac
    done
  fi
}

main() {
  local client
  [ "$(id -u)" -eq 0 ] || fail "run this as root: sudo $0"
  # Set by read_settings.
  # shellcheck disable=SC2034
  local NFS_NAME NFS_PATH NFS_CLIENTS NFS_OPTIONS NFS_SERVER
  read_settings "$here/nfs.env" NFS_NAME NFS_SERVER NFS_PATH NFS_CLIENTS NFS_OPTIONS
  require_list "$here/nfs-folders.list"
  case $NFS_NAME in
    "" | *[!a-z0-9-]*) fail "$here/nfs.env: NFS_NAME may hold a-z, 0-9 and '-' only." ;;
  esac
  case $NFS_PATH in
    *\"* | *\\* | *"$newline"*) fail "$here/nfs.env: /etc/exports cannot hold this NFS_PATH: $NFS_PATH" ;;
  esac
  case $NFS_OPTIONS in
    "" | *[!a-z0-9_=,-]*) fail "$here/nfs.env: these are no export options: $NFS_OPTIONS" ;;
  esac
  read -r -a clients <<<"$NFS_CLIENTS"
  [ "${#clients[@]}" -gt 0 ] || fail "$here/nfs.env: NFS_CLIENTS names nobody. Set nfs.clients in design.yaml to the machines' network."
  for client in "${clients[@]}"; do
    case $client in
      *[!0-9a-fA-F.:/*]*) fail "$here/nfs.env: NFS_CLIENTS takes addresses, networks and *, not $client." ;;
    esac
  done

  detect_family
  if [ "$FAMILY" = debian ]; then
    ensure_packages nfs-kernel-server
  else
    ensure_packages nfs-utils
  fi
  make_folders
  mkdir -p "$exports_folder"
  # nfs-server is the unit's name in both families (Debian keeps nfs-kernel-server as another name of it).
  ensure_file "$exports_folder/$NFS_NAME.exports" 0644 < <(exports_line)
  ensure_unit nfs-server
  exportfs -ra
  open_firewall
  # A path with a space in it is written with \040 there.
  case $(exportfs -s) in
    *"${NFS_PATH// /\\040}"*) ;;
    *) fail "$NFS_PATH is not exported though it should be. Look at: exportfs -ra; journalctl -u nfs-server" ;;
  esac
  printf 'NFS server: %s is exported to %s; %d changes.\n' "$NFS_PATH" "$NFS_CLIENTS" "$CHANGES"
}

main "$@"
