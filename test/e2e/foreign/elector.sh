# Somebody's failover: when the primary has not answered five times, the first other server that does is promoted by SQL,
# the rest follow it, and the proxies are told. It prints nothing.
servers='db1 db2 db3'

ask() {
  MYSQL_PWD=$HA_DRILL_ADMIN_PASSWORD timeout 10 mysql -h "$1" -u ha_admin -N -s -e "$2" 2>/dev/null
}

route() {
  local words=
  for server in $servers; do
    [ "$server" = "$1" ] && words+="set server write/$server state ready;" ||
      words+="set server write/$server state maint;shutdown sessions server write/$server;"
  done
  for proxy in proxy proxy2; do
    (exec 3<>"/dev/tcp/$proxy/9999" && echo "$words" >&3) 2>/dev/null
  done
  true
}

promote() {
  ask "$1" 'STOP REPLICA; RESET REPLICA ALL; SET GLOBAL read_only = OFF' || return
  for other in $servers; do
    [ "$other" = "$1" ] || ask "$other" "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '$1',
      SOURCE_USER = 'ha_replication', SOURCE_PASSWORD = '$HA_DRILL_REPLICATION_PASSWORD', SOURCE_AUTO_POSITION = 1,
      GET_SOURCE_PUBLIC_KEY = 1; START REPLICA"
  done
  primary=$1
  route "$1"
}

primary= missed=0
while sleep 0.2; do
  for server in $servers; do
    [ -z "$primary" ] && [ "$(ask "$server" 'SELECT @@read_only')" = 0 ] && primary=$server && route "$server"
  done
  [ -z "$primary" ] && continue
  # A proxy that was started again knows nothing: it is told each time.
  ask "$primary" 'SELECT 1' >/dev/null && missed=0 && route "$primary" && continue
  missed=$((missed + 1))
  [ "$missed" -lt 5 ] && continue
  for server in $servers; do
    [ "$server" != "$primary" ] && ask "$server" 'SELECT 1' >/dev/null && promote "$server" && break
  done
  missed=0
done
