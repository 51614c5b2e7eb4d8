#!/bin/sh
# Starts MySQL Router with what `mysqlrouter --bootstrap` would have made: a keyring with the metadata account's
# password, a TLS key (clients without TLS need its public half, too), and the list of servers to ask first.
#
#   METADATA_USER, METADATA_PASSWORD   the account that reads the cluster's metadata
#   GROUP_NAME, SERVERS                the group's UUID, and its servers: db1:3306 db2:3306
#
# Its arguments are Router's own. They may override any option of the configuration: --metadata_cache:cluster.ttl=1
set -eu

run=/run/router
# What an earlier start left.
rm -rf "$run"/*
umask 077

mysqlrouter_keyring init --master-key-file="$run/master-key" "$run/keyring"
printf '%s\n' "$METADATA_PASSWORD" |
  mysqlrouter_keyring set --master-key-file="$run/master-key" "$run/keyring" "$METADATA_USER" password
unset METADATA_PASSWORD

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=router \
  -keyout "$run/key.pem" -out "$run/certificate.pem" 2>/dev/null

servers=
for server in $SERVERS; do servers="$servers${servers:+,}\"mysql://$server\""; done
printf '{"metadata-cache":{"group-replication-id":"%s","cluster-metadata-servers":[%s]},"version":"1.0.0"}\n' \
  "$GROUP_NAME" "$servers" >"$run/state.json"

exec mysqlrouter "$@"
