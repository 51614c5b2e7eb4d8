#!/bin/sh
# PID 1 of a database node: keeps "the process died" apart from "the host died".
#
# - mysqld asks to be restarted (exit code 16: RESTART, CLONE): it is restarted at once.
# - mysqld dies otherwise (SIGKILL, crash, SHUTDOWN): PID 1, and with it the container's
#   address, stays. Clients are refused, as by a host whose server died.
# - SIGUSR1 starts a dead mysqld again: the operator's restart.
# - SIGTERM stops mysqld cleanly and ends.
#
# It needs nothing but a POSIX shell and coreutils, so it can be mounted into any MySQL >= 8.4 image:
#   entrypoint: ["/bin/sh", "/ha-drill/supervisor.sh"], command: mysqld's options
# HA_DRILL_SERVER=mariadbd makes it the PID 1 of a MariaDB server.
# It begins as root where it has to (volumes get their owner), and goes on as the account mysql.
# As any PID 1 it reaps orphans: the shell collects every child that ended when it waits.
set -u

mysqld=${HA_DRILL_SERVER:-mysqld}
datadir=${HA_DRILL_DATADIR:-/var/lib/mysql}
binlogs=/var/lib/mysql-binlog     # a volume for binary logs, where one is mounted
seed=/usr/share/ha-drill/seed     # a pre-initialised datadir; absent in other images
run=${HA_DRILL_RUN:-/run/ha-drill} # what the server and the harness may read
accounts=$run-accounts.sql
clock=/ha-drill/clock.so          # lets the harness shift the server's clock; absent in other images

server=      # process id of mysqld, also when it is dead
starts=0
start=       # set: an operator asked for a dead server to be started
interrupted= # set: a signal ended `wait`, not the death of mysqld

say() { echo "ha-drill supervisor: $*" >&2; }

# A killed process that nobody has waited for yet is a zombie: dead, although `kill -0` finds it.
alive() {
  [ -n "$server" ] && read -r stat 2>/dev/null <"/proc/$server/stat" || return 1
  case $stat in *') Z '*) return 1 ;; esac
}

stop() {
  interrupted=1
  say 'SIGTERM: stopping'
  if alive; then
    kill -TERM "$server"
    wait "$server"
  fi
  exit 0
}

# An order to start a server that runs means nothing, also not for its next death.
operator_start() {
  interrupted=1
  alive || start=1
}

trap stop TERM INT
trap operator_start USR1

# An SQL string literal of a secret. Built-ins and stdin only: nothing shows on a command line.
# Not `echo`, here and below: dash's interprets backslashes.
quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/[\\\\']/\\\\&/g")"; }

# What MariaDB lacks, and what it has besides: a member of Galera would give its accounts to all others.
case $mysqld in
  mariadbd) replicating='REPLICATION SLAVE, REPLICATION CLIENT, RELOAD' locally='SET SESSION wsrep_on=OFF;' ;;
  *) replicating='REPLICATION SLAVE, REPLICATION CLIENT, BACKUP_ADMIN' locally= ;;
esac

# account NAME PASSWORD GRANT [OPTION]: the statements that make an account, one a line.
account() {
  printf "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY %s;\n" "$1" "$(quote "$2")"
  printf "GRANT %s TO '%s'@'%%'%s;\n" "$3" "$1" "${4:+ $4}"
}

# mysqld runs this file at every start, before it answers. Not in the binary log: an account that every
# node makes for itself would be an errant transaction of that node.
write_accounts() {
  echo 'SET sql_log_bin=0;'
  [ -z "$locally" ] || echo "$locally"
  [ -z "${HA_DRILL_ADMIN_PASSWORD-}" ] ||
    account ha_admin "$HA_DRILL_ADMIN_PASSWORD" 'ALL PRIVILEGES ON *.*' 'WITH GRANT OPTION'
  [ -z "${HA_DRILL_REPLICATION_PASSWORD-}" ] ||
    account ha_replication "$HA_DRILL_REPLICATION_PASSWORD" "$replicating ON *.*"
  [ -z "${HA_DRILL_APPLICATION_PASSWORD-}" ] ||
    account ha_application "$HA_DRILL_APPLICATION_PASSWORD" 'ALL PRIVILEGES ON ledger.*'
  echo 'SET sql_log_bin=1;'
}

prepare_directories() {
  mkdir -p "$run" /run/mysqld "$datadir"
  chmod 755 "$run"
  chown mysql "$run" /run/mysqld "$datadir"
  [ ! -d "$binlogs" ] || chown mysql "$binlogs"
  # 64 bits of nanoseconds: whatever was wrong with its clock, a machine that starts sets it right.
  if [ -e "$clock" ]; then printf '\0\0\0\0\0\0\0\0' >"$run/clock-offset"; fi
  (umask 077 && write_accounts >"$accounts")
  chown mysql "$accounts"
  unset HA_DRILL_ADMIN_PASSWORD HA_DRILL_REPLICATION_PASSWORD HA_DRILL_APPLICATION_PASSWORD
}

# auto.cnf holds the server_uuid. Nodes of one seed must not share it; a node keeps its own for life.
prepare_datadir() {
  [ ! -e "$datadir/.ha-drill" ] || return 0
  if [ -z "$(ls -A "$datadir")" ]; then
    if [ -d "$seed" ]; then
      cp -a "$seed/." "$datadir/"
    else
      say 'empty datadir: initialising it'
      case $mysqld in
        mariadbd) mariadb-install-db --user=mysql --datadir="$datadir" --skip-test-db >&2 || exit ;;
        *) mysqld --initialize-insecure --user=mysql --datadir="$datadir" || exit ;;
      esac
    fi
  fi
  rm -f "$datadir/auto.cnf"
  touch "$datadir/.ha-drill"
}

# What follows needs no root: PID 1 becomes a process of the server's own account, where the image has a program for that.
go_on_as_mysql() {
  [ "$(id -u)" = 0 ] || return 0
  export HA_DRILL_PREPARED=1
  if command -v setpriv >/dev/null; then exec setpriv --reuid=mysql --regid=mysql --init-groups /bin/sh "$0" "$@"; fi
  if command -v gosu >/dev/null; then exec gosu mysql /bin/sh "$0" "$@"; fi
}

# The free bytes of the datadir's filesystem, or of the binary logs' where it has less, for SELECT
# LOAD_FILE('/run/ha-drill/disk-free'). One write of constant length into the open file (<>: no truncation), so that
# no reader sees half a number.
publish_disk_free() {
  while :; do
    least=
    for volume in "$datadir" "$binlogs"; do
      # Two factors, blocks and their size: `$free` is expanded before it is calculated.
      free=$(stat -f -c '%a * %S' "$volume" 2>/dev/null) || continue
      [ -n "$least" ] && [ "$least" -le "$(($free))" ] || least=$(($free))
    done
    [ -z "$least" ] || printf '%-20s\n' "$least" 1<>"$run/disk-free"
    sleep 1
  done
}

# A killed server leaves the locks of its sockets, with its process id. After a restart of the container a thread of
# the new server may have that number, and mysqld would refuse to start. No server runs here, so nobody holds them.
start_server() {
  start=
  starts=$((starts + 1))
  rm -f /run/mysqld/*.lock
  preload=
  if [ -e "$clock" ]; then preload=LD_PRELOAD=$clock; fi
  env $preload "$mysqld" "$@" --user=mysql --datadir="$datadir" --secure-file-priv="$run" --init-file="$accounts" &
  server=$!
  echo "$server" >"$run/mysqld.pid"
  say "$mysqld started, process $server"
}

# Sets `code` to mysqld's exit code. A signal that is trapped ends `wait` early: wait again.
wait_for_death() {
  while :; do
    interrupted=
    wait "$server"
    code=$?
    [ -n "$interrupted" ] || return 0
  done
}

# `sleep` in the background and `wait`, so that a signal is handled at once.
wait_for_operator() {
  while [ -z "$start" ]; do
    sleep 1 &
    wait $!
  done
  say "SIGUSR1: starting $mysqld again"
}

if [ -z "${HA_DRILL_PREPARED-}" ]; then
  prepare_directories
  prepare_datadir
  go_on_as_mysql "$@"
fi
unset HA_DRILL_PREPARED
publish_disk_free &
export MYSQLD_PARENT_PID=$$ # tells mysqld that it may exit with 16 and will be started again

while :; do
  start_server "$@"
  wait_for_death
  say "$mysqld (process $server) ended with exit code $code"
  [ "$code" != 16 ] || continue
  # Code 1: mysqld refused to start. At the first start that is a wrong option: say so by ending.
  [ "$code" != 1 ] || [ "$starts" != 1 ] || exit 1
  wait_for_operator
done
