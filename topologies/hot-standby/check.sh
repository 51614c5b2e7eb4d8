#!/bin/sh
# Whether this node may have the address. Where the server should run, it answers, or has not had the time to; any other
# node can start it.

# Who reaches no fence device is cut off itself, and should let go.
reaches() { socat -u OPEN:/dev/null "TCP:$1:7777,connect-timeout=1" 2>/dev/null; }
[ "$FENCING" = 0 ] || reaches "$OWN_POWER" || reaches "$OTHER_POWER" || exit 1

active=/run/ha-drill-active
[ -e "$active" ] || exit 0
timeout 2 mysqladmin --no-defaults -uroot ping >/dev/null 2>&1 && { echo answered >"$active"; exit 0; }
# One that has answered before is not starting any more, nor is one that nobody starts.
[ ! -s "$active" ] && [ $(($(date +%s) - $(stat -c %Y "$active"))) -lt "$GRACE_S" ]
