#!/bin/bash
# KNOWN BAD, for `ha-drill selfcheck`: a failover manager as one writes it in an afternoon.
# - The primary is dead when it has not answered twice, each time within 1.5 s. Nobody else is asked, and nobody is fenced.
# - SUCCESSOR=first promotes the first replica that answers; SUCCESSOR=behind the one that has least.
# - The sessions that the proxy has to the old primary stay.
# - An old primary that answers again is made a replica two seconds later, whatever it has.
set -u
nodes=(db1 db2 db3)
primary=db1

# on NODE SECONDS SQL
on() {
  MYSQL_PWD=$HA_DRILL_ADMIN_PASSWORD timeout "$2" \
    mysql --host="$1" --user=ha_admin --batch --skip-column-names --execute="$3" 2>/dev/null
}

# follow NODE: whatever it has, it replicates from the primary.
follow() {
  on "$1" 5 "SET GLOBAL super_read_only = ON; STOP REPLICA;
    CHANGE REPLICATION SOURCE TO SOURCE_HOST = '$primary', SOURCE_PORT = 3306, SOURCE_USER = 'ha_replication',
      SOURCE_PASSWORD = '$HA_DRILL_REPLICATION_PASSWORD', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1,
      SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000, SOURCE_HEARTBEAT_PERIOD = 0.25;
    START REPLICA"
}

lead() { on "$primary" 5 'STOP REPLICA; RESET REPLICA ALL; SET GLOBAL read_only = OFF'; }

# New connections go to the primary; what is connected stays where it is.
route() {
  local node orders=
  for node in "${nodes[@]}"; do orders+="set server write/$node state maint;"; done
  exec 3<>/dev/tcp/proxy/9999 || return
  printf '%s\n' "$orders set server write/$primary state ready" >&3
  cat <&3 >/dev/null
  exec 3>&-
}

# successor OLD: of the replicas that answer.
successor() {
  local node gtids least='' chosen=''
  for node in "${nodes[@]}"; do
    [ "$node" != "$1" ] || continue
    gtids=$(on "$node" 1 "SELECT REPLACE(@@GLOBAL.gtid_executed, '\n', '')") || continue
    if [ -z "$chosen" ] || { [ "$SUCCESSOR" = behind ] &&
      [ "$(on "$node" 1 "SELECT GTID_SUBSET('$gtids', '$least')")" = 1 ]; }; then
      chosen=$node least=$gtids
    fi
  done
  echo "$chosen"
}

fail_over() {
  local old=$primary node
  primary=$(successor "$old")
  echo "$old is dead, $primary leads now"
  lead
  route 2>/dev/null
  for node in "${nodes[@]}"; do
    [ "$node" = "$primary" ] || [ "$node" = "$old" ] || follow "$node"
  done
  (
    until on "$old" 0.5 'SELECT 1' >/dev/null; do sleep 0.2; done
    sleep 2
    follow "$old"
    echo "$old follows $primary"
  ) &
}

for node in "${nodes[@]}"; do until on "$node" 1 'SELECT 1' >/dev/null; do sleep 0.1; done; done
lead
for node in db2 db3; do follow "$node"; done
until route 2>/dev/null; do sleep 0.2; [ "${PROXY_CONFIG:-haproxy.cfg}" = haproxy.cfg ] || break; done
echo "$primary leads"

misses=0
while :; do
  if on "$primary" 1.5 'SELECT 1' >/dev/null; then misses=0; else misses=$((misses + 1)); fi
  if [ "$misses" -ge 2 ]; then
    fail_over
    misses=0
  fi
  sleep 0.2
done
