#!/bin/bash
# Runs once: the first server founds the group, the others join it, and each joins again whenever it starts.
set -e
q() { MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql -uroot -h "$1" -Nse "$2"; }
accounts="SET sql_log_bin = OFF;
CREATE USER IF NOT EXISTS repl@'%' IDENTIFIED BY '$REPL_PASSWORD';
GRANT REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO repl@'%';
CREATE USER IF NOT EXISTS hacheck@'%' IDENTIFIED BY '$CHECK_PASSWORD';
GRANT SELECT ON performance_schema.replication_group_members TO hacheck@'%';
CHANGE REPLICATION SOURCE TO SOURCE_USER = 'repl', SOURCE_PASSWORD = '$REPL_PASSWORD' FOR CHANNEL 'group_replication_recovery'"
if [ "$(q mysql-1 "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'")" != 0 ]; then
  exit 0
fi
for node in mysql-1 mysql-2 mysql-3; do q $node "$accounts"; done
q mysql-1 "SET GLOBAL group_replication_bootstrap_group = ON; START GROUP_REPLICATION; SET GLOBAL group_replication_bootstrap_group = OFF"
for node in mysql-2 mysql-3; do q $node 'RESET BINARY LOGS AND GTIDS; START GROUP_REPLICATION'; done
for node in mysql-1 mysql-2 mysql-3; do q $node 'SET PERSIST group_replication_start_on_boot = ON'; done
