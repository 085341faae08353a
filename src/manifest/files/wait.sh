#!/bin/sh
# Waits until the Job wordpress-install has filled the shared folder and made the site.
# Reads /content (the shared volume). Ends when the mark is there; the pod's age is the only clock.
set -eu

said=""
while [ ! -e /content/state/installed ]; do
  if [ -z "$said" ]; then
    echo "waiting for the Job wordpress-install: /content/state/installed is not there yet"
    said=yes
  fi
  sleep 2
done
