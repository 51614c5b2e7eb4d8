#!/bin/bash
# route.sh PRIMARY: leads writes to the primary by HAProxy's runtime API, and ends the sessions to all others. Nothing
# where no HAProxy is: another proxy may look for itself.
set -u
[ -n "${HAPROXY-}" ] || exit 0
commands=
for node in db1 db2 db3; do
  if [ "$node" = "$1" ]; then commands="$commands;enable server write/$node"
  else commands="$commands;disable server write/$node;shutdown sessions server write/$node"; fi
done
timeout 1 bash -c 'exec 3<>/dev/tcp/$HAPROXY/9999 && echo "$1" >&3 && cat <&3 >/dev/null' - "${commands#;}" 2>/dev/null
