#!/usr/bin/env bash
# Stands in for the entrypoint of the image wordpress: fills an empty folder with the code, and makes
# wp-config.php. Called docker-ensure-installed.sh it ends there.
set -euo pipefail

if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
  # Debian's package has symbolic links to its own libraries.
  tar --create --dereference --owner=www-data --group=www-data --exclude=./wp-config.php --directory=/usr/src/wordpress . |
    tar --extract --no-same-owner --no-overwrite-dir
fi
[ -s wp-config.php ] || cp /usr/src/wp-config-docker.php wp-config.php
case ${0##*/} in
  docker-ensure-installed.sh) exit 0 ;;
esac
exec "$@"
