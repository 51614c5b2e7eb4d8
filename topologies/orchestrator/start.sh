#!/bin/bash
# Writes Orchestrator's configuration, lets it discover the cluster, and starts it.
set -u
state=/var/lib/orchestrator
mkdir -p "$state"
# Whoever forms the cluster opens db1; hooks write down who leads after a failover.
[ -e "$state/primary" ] || echo db1 >"$state/primary"

(umask 077 && cat >/etc/orchestrator.conf.json) <<END
{
  "Debug": false,
  "EnableSyslog": false,
  "ListenAddress": ":3000",
  "MySQLTopologyUser": "ha_admin",
  "MySQLTopologyPassword": "$HA_DRILL_ADMIN_PASSWORD",
  "MySQLTopologySSLSkipVerify": true,
  "BackendDB": "sqlite",
  "SQLite3DataFile": "$state/orchestrator.sqlite3",
  "MySQLConnectTimeoutSeconds": 1,
  "DefaultInstancePort": 3306,
  "DiscoverByShowSlaveHosts": false,
  "InstancePollSeconds": $INSTANCE_POLL_SECONDS,
  "HostnameResolveMethod": "none",
  "MySQLHostnameResolveMethod": "@@hostname",
  "RecoverMasterClusterFilters": ["*"],
  "RecoveryPeriodBlockSeconds": $RECOVERY_BLOCK_SECONDS,
  "FailureDetectionPeriodBlockMinutes": 1,
  "ApplyMySQLPromotionAfterMasterFailover": true,
  "DelayMasterPromotionIfSQLThreadNotUpToDate": true,
  "UseSuperReadOnly": true,
  "PostMasterFailoverProcesses": ["/bin/bash /etc/ha-drill/after-failover.sh {failureType} {failedHost} {successorHost}"],
  "HTTPAdvertise": ""
}
END

# A proxy that was started again has forgotten where writes go.
while sleep 1; do /bin/bash /etc/ha-drill/route.sh "$(cat "$state/primary")"; done &

(until curl -fs localhost:3000/api/discover/db1/3306 >/dev/null; do sleep 0.5; done; echo 'db1 is discovered') &

cd /usr/local/orchestrator || exit
exec ./orchestrator --config /etc/orchestrator.conf.json http
