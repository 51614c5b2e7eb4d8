#!/bin/bash
# Writes Orchestrator's configuration, lets it discover the cluster, and starts it.
set -u
state=/var/lib/orchestrator
mkdir -p "$state"
# Whoever forms the cluster opens db1; the hook writes down who leads after a failover, once it is ready for clients.
[ -e "$state/primary" ] || echo db1 >"$state/primary"

# Numbers have no quotes; the password stands in some.
settings=$(cat /etc/ha-drill/orchestrator.conf.json)
settings=${settings//'"@INSTANCE_POLL_SECONDS@"'/"$INSTANCE_POLL_SECONDS"}
settings=${settings//'"@RECOVERY_BLOCK_SECONDS@"'/"$RECOVERY_BLOCK_SECONDS"}
settings=${settings//'@HA_DRILL_ADMIN_PASSWORD@'/"$HA_DRILL_ADMIN_PASSWORD"}
# One of several, of which one leads: RAFT_NODES has the names of all.
if [ -n "${RAFT_NODES-}" ]; then
  members=\"${RAFT_NODES// /\", \"}\"
  raft="\"RaftEnabled\": true, \"RaftDataDir\": \"$state\", \"RaftBind\": \"$HOSTNAME\", \"RaftNodes\": [$members]"
  settings="${settings%\}*}, $raft }"
fi
(umask 077 && printf '%s\n' "$settings" >/etc/orchestrator.conf.json)

# A proxy that was started again has forgotten where writes go: to the successor of the last failover. Of several Orchestrators the
# leader says so, whose hook did not run where another one led at that time.
api=localhost:3000/api
while sleep 1; do
  [ -z "${RAFT_NODES-}" ] || curl -fs "$api/leader-check" >/dev/null || continue
  recoveries=$(curl -fs "$api/audit-recovery") || continue
  successor=$(grep -o '"SuccessorKey":{"Hostname":"[^"]\+"' <<<"$recoveries" | head -n 1 | cut -d '"' -f 6)
  primary=$(cat "$state/primary")
  if [ "${successor:-$primary}" = "$primary" ]; then /bin/bash /etc/ha-drill/route.sh "$primary"
  else /bin/bash /etc/ha-drill/after-failover.sh 'the last failover' 'another leader' "$successor"; fi
done &

(until curl -fs "$api/discover/db1/3306" >/dev/null; do sleep 0.5; done; echo 'db1 is discovered') &

cd /usr/local/orchestrator || exit
exec ./orchestrator --config /etc/orchestrator.conf.json http
