#!/bin/sh
# node.sh SUPERVISOR OPTION...: PID 1 of a node, until the supervisor takes its place. Beside the server it runs keepalived.
set -u
sh /etc/ha-drill/keepalived.sh &
exec /bin/sh "$@"
