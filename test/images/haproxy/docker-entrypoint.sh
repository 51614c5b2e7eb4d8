#!/bin/sh
# Becomes the command it is given. HAProxy is run as a master with a worker, and stays in the foreground.
set -e
case $1 in -*) set -- haproxy "$@" ;; esac
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
