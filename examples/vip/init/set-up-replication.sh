#!/bin/bash
# Runs once, when Keepalived has opened mysql-a: the account of the replica there, then mysql-b follows it.
set -e
q() { MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql -uroot -h "$1" -Nse "$2"; }
until [ "$(q mysql-a 'SELECT @@read_only')" = 0 ]; do sleep 0.5; done
q mysql-a "CREATE USER IF NOT EXISTS repl@'%' IDENTIFIED BY '$REPL_PASSWORD'; GRANT REPLICATION SLAVE ON *.* TO repl@'%'"
if [ -n "$(q mysql-b 'SHOW REPLICA STATUS')" ]; then exit 0; fi
q mysql-b "CHANGE REPLICATION SOURCE TO SOURCE_HOST='mysql-a', SOURCE_USER='repl', SOURCE_PASSWORD='$REPL_PASSWORD', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=86400; START REPLICA"
