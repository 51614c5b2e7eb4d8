#!/bin/sh
# A fence device: `reset` on its stdin switches the node off and on again, however it is. The server and keepalived die at
# once, also where the host stands still: it does not execute another instruction of theirs. PID 1 then starts the server,
# which comes up read-only.
read -r order
[ "$order" = reset ] || exit 1
pkill -KILL '^(mysqld|keepalived)'
kill -USR1 1
echo 'reset: server and keepalived killed' >&2
echo done
