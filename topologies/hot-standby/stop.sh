#!/bin/sh
# Kills the server of this node, and whoever would start it again.
rm -f /run/ha-drill-active
pkill -KILL -f '^/bin/sh /ha-drill/supervisor.sh'
pkill -KILL '^mysqld'
exit 0
