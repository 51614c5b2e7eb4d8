#!/bin/bash
# after-failover.sh FAILURE FAILED SUCCESSOR: Orchestrator calls it when it has promoted.
set -u
# Before clients are led to it: what they write is guarded from the first row on.
if [ "$SEMISYNC_HOOK" = 1 ]; then
  curl -fs --max-time 5 "localhost:3000/api/enable-semi-sync-master/$3/3306" >/dev/null || echo "semisync stays off on $3"
fi
echo "$3" >/var/lib/orchestrator/primary
/bin/bash /etc/ha-drill/route.sh "$3"
echo "$1 of $2: $3 leads"
