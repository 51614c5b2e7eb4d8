#!/bin/sh
# member.sh SUPERVISOR OPTION...: PID 1 of a member, until the supervisor takes its place. Beside the server it answers
# HAProxy on port 9200: 200 while the member serves, however the server itself is.
set -u

begin=/run/ha-drill-member/begin.cnf
mkdir -p "$(dirname "$begin")"
rm -f "$begin"

# health: what HAProxy is answered.
cat >/run/ha-drill-health.sh <<'END'
state=$(timeout 2 mariadb --batch --skip-column-names -e "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'wsrep_local_state' AND @@wsrep_on" 2>/dev/null)
if [ "$state" = 4 ]; then answer='200 OK'; else answer='503 Service Unavailable'; fi
printf 'HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$answer"
END
setpriv --reuid=mysql --regid=mysql --init-groups \
  socat TCP-LISTEN:9200,reuseaddr,fork SYSTEM:'sh /run/ha-drill-health.sh' &

# serves HOST: whether a member there serves, in a cluster that this one then joins.
serves() { printf 'GET / HTTP/1.0\r\n\r\n' | timeout 3 socat - "TCP:$1:9200,connect-timeout=1" 2>/dev/null | grep -q ' 200 '; }

# A blank db1 begins the cluster, unless there is one. Only this start: the next one joins, whatever ended the server.
if [ "$(hostname)" = db1 ] && [ -z "$(ls -A /var/lib/mysql)" ] && ! serves db2 && ! serves db3; then
  printf '[mariadbd]\nwsrep_cluster_address = gcomm://\n' >"$begin"
  (until [ -S /run/mysqld/mysqld.sock ]; do sleep 0.2; done; rm -f "$begin") &
fi

# In front of the server: after a crash a member asks InnoDB how far its data goes, as mariadbd-safe and Debian's unit do.
# Without it all members of a cluster that lost its power take each other for equal, and differ for good.
bin=/run/ha-drill-member/bin
mkdir -p "$bin"
cat >"$bin/mariadbd" <<'END'
#!/bin/sh
state=/var/lib/mysql/grastate.dat
if grep -q '^seqno: *-1' "$state" 2>/dev/null && ! grep -q '^uuid: *00000000-' "$state"; then
  found=$(/usr/sbin/mariadbd "$@" --wsrep-recover 2>&1 | sed -n 's/.*WSREP: Recovered position: *//p')
  echo "ha-drill member: recovered position ${found:-unknown}" >&2
  case $found in *-*:[0-9]*) set -- "$@" "--wsrep-start-position=$found" ;; esac
fi
exec /usr/sbin/mariadbd "$@"
END
chmod 755 "$bin/mariadbd"
export PATH="$bin:$PATH"

exec /bin/sh "$@"
