#!/bin/sh
# Makes the seed datadir at build time: initialised, started once, stopped cleanly. Kept small: a small redo log
# grows to the configured capacity at run time, and doublewrite files are made at the first start.
set -eu

seed=/usr/share/ha-drill/seed
socket=/tmp/seed.sock
small='--user=mysql --innodb-redo-log-capacity=8M --innodb-doublewrite=OFF --secure-file-priv=NULL'

mkdir -p "$seed" /run/mysqld /var/lib/mysql
chown mysql "$seed" /run/mysqld /var/lib/mysql
# shellcheck disable=SC2086  # `small` is a list of words
mysqld $small --datadir="$seed" --initialize-insecure
# shellcheck disable=SC2086
mysqld $small --datadir="$seed" --socket="$socket" --skip-networking --skip-log-bin --mysqlx=OFF &
until mysqladmin --socket="$socket" ping >/dev/null 2>&1; do
  kill -0 $! || exit 1
  sleep 0.1
done
mysql --socket="$socket" -e 'SET GLOBAL innodb_fast_shutdown = 0; SHUTDOWN'
wait $!
rm -f "$seed"/auto.cnf "$seed"/binlog.*
