#!/bin/bash
# Writes WordPress' shared files into /backups and keeps the newest $KEEP archives.
# An archive gets its name only when it is whole.
set -euo pipefail
umask 007

name=/backups/files-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
folders=()
for folder in site uploads; do
  [ -d "/content/$folder" ] && folders+=("$folder")
done
if [ "${#folders[@]}" -eq 0 ]; then
  echo "there is nothing to keep yet: the Job wordpress-install has not run" >&2
  exit 1
fi
# A file that changes while it is read (1) is whole in the next archive; anything else (2) is a failure.
tar --create --gzip --directory=/content --file="$name.part" "${folders[@]}" || [ $? -eq 1 ]
mv "$name.part" "$name"
echo "wrote $name, $(stat -c %s "$name") bytes"

mapfile -t archives < <(find /backups -maxdepth 1 -name 'files-*.tar.gz' | sort -r)
for old in "${archives[@]:$KEEP}"; do
  rm -- "$old"
  echo "removed $old"
done
find /backups -maxdepth 1 -name 'files-*.part' -mmin +720 -delete
