import type { Accounts } from './types.ts';

/** What the application's account of a drill writes to: the load, and the proof that the endpoint routes. */
const schemas = ['ledger', 'ha_drill'];

/**
 * What makes the accounts of a drill on the primary of a cluster whose replicas get them by the binary log. Passwords are
 * of letters, digits, `-` and `_`. The administrator injects faults and restores: it may do everything.
 *
 * @param hosts from where the application's account may come, where it was there before the drill: it is granted its
 *   schemas, and nothing else of it is changed. Undefined where it is made
 * @param replicating the privileges of the account by which replicas fetch
 */
export function accountStatements(
  { admin, replication, application }: Accounts,
  hosts: readonly string[] | undefined,
  replicating: string,
): string[] {
  const made = ({ user, password }: Accounts['admin']): string =>
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}'`;
  return [
    made(admin),
    `GRANT ALL PRIVILEGES ON *.* TO '${admin.user}'@'%' WITH GRANT OPTION`,
    made(replication),
    `GRANT ${replicating} ON *.* TO '${replication.user}'@'%'`,
    ...(hosts === undefined ? [made(application)] : []),
    ...(hosts ?? ['%']).flatMap((host) =>
      schemas.map(
        (schema) => `GRANT ALL PRIVILEGES ON ${schema}.* TO ${quoted(application.user)}@${quoted(host)}`,
      ),
    ),
  ];
}

/** Asks from where an account may come, a line each. */
export function hostsOfSql(user: string): string {
  return `SELECT host AS host FROM mysql.user WHERE user = ${quoted(user)}`;
}

/** A string of SQL, in any mode of the server. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}
