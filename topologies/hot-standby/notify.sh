#!/bin/sh
# notify.sh INSTANCE NAME STATE PRIORITY: keepalived calls it when this node got the address, or lost it.
set -u
active=/run/ha-drill-active
data=/var/lib/mysql
say() { echo "notify: $*" >/proc/1/fd/2; }

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
  case $answer in
    off) ;;
    # It stands still and dies before it runs on, but has its locks until then. With files of new inodes it has the disk no
    # more, as when a SAN gives the reservation to somebody else.
    halted) find "$data" -type f -exec sh -c 'cp -a "$1" "$1.taken" && mv "$1.taken" "$1"' - {} \; ;;
    *) [ -z "$answer" ] && [ "$code" = 1 ] && reaches_own_device ;;
  esac
}

case $3 in
  MASTER)
    if pgrep '^mysqld' >/dev/null; then say 'MASTER: the server runs'; exit 0; fi
    # On a volume without data nobody has run a server yet.
    if [ "$FENCING" = 1 ] && [ -e "$data/.ha-drill" ]; then
      # Its check fails then, so that the address goes elsewhere.
      fence || fence || { say "not started: $OTHER was not fenced"; echo failed >"$active"; exit 1; }
    fi
    : >"$active"
    # What a node commits has a server_uuid of its own, also on a disk that comes from another one.
    if [ -e "$data/.ha-drill" ]; then
      uuid=$(hostname | md5sum | sed -E 's/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/')
      printf '[auto]\nserver-uuid=%s\n' "$uuid" >"$data/auto.cnf"
    fi
    say 'MASTER: starting the server'
    setsid xargs -d '\n' -a /run/ha-drill-options /bin/sh /ha-drill/supervisor.sh 9>&- >/proc/1/fd/1 2>/proc/1/fd/2 </dev/null &
    ;;
  *)
    sh /etc/ha-drill/stop.sh
    say "$3: the server is stopped"
    ;;
esac
