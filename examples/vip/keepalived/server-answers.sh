#!/bin/bash
MYSQL_PWD=$MYSQL_ROOT_PASSWORD timeout 1 mysql -uroot -h127.0.0.1 --connect-timeout=1 -e 'SELECT 1' >/dev/null 2>&1
