#!/bin/bash
# Puts the snapshot that etcdctl took into /backups and keeps the newest $KEEP.
set -euo pipefail
umask 007

name=/backups/etcd-$(date -u +%Y%m%dT%H%M%SZ).db
cp /tmp/snapshot.db "$name.part"
# etcdctl's file is its owner's alone, and cp takes that over; who restores it is of the group.
chmod 660 "$name.part"
mv "$name.part" "$name"
echo "wrote $name, $(stat -c %s "$name") bytes"

mapfile -t snapshots < <(find /backups -maxdepth 1 -name 'etcd-*.db' | sort -r)
for old in "${snapshots[@]:$KEEP}"; do
  rm -- "$old"
  echo "removed $old"
done
