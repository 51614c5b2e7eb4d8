#!/bin/sh
# node.sh OPTION...: PID 1 of a node. It runs keepalived, which runs the server, with these options, while this node has the
# address.
set -u
printf '%s\n' "$@" >/run/ha-drill-options

own=$(hostname -i | awk '{print $1}')
other=$(getent hosts "$OTHER" | awk '{print $1}')

# Keepalived runs no script by a path with a link in it, as /bin/sh is.
cat >/etc/keepalived/keepalived.conf <<CONF
global_defs {
  script_user root
}

vrrp_script able {
  script "/usr/bin/dash /etc/ha-drill/check.sh"
  interval 1
  timeout 5
  fall 2
  rise 1
}

vrrp_instance database {
  version 3
  state BACKUP
  nopreempt
  interface eth0
  virtual_router_id 51
  priority $PRIORITY
  advert_int $ADVERT_S
  unicast_src_ip $own
  unicast_peer {
    $other
  }
  virtual_ipaddress {
    $ADDRESS/24
  }
  track_script {
    able
  }
  notify "/usr/bin/dash /etc/ha-drill/notify.sh"
}
CONF

trap 'exit 0' TERM INT

while :; do
  # Who was killed left the address behind, the process ids, and a server that nobody watches.
  sh /etc/ha-drill/stop.sh
  ip address delete "$ADDRESS/24" dev eth0 2>/dev/null
  rm -f /run/keepalived.pid /run/keepalived/*.pid /run/vrrp.pid
  keepalived --dont-fork --log-console --vrrp &
  wait $!
  sleep 1
done
