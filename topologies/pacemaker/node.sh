#!/bin/bash
# PID 1 of a node: it makes the datadir at the first start, and runs Corosync and Pacemaker, which run the server.
set -u
trap 'exit 0' TERM INT
server=/etc/ha-drill/mariadbd.cnf
ask() { mariadb --batch --skip-column-names -e "$1"; }

# The supervisor of ha-drill makes datadir and accounts, and is done. One transaction that all nodes have is behind them: the
# agent promotes nobody while a node has none.
if [ ! -e /var/lib/ha-drill-made ]; then
  /bin/sh /ha-drill/supervisor.sh --defaults-file=$server --server-id="$ID" --skip-networking &
  made=$!
  until ask 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
  if [ "$ID" = 1 ]; then ask 'SET SESSION gtid_seq_no = 1; CREATE DATABASE IF NOT EXISTS ledger'
  else ask "SET sql_log_bin = 0; CREATE DATABASE IF NOT EXISTS ledger; SET GLOBAL gtid_slave_pos = '0-1-1'"; fi
  kill -TERM $made
  wait $made
  bash /etc/ha-drill/resources.sh
  touch /var/lib/ha-drill-made
fi
unset HA_DRILL_APPLICATION_PASSWORD

# What the agent starts has the options of one file.
(
  cat $server
  printf 'server_id = %s\ninit_file = /run/ha-drill-accounts.sql\nsecure_file_priv = /run/ha-drill\n' "$ID"
  printf 'report_host = %s\nslave_net_timeout = %s\nrpl_semi_sync_master_timeout = %s\n' "$(hostname)" "$REPLICA_NET_TIMEOUT" "$SEMISYNC_TIMEOUT_MS"
) >/etc/ha-drill-server.cnf
mkdir -p /run/mysqld /var/log/mysql /var/lib/corosync /var/lib/pacemaker/cores /run/crm /run/resource-agents
touch /var/log/mysql/error.log
chown mysql /run/mysqld /var/log/mysql /var/log/mysql/error.log
chown hacluster:haclient /var/lib/pacemaker /var/lib/pacemaker/* /run/crm
tail -n 0 -q -F /var/log/mysql/error.log /var/log/pacemaker/pacemaker.log |
  grep --line-buffered -vE 'pacemaker.* info: |failed to chown directory' &

cat >/etc/corosync/corosync.conf <<CONF
totem {
  version: 2
  cluster_name: ha-drill
  transport: knet
  token: $TOKEN_MS
  crypto_cipher: none
  crypto_hash: none
}
quorum {
  provider: corosync_votequorum
}
logging {
  to_stderr: yes
  to_syslog: no
}
nodelist {
$(for n in 1 2 3; do printf '  node {\n    ring0_addr: %s\n    name: db%s\n    nodeid: %s\n  }\n' "$(getent hosts "db$n" | awk 'NR == 1 {print $1}')" $n $n; done)
}
CONF

export PCMK_logfacility=none HA_logfile=/var/log/pacemaker/pacemaker.log
while :; do
  # Who was killed left a server that nobody watches, and its address.
  pkill -KILL '^mariadbd'
  ip address delete "$ADDRESS/24" dev eth0 2>/dev/null
  corosync -f &
  until corosync-cfgtool -s >/dev/null 2>&1; do
    kill -0 $! 2>/dev/null || break
    sleep 0.2
  done
  pacemakerd &
  wait $!
  pkill -KILL '^(corosync|pacemaker)'
  sleep 1
done
