#!/usr/bin/env bash
# Stands in the place of the image's own entrypoint: it gives the stand-in beside it what a pod knows.
STANDIN_ADDRESS=$(hostname -I)
export STANDIN_CONFIGURATION=/etc/mysql/node.cnf STANDIN_ADDRESS=${STANDIN_ADDRESS%% *}
exec bash /standin-entrypoint.sh "$@"
