#!/bin/sh
# notify.sh INSTANCE NAME STATE PRIORITY: keepalived calls it when this node got the address, or lost it.
set -u
say() { echo "notify: $*" >>/run/ha-drill-notify.log; }
run() { timeout "$1" mysql --no-defaults -uroot --batch --skip-column-names -e "$2" 2>&1; }

# One at a time: the state may change again before the work for the last one is done.
exec 9>/run/ha-drill-notify.lock
flock 9

# A device that does not answer has no power, and so has its node: unless this node reaches its own device no more than the
# other one, and is cut off itself. One that answers and fails is no reason to go on.
reaches_own_device() { socat -u OPEN:/dev/null "TCP:$OWN_POWER:7777,connect-timeout=2" 2>/dev/null; }
fence() {
  answer=$(echo reset | timeout 12 socat -t 10 - "TCP:$OTHER_POWER:7777,connect-timeout=2" 2>/dev/null)
  code=$?
  say "fencing $OTHER: ${answer:-no answer ($code)}"
  [ "$answer" = done ] || { [ -z "$answer" ] && [ "$code" = 1 ] && reaches_own_device; }
}

case $3 in
  MASTER)
    # A server that has executed nothing is of a cluster that starts for the first time: nobody was primary before it.
    if [ "$FENCING" = 1 ] && [ "$(run 2 "SELECT @@read_only, @@gtid_executed = ''" | tr '\t' ' ')" != '1 1' ] &&
      [ "$(run 2 'SELECT @@read_only')" != 0 ]; then
      fence || fence || { say "not promoted: $OTHER was not fenced"; exit 1; }
    fi
    # What it received is applied before anybody writes.
    run 5 'STOP REPLICA IO_THREAD'
    received=$(run 5 'SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status LIMIT 1' | tr -d '\n')
    [ -z "$received" ] || run 35 "SELECT WAIT_FOR_EXECUTED_GTID_SET('$received', 30)" >/dev/null
    run 10 'STOP REPLICA; SET GLOBAL rpl_semi_sync_source_enabled = ON; SET GLOBAL read_only = OFF; RESET REPLICA ALL'
    rm -f /run/ha-drill-chosen
    say "promoted: read_only is $(run 2 'SELECT @@read_only')"
    ;;
  *)
    run 5 'SET GLOBAL super_read_only = ON; SET GLOBAL rpl_semi_sync_source_enabled = OFF'
    say "$3: read_only is $(run 2 'SELECT @@read_only')"
    ;;
esac
