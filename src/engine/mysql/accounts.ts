import type { Accounts } from '../types.ts';

/**
 * What makes the accounts of a drill on the primary of a cluster whose replicas get them by the binary log. Passwords are
 * of letters, digits, `-` and `_`. The administrator injects faults and restores: it may do everything.
 */
export function accountStatements({ admin, replication, application }: Accounts): string[] {
  const made = ({ user, password }: Accounts['admin']): string =>
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}'`;
  return [
    made(admin),
    `GRANT ALL PRIVILEGES ON *.* TO '${admin.user}'@'%' WITH GRANT OPTION`,
    made(replication),
    `GRANT REPLICATION SLAVE, REPLICATION CLIENT, BACKUP_ADMIN ON *.* TO '${replication.user}'@'%'`,
    made(application),
    `GRANT ALL PRIVILEGES ON ledger.* TO '${application.user}'@'%'`,
  ];
}
