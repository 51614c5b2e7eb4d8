#!/bin/bash
# vip.sh --command=COMMAND --orig_master_host=HOST --new_master_host=HOST ...: MHA calls it when the primary changes.
set -u
for word in "$@"; do
  case $word in
    --command=*) command=${word#*=} ;;
    --orig_master_host=*) old=${word#*=} ;;
    --new_master_host=*) new=${word#*=} ;;
  esac
done
case $command in
  # The host of the old primary answers, whatever its server does.
  stopssh) timeout 5 ssh "root@$old" "ip address delete $ADDRESS/24 dev eth0" ;;
  # It does not: nobody fences it.
  stop) ;;
  start)
    timeout 10 ssh "root@$new" "mariadb -e 'SET GLOBAL rpl_semi_sync_master_enabled = ON; SET GLOBAL read_only = OFF' &&
      ip address add $ADDRESS/24 dev eth0; arping -q -c 2 -A -I eth0 $ADDRESS" || exit 1
    ;;
esac
exit 0
