import { escape as quote } from 'mysql2';
import { withAllOpening } from '../../../open-when-ready.ts';
import type { Session } from '../../../session.ts';
import type { Account, Accounts, NodeAddress, Patience } from '../../../types.ts';
import { bootstrap, join } from './membership.ts';
import { routerMetadata } from './router-metadata.ts';

/** Who accepts writes. */
export type GroupMode = 'one-primary' | 'all-primary';

/**
 * Forms a group of servers that all have the same data, or none: the first one starts it, the others join it side by
 * side, and from then on each joins at every start. The metadata that MySQL Router reads is made meanwhile, anew where
 * there is some: restored metadata names the servers of the past.
 *
 * @throws DeadlineError when a server does not answer in time
 * @throws Error with the server's words when it does not join
 */
export async function form(
  mode: GroupMode,
  nodes: readonly NodeAddress[],
  accounts: Accounts,
  patience: Patience,
): Promise<void> {
  await withAllOpening(nodes, accounts.admin, patience, async (opening) => {
    const [first, ...others] = opening;
    if (!first) return;
    const founder = await first;
    await prepare(founder, mode, accounts.replication);
    await bootstrap(founder);
    await Promise.all([
      writeMetadata(founder, opening, accounts.replication),
      ...others.map(async (connecting) => {
        const member = await connecting;
        await prepare(member, mode, accounts.replication);
        await join(member);
      }),
    ]);
  });
}

/** Tells a server the mode of its group, and by which account it gets what it misses. Kept, also over restarts. */
async function prepare(server: Session, mode: GroupMode, { user, password }: Account): Promise<void> {
  if (mode === 'all-primary') {
    await server.query('SET PERSIST group_replication_single_primary_mode = OFF');
    await server.query('SET PERSIST group_replication_enforce_update_everywhere_checks = ON');
  }
  await server.query(
    `CHANGE REPLICATION SOURCE TO SOURCE_USER = ${quote(user)}, SOURCE_PASSWORD = ${quote(password)}
       FOR CHANNEL 'group_replication_recovery'`,
  );
  await server.query('SET PERSIST group_replication_start_on_boot = ON');
}

async function writeMetadata(
  founder: Session,
  opening: readonly Promise<Session>[],
  reader: Account,
): Promise<void> {
  const members = await Promise.all(
    opening.map(async (connecting) => {
      const sql = 'SELECT @@server_uuid AS uuid, @@report_host AS host';
      const [row] = await (await connecting).query<{ uuid: string; host: string }>(sql);
      return row ?? { uuid: '', host: '' };
    }),
  );
  for (const statement of routerMetadata(members, reader.user)) await founder.query(statement);
}
