#!/bin/bash
# Becomes the command it is given. For mariadbd it first makes the datadir, where there is none: initialised, accounts,
# /docker-entrypoint-initdb.d, by a server that only this container reaches.
set -eo pipefail

note() { echo "$(date -u +%FT%TZ) [Note] [Entrypoint]: $*"; }
fail() { echo "$(date -u +%FT%TZ) [ERROR] [Entrypoint]: $*" >&2; exit 1; }

# from_file NAME: MARIADB_NAME, or MYSQL_NAME as of old; its value may be in the file that NAME_FILE of either names.
from_file() {
  local prefix
  for prefix in MYSQL MARIADB; do
    local variable=${prefix}_$1 file=${prefix}_$1_FILE
    if [ -n "${!file-}" ]; then export "MARIADB_$1=$(<"${!file}")"
    elif [ -n "${!variable-}" ]; then export "MARIADB_$1=${!variable}"
    fi
  done
}

# sql [OPTION...]: statements of stdin, as root, into no binary log.
sql() { { echo 'SET sql_log_bin=0;'; cat; } | MYSQL_PWD=${root_password-} mariadb -uroot "$@"; }

make_accounts() {
  local host=${MARIADB_ROOT_HOST-%}
  {
    echo "ALTER USER root@localhost IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';"
    if [ -n "$host" ] && [ "$host" != localhost ]; then
      echo "CREATE USER root@'$host' IDENTIFIED BY '$MARIADB_ROOT_PASSWORD';"
      echo "GRANT ALL ON *.* TO root@'$host' WITH GRANT OPTION;"
    fi
    if [ -n "${MARIADB_DATABASE-}" ]; then echo "CREATE DATABASE IF NOT EXISTS \`$MARIADB_DATABASE\`;"; fi
    if [ -n "${MARIADB_USER-}" ]; then
      echo "CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '${MARIADB_PASSWORD-}';"
      if [ -n "${MARIADB_DATABASE-}" ]; then echo "GRANT ALL ON \`$MARIADB_DATABASE\`.* TO '$MARIADB_USER'@'%';"; fi
    fi
  } | sql
  root_password=$MARIADB_ROOT_PASSWORD
}

run_initdb() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) note "running $file"; . "$file" ;;
      *.sql) note "running $file"; sql ${MARIADB_DATABASE:+"$MARIADB_DATABASE"} <"$file" ;;
    esac
  done
}

make_datadir() {
  local temporary _
  [ -n "${MARIADB_ROOT_PASSWORD-}" ] || fail 'You need to specify MARIADB_ROOT_PASSWORD'
  note 'Initializing database files'
  mariadb-install-db --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  note 'Starting temporary server'
  "$@" --skip-networking --skip-slave-start --read-only=OFF &
  temporary=$!
  for _ in {1..240}; do
    ! mariadb -uroot -e 'SELECT 1' >/dev/null 2>&1 || break
    kill -0 "$temporary" || fail 'The temporary server has ended'
    sleep 0.25
  done
  make_accounts
  run_initdb
  note 'Stopping temporary server'
  kill -TERM "$temporary"
  wait "$temporary"
  note 'MariaDB init process done. Ready for start up.'
}

if [ "${1:0:1}" = - ]; then set -- mariadbd "$@"; fi
if [ "$1" = mariadbd ]; then
  if [ "$(id -u)" = 0 ]; then
    note "Switching to dedicated user 'mysql'"
    chown -R mysql:mysql /var/lib/mysql /run/mysqld
    exec gosu mysql "$BASH_SOURCE" "$@"
  fi
  for variable in ROOT_PASSWORD ROOT_HOST DATABASE USER PASSWORD; do from_file "$variable"; done
  [ -d /var/lib/mysql/mysql ] || make_datadir "$@"
fi
exec "$@"
