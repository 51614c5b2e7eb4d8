#!/bin/sh
# What MHA 0.58 needs to run with today's Perl and with MariaDB.
set -eu
perl=/usr/share/perl5/MHA

# patched FILE PROGRAM TEXT: edits a file, which has the text then.
patched() {
  sed -i "$2" "$perl/$1"
  grep -qF "$3" "$perl/$1"
}

# Versions have more parts than it prints: "Redundant argument in sprintf" is fatal here.
patched NodeUtil.pm "s#sprintf( '%03d%03d%03d', \$str =~ m/(\\\\d+)/g )#sprintf( '%03d%03d%03d', ( \$str =~ m/(\\\\d+)/g )[ 0 .. 2 ] )#" '[ 0 .. 2 ]'
patched NodeUtil.pm "s#sprintf( '%03d%03d', \$str =~ m/(\\\\d+)/g )#sprintf( '%03d%03d', ( \$str =~ m/(\\\\d+)/g )[ 0, 1 ] )#" '[ 0, 1 ]'
# MariaDB has no super_read_only.
patched SlaveUtil.pm 's/SELECT \\@\\@global.super_read_only as Value/SELECT 0 as Value/' 'SELECT 0 as Value'

[ -e /usr/bin/mysql ] || ln -s mariadb /usr/bin/mysql
[ -e /usr/bin/mysqladmin ] || ln -s mariadb-admin /usr/bin/mysqladmin
rm -f /usr/bin/mysqlbinlog
install -m 755 /tmp/mysqlbinlog /usr/bin/mysqlbinlog
rm /tmp/mysqlbinlog
