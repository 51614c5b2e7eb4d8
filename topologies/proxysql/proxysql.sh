#!/bin/sh
# Writes ProxySQL's configuration and starts it. Servers begin as readers; ProxySQL moves whoever is not read-only to the
# writers (hostgroup 10), and whoever does not answer three times back.
set -eu
mkdir -p /var/lib/proxysql
(umask 077 && cat >/etc/proxysql.cnf) <<END
datadir="/var/lib/proxysql"
admin_variables = { mysql_ifaces="127.0.0.1:6032" }
mysql_variables =
{
  interfaces="0.0.0.0:6033"
  threads=2
  max_connections=2048
  server_version="9.7.0"
  monitor_username="ha_replication"
  monitor_password="$HA_DRILL_REPLICATION_PASSWORD"
  monitor_connect_interval=2000
  monitor_ping_interval=1000
  monitor_read_only_interval=$READ_ONLY_INTERVAL_MS
  monitor_read_only_timeout=$READ_ONLY_TIMEOUT_MS
  monitor_read_only_max_timeout_count=3
  connect_timeout_server=1000
}
mysql_servers =
(
  { address="db1", port=3306, hostgroup=20, use_ssl=1 },
  { address="db2", port=3306, hostgroup=20, use_ssl=1 },
  { address="db3", port=3306, hostgroup=20, use_ssl=1 }
)
mysql_replication_hostgroups = ( { writer_hostgroup=10, reader_hostgroup=20, check_type="read_only" } )
mysql_users =
(
  { username="ha_application", password="$HA_DRILL_APPLICATION_PASSWORD", default_hostgroup=10 },
  { username="ha_admin", password="$HA_DRILL_ADMIN_PASSWORD", default_hostgroup=10 }
)
END
exec proxysql --foreground --initial --config /etc/proxysql.cnf
