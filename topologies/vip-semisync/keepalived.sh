#!/bin/sh
# Runs keepalived beside the server, and starts it again whatever ended it.
set -u
unset HA_DRILL_ADMIN_PASSWORD HA_DRILL_REPLICATION_PASSWORD HA_DRILL_APPLICATION_PASSWORD

formed=/var/lib/ha-drill-formed
own=$(hostname -i | awk '{print $1}')
other=$(getent hosts "$OTHER" | awk '{print $1}')
ask() { timeout 2 mysql --no-defaults -uroot --batch --skip-column-names -e "$1" 2>/dev/null; }

# Keepalived runs no script by a path with a link in it, as /bin/sh is.
cat >/etc/keepalived/keepalived.conf <<END
global_defs {
  script_user root
}

vrrp_script server_fit {
  script "/usr/bin/dash /etc/ha-drill/check.sh"
  interval 1
  timeout 5
  fall 2
  rise 1
  init_fail
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
    server_fit
  }
  notify "/usr/bin/dash /etc/ha-drill/notify.sh"
}
END

# A new pair is made by an operator, who opens the one server and lets the other follow. That one waits until somebody has
# the address, so as not to take it first. Later starts ask nobody.
until [ -e "$formed" ]; do
  if [ "$(ask 'SELECT @@read_only')" = 0 ]; then touch /run/ha-drill-chosen "$formed"; fi
  if [ -n "$(ask 'SHOW REPLICA STATUS')" ] && socat -u OPEN:/dev/null "TCP:$ADDRESS:3306,connect-timeout=1" 2>/dev/null; then
    touch "$formed"
  fi
  sleep 0.2
done

# Keepalived gives its scripts no output.
touch /run/ha-drill-notify.log
tail -n 0 -F /run/ha-drill-notify.log &

while :; do
  # Who was killed left the address behind, and the process ids.
  ip address delete "$ADDRESS/24" dev eth0 2>/dev/null
  rm -f /run/keepalived.pid /run/keepalived/*.pid /run/vrrp.pid
  keepalived --dont-fork --log-console --vrrp
  sleep 1
done
