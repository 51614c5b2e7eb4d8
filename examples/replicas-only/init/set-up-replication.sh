#!/bin/bash
# Runs once: the account of the replicas on the primary, then each replica follows it.
set -e
q() { MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql -uroot -h "$1" -e "$2"; }
q mysql-1 "CREATE USER IF NOT EXISTS repl@'%' IDENTIFIED BY '$REPL_PASSWORD'; GRANT REPLICATION SLAVE ON *.* TO repl@'%'"
for replica in mysql-2 mysql-3; do
  if [ -n "$(q $replica 'SHOW REPLICA STATUS')" ]; then continue; fi
  q $replica "CHANGE REPLICATION SOURCE TO SOURCE_HOST='mysql-1', SOURCE_USER='repl', SOURCE_PASSWORD='$REPL_PASSWORD', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=86400; START REPLICA"
done
