#!/bin/sh
# Runs WordPress' timed tasks that are due, in place of WP-Cron, which would run them in visitors' requests.
set -eu

cd /var/www/html
exec wp cron event run --due-now
