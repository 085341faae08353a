#!/bin/sh
# Makes the folders of the shared volume (`install.sh folders`), then the site (`install.sh site`).
# Run again it finds its work done and changes nothing.
set -eu

folders() {
  mkdir -p /content/site /content/uploads /content/state
}

site() {
  cd /var/www/html
  tries=0
  until wp db query 'SELECT 1' >/dev/null 2>&1 || wp core is-installed >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 120 ]; then
      echo "the database at $WORDPRESS_DB_HOST did not answer for ten minutes" >&2
      exit 1
    fi
    sleep 5
  done
  if ! wp core is-installed; then
    # The password comes by standard input: an argument would stand in the list of processes.
    wp core install \
      --url="${SITE_URL:-http://localhost}" \
      --title="$SITE_TITLE" \
      --admin_user="$SITE_ADMIN_USER" \
      --admin_email="$SITE_ADMIN_MAIL" \
      --skip-email \
      --prompt=admin_password </run/secrets/wordpress-admin/password >/dev/null
  fi
  : >/content/state/installed
  echo "the site is installed"
}

case ${1:-} in
  folders) folders ;;
  site) site ;;
  *)
    echo "usage: install.sh folders|site" >&2
    exit 2
    ;;
esac
