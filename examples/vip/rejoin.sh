#!/bin/bash
# HA_DRILL_NODE follows HA_DRILL_PRIMARY, read-only. Its Keepalived starts anew, in the network that the server has now.
set -e
docker compose exec -T "$HA_DRILL_NODE" sh -c "MYSQL_PWD=\$MYSQL_ROOT_PASSWORD mysql -uroot -h127.0.0.1 -e \"SET GLOBAL super_read_only = ON; STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST='$HA_DRILL_PRIMARY', SOURCE_USER='repl', SOURCE_PASSWORD='\$REPL_PASSWORD', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=86400; START REPLICA\""
docker compose restart "keepalived-${HA_DRILL_NODE#mysql-}"
