import type { Session } from '../../../session.ts';

/** Makes a server the first member of a new group. Never while another member of the group may live. */
export async function bootstrap(server: Session): Promise<void> {
  await server.query('SET GLOBAL group_replication_bootstrap_group = ON');
  try {
    await server.query('START GROUP_REPLICATION');
  } finally {
    await server.query('SET GLOBAL group_replication_bootstrap_group = OFF');
  }
}

/** Lets a server join its group; resolves when it is a member, which may still have to catch up. */
export async function join(server: Session): Promise<void> {
  await server.query('START GROUP_REPLICATION');
}

/** Lets a server leave its group, also one that was expelled. */
export async function leave(server: Session): Promise<void> {
  await server.query('STOP GROUP_REPLICATION');
}

/** Lets a server leave its group for good: it does not join again when it starts. */
export async function dismiss(server: Session): Promise<void> {
  await server.query('SET PERSIST group_replication_start_on_boot = OFF');
  await leave(server);
}

/** Makes a member that has lost its majority the whole group. The others must surely be down, or out of the group. */
export async function goOnAlone(server: Session): Promise<void> {
  const rows = await server.query<{ address: string }>('SELECT @@group_replication_local_address AS address');
  await server.query('SET GLOBAL group_replication_force_members = ?', [rows[0]?.address ?? '']);
  await server.query("SET GLOBAL group_replication_force_members = ''");
}
