#!/bin/sh
# node.sh SUPERVISOR OPTION...: PID 1 of a node, until the supervisor takes its place. Beside the server it lets the manager
# and the other nodes in by ssh: MHA does all its work so.
set -u
(
  sh /etc/ha-drill/keys.sh
  mkdir -p /run/sshd /var/lib/mha
  ssh-keygen -A >/dev/null
  exec /usr/sbin/sshd -D -e -o PermitRootLogin=prohibit-password -o UseDNS=no
) &
exec /bin/sh "$@"
