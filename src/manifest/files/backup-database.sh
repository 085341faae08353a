#!/bin/bash
# Writes a consistent dump of WordPress' database into /backups and keeps the newest $KEEP.
# A dump gets its name only when it is whole.
set -euo pipefail

umask 077
printf '[client]\nhost="%s"\nuser="%s"\npassword="%s"\n' \
  "$DATABASE_HOST" "$DATABASE_USER" "$(cat /run/secrets/wordpress/database-password)" >/tmp/client.cnf
umask 007

name=/backups/database-$(date -u +%Y%m%dT%H%M%SZ).sql.gz
mysqldump --defaults-extra-file=/tmp/client.cnf --single-transaction --quick --no-tablespaces --skip-add-locks \
  --routines --triggers --hex-blob "$DATABASE" | gzip >"$name.part"
mv "$name.part" "$name"
echo "wrote $name, $(stat -c %s "$name") bytes"

# Names hold the time, so that their order is the order of age.
mapfile -t dumps < <(find /backups -maxdepth 1 -name 'database-*.sql.gz' | sort -r)
for old in "${dumps[@]:$KEEP}"; do
  rm -- "$old"
  echo "removed $old"
done
find /backups -maxdepth 1 -name 'database-*.part' -mmin +720 -delete
