#!/bin/bash
# Writes what Pacemaker is to run before it starts, the same on every node: an empty cluster would first wait 20 s for others.
# The agent uses one account for replication and for its orders, and makes the server read-only and writable by it.
set -eu
export CIB_file=/var/lib/pacemaker/cib/cib.xml
cibadmin --empty >$CIB_file
{
  cat <<CRM
property dc-deadtime=2s no-quorum-policy=stop fencing-enabled=$([ "$FENCING" = 1 ] && echo true || echo false)
rsc_defaults resource-stickiness=10
primitive vip ocf:heartbeat:IPaddr2 params ip=$ADDRESS cidr_netmask=24 nic=eth0 op monitor interval=2s
primitive db ocf:heartbeat:mariadb \
  params binary=/usr/sbin/mariadbd client_binary=/usr/bin/mariadb config=/etc/ha-drill-server.cnf datadir=/var/lib/mysql \
  user=mysql group=mysql socket=/run/mysqld/mysqld.sock pid=/run/mysqld/mysqld.pid log=/var/log/mysql/error.log \
  node_list="db1 db2 db3" replication_user=ha_admin replication_passwd="$HA_DRILL_ADMIN_PASSWORD" \
  op start timeout=120s op stop timeout=60s op promote timeout=60s op demote timeout=60s \
  op monitor interval=2s timeout=20s role=Promoted op monitor interval=5s timeout=20s role=Unpromoted
clone dbs db meta promotable=true notify=true interleave=true
colocation address-with-primary inf: vip dbs:Promoted
order address-after-primary Mandatory: dbs:promote vip:start
CRM
  if [ "$FENCING" = 1 ]; then
    for n in 1 2 3; do
      echo "primitive power$n stonith:fence_power params device=power$n pcmk_host_list=db$n op monitor interval=30s timeout=30s"
    done
  fi
} | crm --force configure load update - >&2
chown hacluster:haclient $CIB_file
chmod 600 $CIB_file
