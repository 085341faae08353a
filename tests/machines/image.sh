#!/bin/sh
# Finishes the system that mmdebstrap has made, and writes it to a disk. mmdebstrap runs this as a hook:
#
#   image.sh ROOT      ROOT is the folder of the new system; DISK, KERNEL and PUBLIC_KEY say where the files are
#
# The machines reach no network but each other. So what the bundle's scripts install lies on the disk, as a
# package archive of its own, and nothing of it is installed yet.
set -eu

root=${1:?}
archive=$root/var/lib/test-archive

# As mmdebstrap has set apt up for the new system.
apt_of_root() {
  command=$1
  shift
  APT_CONFIG=$MMDEBSTRAP_APT_CONFIG "$command" "$@"
}

# Unpacked, not installed: an initrd would be made, and the drivers of the disk are in the kernel itself.
kernel_package=$(apt_of_root apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
mkdir "$root/tmp/kernel"
(cd "$root/tmp/kernel" && apt_of_root apt-get --quiet download "$kernel_package")
# /lib is a link to usr/lib, which dpkg-deb --extract would replace with the package's folder.
dpkg-deb --fsys-tarfile "$root"/tmp/kernel/*.deb | tar --extract --keep-directory-symlink --directory "$root"
rm -r "$root/tmp/kernel"
chroot "$root" /sbin/depmod "${kernel_package#linux-image-}"
cat "$root"/boot/vmlinuz-* >"$KERNEL"
rm -r "${root:?}"/boot/*

mkdir -p "$archive/partial"
apt_of_root apt-get --quiet --yes --no-install-recommends --download-only \
  -o "Dir::Cache::Archives=$archive" install nfs-kernel-server nfs-common
rm -rf "$archive/partial" "$archive/lock"
for package in "$archive"/*.deb; do
  # An epoch stands in the name as %3a, which apt would read as a colon.
  plain=$(printf '%s' "$package" | sed 's/%3a/-/')
  [ "$package" = "$plain" ] || mv "$package" "$plain"
  package=$plain
  dpkg-deb --field "$package"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${package##*/}" "$(stat -c %s "$package")" \
    "$(sha256sum "$package" | cut -d ' ' -f 1)"
done >"$archive/Packages"
# Without it apt asks for every other form of the list first, and waits in between.
printf 'Date: %s\nSHA256:\n %s %s Packages\n' "$(LC_ALL=C date -Ru)" "$(sha256sum "$archive/Packages" | cut -d ' ' -f 1)" \
  "$(stat -c %s "$archive/Packages")" >"$archive/Release"
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*
printf 'deb [trusted=yes] file:/var/lib/test-archive ./\n' >"$root/etc/apt/sources.list"

# mmdebstrap's, so that nothing starts while it works. It takes them away itself, but only after this.
rm -f "$root/usr/sbin/policy-rc.d"
if [ -e "$root/sbin/start-stop-daemon.REAL" ]; then
  mv "$root/sbin/start-stop-daemon.REAL" "$root/sbin/start-stop-daemon"
fi

# Names and addresses come with the kernel's command line.
rm -f "$root/etc/hostname"
chroot "$root" /bin/systemctl --quiet enable systemd-networkd systemd-network-generator
chroot "$root" /bin/systemctl --quiet mask systemd-networkd-wait-online apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
install -d -m 0700 "$root/root/.ssh"
cat "$PUBLIC_KEY" >"$root/root/.ssh/authorized_keys"
chmod 0600 "$root/root/.ssh/authorized_keys"
printf '/dev/nvme0n1 / ext4 defaults 0 1\n' >"$root/etc/fstab"

# The log is what a test reads when something went wrong, so it is kept over a power cut.
mkdir -p "$root/var/log/journal"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
# mmdebstrap has mounted /proc and /sys there: what is not of this file system stays out.
copy=$(mktemp -d)
tar --create --one-file-system --directory "$root" . | tar --extract --directory "$copy"
mkfs.ext4 -q -F -L root -d "$copy" "$DISK" 2G
rm -rf "$copy"
