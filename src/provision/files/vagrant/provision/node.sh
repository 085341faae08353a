#!/usr/bin/env bash
# Makes a machine ready for kubeadm: kernel, containerd, kubelet. Runs as root; running it again changes nothing.
# Source of the steps: kubernetes.io, setup/production-environment (container-runtimes, install-kubeadm).
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=../../machines/folder.sh
. "$here/folder.sh"
# shellcheck source-path=SCRIPTDIR source=../../machines/packages.sh
. "$here/packages.sh"
# shellcheck source-path=SCRIPTDIR source=machine-settings.sh
. "$here/machine-settings.sh"

# A folder in front of every path that is written, for tests.
readonly root=${ROOT_FOLDER:-}
readonly minor_pattern='^[0-9]+\.[0-9]+'

# kubelet counts memory itself; it refuses to start with swap on.
swap_off() {
  if [ -n "$(swapon --noheadings --show=NAME)" ]; then
    swapoff -a
    changed "swap is off"
  fi
  if grep -Eq '^[^#].*[[:space:]]swap[[:space:]]' "$root/etc/fstab"; then
    sed -i -E '/^[^#].*[[:space:]]swap[[:space:]]/s/^/# /' "$root/etc/fstab"
    changed "swap is out of fstab"
  fi
  # Fedora makes swap in memory at each boot, unless this file is there and empty.
  if [ -e "$root/usr/lib/systemd/zram-generator.conf" ]; then
    ensure_file "$root/etc/systemd/zram-generator.conf" 0644 </dev/null
  fi
}

kernel() {
  # kubelet from 1.35 on refuses cgroup v1.
  [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ] || fail "this box uses cgroup v1. Take a newer box: Debian 12, Ubuntu 22.04, RHEL 9 or later."
  ensure_file "$root/etc/modules-load.d/presswright.conf" 0644 <<'MODULES'
overlay
br_netfilter
MODULES
  # The modules first: without br_netfilter the two bridge settings do not exist.
  [ "$FILE_CHANGED" = no ] || modprobe -a overlay br_netfilter
  ensure_file "$root/etc/sysctl.d/90-presswright.conf" 0644 <<'SYSCTL'
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
SYSCTL
  [ "$FILE_CHANGED" = no ] || sysctl -q --system
}

# fetch_key URL FILE: once. A key that is there is kept: a changed one would be worth a look by a person.
fetch_key() {
  if [ ! -s "$2" ]; then
    curl -fsSL --retry 5 -o "$2.new" -- "$1"
    chmod 0644 "$2.new"
    mv "$2.new" "$2"
    changed "fetched $1"
  fi
}

# os_value NAME: a value of os-release.
os_value() {
  sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "${OS_RELEASE:-/etc/os-release}"
}

debian_sources() {
  local id keys=$root/etc/apt/keyrings sources=$root/etc/apt/sources.list.d
  id=$(os_value ID)
  # Offspring of the two have releases of other names; Docker's archive has those of the two only.
  case $id in
    debian | ubuntu) ;;
    *) fail "the box is $id. Of the Debian family, boxes of Debian and Ubuntu are supported." ;;
  esac
  mkdir -p "$keys"
  # apt reads armoured keys whose name ends in .asc.
  fetch_key "https://pkgs.k8s.io/core:/stable:/v$minor/deb/Release.key" "$keys/kubernetes-$minor.asc"
  fetch_key "https://download.docker.com/linux/$id/gpg" "$keys/docker.asc"
  ensure_file "$sources/kubernetes.list" 0644 <<LIST
deb [signed-by=$keys/kubernetes-$minor.asc] https://pkgs.k8s.io/core:/stable:/v$minor/deb/ /
LIST
  sources_changed=$FILE_CHANGED
  ensure_file "$sources/docker.list" 0644 <<LIST
deb [arch=$(dpkg --print-architecture) signed-by=$keys/docker.asc] https://download.docker.com/linux/$id $(os_value VERSION_CODENAME) stable
LIST
  [ "$sources_changed$FILE_CHANGED" = nono ] || apt-get -q update
}

fedora_sources() {
  local id flavour=centos sources=$root/etc/yum.repos.d
  id=$(os_value ID)
  case $id in
    fedora | rhel) flavour=$id ;;
  esac
  ensure_file "$sources/kubernetes.repo" 0644 <<REPO
[kubernetes]
name=Kubernetes
baseurl=https://pkgs.k8s.io/core:/stable:/v$minor/rpm/
enabled=1
gpgcheck=1
gpgkey=https://pkgs.k8s.io/core:/stable:/v$minor/rpm/repodata/repomd.xml.key
REPO
  ensure_file "$sources/docker.repo" 0644 <<REPO
[docker]
name=Docker
baseurl=https://download.docker.com/linux/$flavour/\$releasever/\$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/linux/$flavour/gpg
REPO
}

# installed_version PACKAGE: without the package's own revision; empty when it is not there.
installed_version() {
  package_installed "$1" || return 0
  if [ "$FAMILY" = debian ]; then
    dpkg-query -W -f '${Version}' -- "$1" | sed 's/-.*//'
  else
    rpm -q --qf '%{VERSION}' -- "$1"
  fi
}

# ensure_version PACKAGE VERSION: VERSION may be a line, as 2.3 of which the newest is taken. What is there in
# another version is not exchanged under a running cluster: that is an upgrade, and has steps.
ensure_version() {
  local package=$1 version=$2 found wanted
  # apt takes a star at the end only. Debian writes 1.36.5-1.1: what follows a whole version is a revision.
  case $version in
    *.*.*) wanted="$version-*" ;;
    *) wanted="$version.*" ;;
  esac
  found=$(installed_version "$package")
  case $found in
    "") ;;
    "$version" | "$version".*) return 0 ;;
    *) fail "$package $found is installed, the design says $version. Upgrade by kubeadm's steps, or destroy this machine and make it anew." ;;
  esac
  if [ "$FAMILY" = debian ]; then
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$package=$wanted" ||
      fail "no $package $version in the archive. There is: $(apt-cache madison "$package" | sed -n 1,3p)"
    apt-mark hold "$package" >/dev/null
  else
    dnf -q -y install "$package-$wanted" || fail "no $package $version in the archive. There is: $(dnf -q list --showduplicates "$package" | tail -n 3)"
  fi
  changed "installed $package $(installed_version "$package")"
}

# Just what differs from containerd's own defaults (containerd docs/cri/config.md, version 3 of the format).
containerd_config() {
  cat <<CONFIG
version = 3

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = 'registry.k8s.io/pause:$PAUSE_VERSION'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
CONFIG
}

containerd() {
  ensure_version containerd.io "$CONTAINERD_VERSION"
  mkdir -p "$root/etc/containerd"
  ensure_file "$root/etc/containerd/config.toml" 0644 < <(containerd_config)
  [ "$FILE_CHANGED" = no ] || systemctl restart containerd
  ensure_unit containerd
}

# kubernetes.io, install-kubeadm: on the RPM side SELinux is set to permissive.
selinux() {
  [ "$FAMILY" = fedora ] && command -v getenforce >/dev/null || return 0
  if [ "$(getenforce)" = Enforcing ]; then
    setenforce 0
    changed "SELinux is permissive"
  fi
  if grep -q '^SELINUX=enforcing' "$root/etc/selinux/config"; then
    sed -i 's/^SELINUX=enforcing/SELINUX=permissive/' "$root/etc/selinux/config"
    changed "SELinux stays permissive"
  fi
}

read_machine_settings "$here/machine.env"
[[ $KUBERNETES_VERSION =~ $minor_pattern ]] || fail "machine.env: KUBERNETES_VERSION is '$KUBERNETES_VERSION'."
minor=${BASH_REMATCH[0]}
detect_family
swap_off
kernel
selinux
if [ "$FAMILY" = debian ]; then
  ensure_packages ca-certificates curl conntrack socat ethtool iptables
  debian_sources
else
  ensure_packages curl conntrack-tools socat ethtool iptables-nft
  fedora_sources
fi
containerd
for package in kubelet kubeadm kubectl; do
  ensure_version "$package" "$KUBERNETES_VERSION"
done
enabled=$(systemctl is-enabled kubelet 2>/dev/null || true)
if [ "$enabled" != enabled ]; then
  # Not started: it has nothing to do until kubeadm gives it its configuration.
  systemctl enable -q kubelet
  changed "kubelet starts at every boot"
fi
printf 'node %s: %d changes.\n' "$MACHINE" "$CHANGES"
