import type { RowDataPacket } from 'mysql2/promise';
import { countGtids, parseGtidSet } from '../../../../formats/gtid.ts';
import { waitFor } from '../../../../wait.ts';
import { isDelayed, leaderOf, readState, type ServerState } from '../../../mysql/server-state.ts';
import { type Account, type ServerAddress, withSession } from '../../../mysql/session.ts';

/** A node of the cluster that answered. */
export type Server = {
  readonly address: ServerAddress;
  readonly version: string;
  readonly state: ServerState;
  /** @@GLOBAL.gtid_purged, white space removed. */
  readonly gtidPurged: string;
};

/** Who can be backed up: the nodes and the administrator's account. */
export type Reach = { readonly nodes: readonly ServerAddress[]; readonly admin: Account };

type Row = RowDataPacket & { version: string; purged: string };

/** The nodes that answer, in the order of the configuration. */
export async function askServers({ nodes, admin }: Reach): Promise<Server[]> {
  const answers = await Promise.all(nodes.map((address) => askServer(address, admin).catch(() => undefined)));
  return answers.filter((server) => server !== undefined);
}

export function askServer(address: ServerAddress, admin: Account): Promise<Server> {
  return withSession(address, admin, async (connection) => {
    const state = await readState(connection);
    const sql = "SELECT VERSION() AS version, REPLACE(@@GLOBAL.gtid_purged, '\\n', '') AS purged";
    const [rows] = await connection.query<Row[]>(sql);
    return { address, state, version: rows[0]?.version ?? '', gtidPurged: rows[0]?.purged ?? '' };
  });
}

/** The primary among those that answered; undefined when there is none, or it is not clear. */
export function primaryAmong(servers: readonly Server[]): Server | undefined {
  return leaderOf(servers);
}

/** Waits for a primary, for ever unless the signal is aborted. */
export function waitForPrimary(reach: Reach, signal?: AbortSignal): Promise<Server> {
  const options = { what: 'a primary', deadlineMs: Number.POSITIVE_INFINITY, everyMs: 200, signal };
  return waitFor(options, async () => {
    const primary = primaryAmong(await askServers(reach));
    return primary ? { done: true, value: primary } : { done: false, state: 'no node is the primary' };
  });
}

/** The one to take a full backup from: a replica that replicates and lags least, so that the primary has no work by it. */
export function bestToBackUp(servers: readonly Server[]): Server | undefined {
  const primary = primaryAmong(servers);
  const replicas = servers.filter(
    ({ address, state }) =>
      address !== primary?.address &&
      !isDelayed(state) &&
      (state.source?.applier === 'on' || state.group?.state === 'ONLINE'),
  );
  const executed = ({ state }: Server): number => countGtids(parseGtidSet(state.gtidExecuted));
  const [best] = replicas.toSorted((a, b) => executed(b) - executed(a));
  return best ?? primary;
}

/** What goes on, in words, when no server can be backed up. */
export function describeServers(servers: readonly Server[], nodes: readonly ServerAddress[]): string {
  const answered = servers.map(
    ({ address, state }) => `${address.name} (${state.readOnly ? 'read-only' : 'writable'})`,
  );
  return `${answered.length} of ${nodes.length} nodes answer${answered.length > 0 ? `: ${answered.join(', ')}` : ''}`;
}
