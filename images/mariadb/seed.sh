#!/bin/sh
# Makes the seed datadir at build time: initialised and started once, so that the first start's work is in it.
set -eu

seed=/usr/share/ha-drill/seed
socket=/tmp/seed.sock

mkdir -p "$seed" /run/mysqld /var/lib/mysql
chown mysql "$seed" /run/mysqld /var/lib/mysql
mariadb-install-db --no-defaults --user=mysql --datadir="$seed" --skip-test-db --innodb-log-file-size=8M >/dev/null
mariadbd --no-defaults --user=mysql --datadir="$seed" --socket="$socket" --skip-networking --innodb-log-file-size=8M &
until mariadb-admin --no-defaults --socket="$socket" ping >/dev/null 2>&1; do
  kill -0 $! || exit 1
  sleep 0.1
done
mariadb --no-defaults --socket="$socket" -e 'SET GLOBAL innodb_fast_shutdown = 0; SHUTDOWN'
wait $!
