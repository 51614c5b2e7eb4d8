#!/bin/bash
# This server got the address: it follows nobody any more, and accepts writes.
MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql -uroot -h127.0.0.1 -e 'STOP REPLICA; RESET REPLICA ALL; SET GLOBAL read_only = OFF'
