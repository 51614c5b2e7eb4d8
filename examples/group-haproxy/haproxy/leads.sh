#!/bin/bash
# HAProxy gives the address of a server as $3 and its port as $4. Well is the member that leads its group.
role=$(MYSQL_PWD=sample-check timeout 2 mysql -uhacheck -h "$3" -P "$4" --connect-timeout=2 --get-server-public-key -Nse \
  "SELECT MEMBER_ROLE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid AND MEMBER_STATE = 'ONLINE'" 2>/dev/null)
[ "$role" = PRIMARY ]
