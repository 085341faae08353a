# shellcheck shell=bash
# Installs packages on Debian, Ubuntu, Fedora and the RHEL family. Sourced after settings.sh and folder.sh.

# Leaves the machine's family in FAMILY: debian or fedora.
detect_family() {
  local os_release=${OS_RELEASE:-/etc/os-release} line names=""
  [ -r "$os_release" ] || fail "$os_release is missing, so the kind of Linux cannot be told."
  while IFS= read -r line; do
    case $line in
      ID=* | ID_LIKE=*)
        line=${line#*=}
        names="$names ${line//\"/}"
        ;;
    esac
  done <"$os_release"
  case "$names " in
    *" debian "* | *" ubuntu "*) FAMILY=debian ;;
    *" fedora "* | *" rhel "* | *" centos "*) FAMILY=fedora ;;
    *) fail "this Linux ($names ) is neither of the Debian nor of the Fedora family. Those are supported." ;;
  esac
}

# package_installed NAME
package_installed() {
  if [ "$FAMILY" = debian ]; then
    [ "$(dpkg-query -W -f '${db:Status-Status}' -- "$1" 2>/dev/null || true)" = installed ]
  else
    rpm -q -- "$1" >/dev/null 2>&1
  fi
}

# ensure_packages NAME...: installs those that are missing, and touches no network when none is.
ensure_packages() {
  local name missing=()
  for name in "$@"; do
    package_installed "$name" || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$FAMILY" = debian ]; then
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"
  else
    dnf -q -y install "${missing[@]}"
  fi
  changed "installed ${missing[*]}"
}

# ensure_unit NAME: enabled, so that it comes back after a reboot, and running now.
ensure_unit() {
  if ! systemctl is-enabled --quiet "$1" || ! systemctl is-active --quiet "$1"; then
    systemctl enable --now "$1"
    changed "started $1, at every boot too"
  fi
}
