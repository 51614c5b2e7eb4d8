#!/bin/sh
# A fence device: `reset` on its stdin switches the node off and on again, however it is. The server and keepalived die at
# once, also where the host stands still: it does not execute another instruction of theirs. PID 1 then starts the server,
# which comes up read-only.
read -r order
[ -n "$order" ] || exit 0 # somebody looks whether it is there
[ "$order" = reset ] || exit 1
# What was begun is done, whether or not somebody waits for the answer.
trap '' TERM HUP PIPE
running() { pgrep --runstates DIRSTt '^mysqld' >/dev/null; }
pkill -KILL '^(mysqld|keepalived)'
tries=10
while [ "$tries" -gt 0 ] && running; do
  sleep 0.05
  tries=$((tries - 1))
done
echo 'reset: server and keepalived killed' >&2
echo done
# PID 1 takes no order to start a server that still runs. Who stands still dies later, and before it runs on.
while running; do sleep 0.1; done
kill -USR1 1
