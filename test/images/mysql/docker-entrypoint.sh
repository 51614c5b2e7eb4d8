#!/bin/bash
# Becomes the command it is given. For mysqld it first makes the datadir, where there is none: initialised, accounts,
# /docker-entrypoint-initdb.d, by a server that only this container reaches.
set -eo pipefail

note() { echo "$(date -u +%FT%TZ) [Note] [Entrypoint]: $*"; }
fail() { echo "$(date -u +%FT%TZ) [ERROR] [Entrypoint]: $*" >&2; exit 1; }

# from_file VARIABLE: its value may be in the file that VARIABLE_FILE names.
from_file() {
  local file=${1}_FILE
  if [ -n "${!file-}" ]; then export "$1=$(<"${!file}")"; unset "$file"; fi
}

# sql [OPTION...]: statements of stdin, as root, into no binary log.
sql() { { echo 'SET sql_log_bin=0;'; cat; } | MYSQL_PWD=${root_password-} mysql -uroot "$@"; }

make_accounts() {
  local host=${MYSQL_ROOT_HOST-%}
  {
    echo "ALTER USER root@localhost IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';"
    if [ -n "$host" ] && [ "$host" != localhost ]; then
      echo "CREATE USER root@'$host' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';"
      echo "GRANT ALL ON *.* TO root@'$host' WITH GRANT OPTION;"
    fi
    if [ -n "${MYSQL_DATABASE-}" ]; then echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;"; fi
    if [ -n "${MYSQL_USER-}" ]; then
      echo "CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '${MYSQL_PASSWORD-}';"
      if [ -n "${MYSQL_DATABASE-}" ]; then echo "GRANT ALL ON \`$MYSQL_DATABASE\`.* TO '$MYSQL_USER'@'%';"; fi
    fi
  } | sql
  root_password=$MYSQL_ROOT_PASSWORD
}

run_initdb() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) note "running $file"; . "$file" ;;
      *.sql) note "running $file"; sql ${MYSQL_DATABASE:+"$MYSQL_DATABASE"} <"$file" ;;
    esac
  done
}

make_datadir() {
  local temporary _
  [ -n "${MYSQL_ROOT_PASSWORD-}" ] || fail 'You need to specify MYSQL_ROOT_PASSWORD'
  note 'Initializing database files'
  "$@" --initialize-insecure --skip-log-bin
  note 'Starting temporary server'
  "$@" --skip-networking --mysqlx=OFF --skip-replica-start --super-read-only=OFF --read-only=OFF &
  temporary=$!
  for _ in {1..240}; do
    ! mysql -uroot -e 'SELECT 1' >/dev/null 2>&1 || break
    kill -0 "$temporary" || fail 'The temporary server has ended'
    sleep 0.25
  done
  make_accounts
  run_initdb
  note 'Stopping temporary server'
  kill -TERM "$temporary"
  wait "$temporary"
  note 'MySQL init process done. Ready for start up.'
}

if [ "${1:0:1}" = - ]; then set -- mysqld "$@"; fi
if [ "$1" = mysqld ]; then
  if [ "$(id -u)" = 0 ]; then
    note "Switching to dedicated user 'mysql'"
    chown -R mysql:mysql /var/lib/mysql /var/run/mysqld
    exec gosu mysql "$BASH_SOURCE" "$@"
  fi
  for variable in MYSQL_ROOT_PASSWORD MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD; do from_file "$variable"; done
  [ -d /var/lib/mysql/mysql ] || make_datadir "$@"
  unset MYSQL_ROOT_PASSWORD MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD
fi
exec "$@"
