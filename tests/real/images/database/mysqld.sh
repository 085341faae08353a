#!/usr/bin/env bash
# Stands in for Percona's mysqld: MariaDB's server with the bundle's settings, without those that it does
# not know. What it leaves out is named in docs/proof.md.
{
  cat /etc/mysql/node.cnf
  sed -e '/^\[sst\]/,$d' -e '/^mysqlx/d' -e '/^pxc_/d' -e '/^ssl_/d' /etc/percona-xtradb-cluster.conf.d/*.cnf
} >/tmp/standin.cnf
options=()
for option in "$@"; do
  case $option in
    --log-error-verbosity=* | --defaults-file=*) ;;
    *) options+=("$option") ;;
  esac
done
exec /usr/sbin/mariadbd --defaults-file=/tmp/standin.cnf "${options[@]}"
