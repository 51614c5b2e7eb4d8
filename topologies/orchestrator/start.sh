#!/bin/bash
# Writes Orchestrator's configuration, lets it discover the cluster, and starts it.
set -u
state=/var/lib/orchestrator
mkdir -p "$state"
# Whoever forms the cluster opens db1; hooks write down who leads after a failover.
[ -e "$state/primary" ] || echo db1 >"$state/primary"

# Numbers have no quotes; the password stands in some.
settings=$(cat /etc/ha-drill/orchestrator.conf.json)
settings=${settings//'"@INSTANCE_POLL_SECONDS@"'/"$INSTANCE_POLL_SECONDS"}
settings=${settings//'"@RECOVERY_BLOCK_SECONDS@"'/"$RECOVERY_BLOCK_SECONDS"}
settings=${settings//'@HA_DRILL_ADMIN_PASSWORD@'/"$HA_DRILL_ADMIN_PASSWORD"}
(umask 077 && printf '%s\n' "$settings" >/etc/orchestrator.conf.json)

# A proxy that was started again has forgotten where writes go.
while sleep 1; do /bin/bash /etc/ha-drill/route.sh "$(cat "$state/primary")"; done &

(until curl -fs localhost:3000/api/discover/db1/3306 >/dev/null; do sleep 0.5; done; echo 'db1 is discovered') &

cd /usr/local/orchestrator || exit
exec ./orchestrator --config /etc/orchestrator.conf.json http
