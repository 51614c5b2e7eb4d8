import { environmentError } from '../../errors.ts';
import type { Session } from '../session.ts';
import type { Accounts, NodeAddress, Shell } from '../types.ts';

/**
 * Streams a dump of the donor into the server beside which it runs, and leaves the binary log empty: what only this server
 * had is gone from both, but for its accounts. Those of the donor are read first, since its system tables are in no
 * transaction, and made last: a right on a table needs the table. $0 is the donor's host, $1 its port; the account comes by
 * stdin, as a file of options.
 */
const script = `set -eu
options=$(mktemp); trap 'rm -f "$options" "$options".*' EXIT
cat >"$options"
client() { mariadb --defaults-extra-file="$options" --protocol=socket --socket=/run/mysqld/mysqld.sock "$@"; }
own="'mysql', 'sys', 'information_schema', 'performance_schema'"
drops=$(client --batch --skip-column-names -e "SELECT CONCAT('DROP DATABASE \\\`', SCHEMA_NAME, '\\\`;') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ($own)")
client -e "SET sql_log_bin = 0; $drops RESET MASTER; SET GLOBAL gtid_slave_pos = ''"
donor="--defaults-extra-file=$options --host=$0 --port=$1 --skip-ssl"
ask() { mariadb $donor --batch --skip-column-names -e "$1"; }
databases=$(ask "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ($own)")
[ -n "$databases" ] || databases=mysql
# Which accounts every server has of itself, and which right cannot be given by another one.
local='\`(mariadb\\.sys|root|mysql)\`@\`localhost\`|GRANT PROXY'
mkfifo "$options.pipe"
{
  mariadb-dump $donor --system=users --insert-ignore >"$options.users"
  mariadb-dump $donor --single-transaction --gtid --master-data=1 --routines --events --triggers --databases $databases
  ask "SELECT CONCAT('CREATE ROLE IF NOT EXISTS \\\`', User, '\\\`;') FROM mysql.global_priv
    WHERE COALESCE(JSON_VALUE(Priv, '$.is_role'), 0) AND User <> 'PUBLIC'"
  grep -vE "$local" "$options.users"
} >"$options.pipe" &
client --init-command='SET sql_log_bin = 0' <"$options.pipe"
wait $!
`;

/**
 * Replaces a replica's data by a dump of the primary's, streamed, with its accounts and their grants. It comes back
 * read-only, following nobody.
 *
 * @throws DrillError (exit 3) with what the client in its container said when it fails
 */
export async function reseed(
  node: Session,
  primary: NodeAddress,
  { admin }: Accounts,
  shell: Shell,
): Promise<void> {
  await node.query('SET GLOBAL read_only = ON');
  await node.query('STOP REPLICA');
  await node.query('RESET REPLICA ALL');
  const options = `[client]\nuser=${admin.user}\npassword=${admin.password}\n`;
  const words = ['sh', '-c', script, primary.host, String(primary.port)];
  const { exitCode, stderr } = await shell(words, options);
  if (exitCode !== 0) {
    throw environmentError(`Copying the data anew from ${primary.name} failed: ${stderr.trim()}`, {
      hint: 'the image of the node needs mariadb and mariadb-dump',
    });
  }
  // The dump says by what position to replicate, and from nobody.
  await node.query('RESET REPLICA ALL');
}
