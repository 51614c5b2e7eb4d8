#!/bin/sh
# Whether this node may have the address: its server answers, and is open, or follows another one, or an operator chose it
# for the first of a new pair. What came up closed and follows nobody has a past that nobody looked at.

# Who reaches no fence device is cut off itself, and should let go.
reaches() { socat -u OPEN:/dev/null "TCP:$1:7777,connect-timeout=1" 2>/dev/null; }
[ "$FENCING" = 0 ] || reaches "$OWN_POWER" || reaches "$OTHER_POWER" || exit 1

[ ! -e /run/ha-drill-chosen ] || exec timeout 2 mysqladmin --no-defaults -uroot ping
sql="SELECT 1 FROM DUAL WHERE @@read_only = 0 OR EXISTS (SELECT 1 FROM performance_schema.replication_connection_configuration WHERE HOST <> '')"
[ "$(timeout 2 mysql --no-defaults -uroot --batch --skip-column-names -e "$sql" 2>/dev/null)" = 1 ]
