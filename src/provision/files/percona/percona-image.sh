#!/usr/bin/env bash
# Discovery by the image itself: the entrypoint as it is, but without its trace, which prints passwords,
# and with the root password in reach, which it needs when the image's version changes.
#   percona-image.sh mysqld [OPTION]…

set -u
if [[ -n ${MYSQL_ROOT_PASSWORD_FILE:-} ]]; then
  MYSQL_ROOT_PASSWORD=$(<"$MYSQL_ROOT_PASSWORD_FILE")
  export MYSQL_ROOT_PASSWORD
  unset MYSQL_ROOT_PASSWORD_FILE
fi
exec 7>/dev/null
export BASH_XTRACEFD=7
exec bash "${PRESSWRIGHT_ENTRYPOINT:-/entrypoint.sh}" "$@"
