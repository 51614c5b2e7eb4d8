#!/bin/bash
# The manager: it watches the primary, fails over once, and ends; with RESTART=1 it begins anew as soon as MHA lets it.
set -u
trap 'exit 0' TERM INT
if [ ! -e /ha-drill-keys/made ]; then
  ssh-keygen -q -t ed25519 -N '' -f /ha-drill-keys/id_ed25519
  touch /ha-drill-keys/made
fi
sh /etc/ha-drill/keys.sh
mkdir -p /var/lib/mha

umask 077
cat >/etc/mha.cnf <<CONF
[server default]
user=ha_admin
password=$HA_DRILL_ADMIN_PASSWORD
repl_user=ha_replication
repl_password=$HA_DRILL_REPLICATION_PASSWORD
ssh_user=root
ping_interval=$PING_INTERVAL_S
ping_type=CONNECT
manager_workdir=/var/lib/mha
remote_workdir=/var/lib/mha
master_binlog_dir=/var/lib/mysql-binlog
master_ip_failover_script=/etc/ha-drill/vip.sh
check_repl_delay=0

[server1]
hostname=db1
candidate_master=1

[server2]
hostname=db2
candidate_master=1

[server3]
hostname=db3
CONF

# The address of a cluster that nobody has led yet, or whose last primary lost it.
give_address() {
  timeout 1 bash -c "</dev/tcp/$ADDRESS/3306" 2>/dev/null && return
  for node in db1 db2 db3; do
    [ "$(MYSQL_PWD=$HA_DRILL_ADMIN_PASSWORD timeout 2 mariadb -h "$node" -uha_admin -N -e 'SELECT @@read_only' 2>/dev/null)" = 0 ] || continue
    /etc/ha-drill/vip.sh --command=start --new_master_host="$node"
    return
  done
}

# Its log has whole seconds: each line is stamped by the kernel's monotonic clock (ms).
stamped() { perl -MTime::HiRes=clock_gettime,CLOCK_MONOTONIC -ne '$| = 1; printf "%.3f %s", 1000 * clock_gettime(CLOCK_MONOTONIC), $_'; }

while :; do
  rm -f /var/lib/mha/mha.failover.*
  masterha_manager --conf=/etc/mha.cnf --ignore_last_failover 2>&1 | stamped | while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in
      *"waiting until MySQL doesn't respond"*) touch /var/lib/mha/watched; give_address ;;
    esac
  done &
  wait $!
  # What ends before it watches was started too early: not all replicate yet.
  if [ -e /var/lib/mha/watched ] && [ "$RESTART" != 1 ]; then break; fi
  sleep 1
done
echo 'the manager has ended: nobody fails over any more'
