import { serviceTarget } from '../../src/drill/targets.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Account } from '../../src/engine/types.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { PeerRole } from '../../src/faults/premises.ts';
import type { FaultTarget } from '../../src/faults/types.ts';
import { ledger } from '../../src/workload/ledger.ts';
import { admin, docker, type Server, startServer } from './server.ts';
import { clock } from './target.ts';

/** A real server to inject SQL faults into, and to look at independently of them. */
export type SqlServer = Server & {
  readonly at: { readonly host: string; readonly port: number };
  readonly target: FaultTarget;
  /** Runs one statement on a connection of its own. */
  ask<Row extends object>(sql: string, account?: Account): Promise<Row[]>;
};

/** Starts a server; MySQL 9 has GTIDs on of itself. */
export async function startSqlServer(name: string, role: PeerRole, image: string): Promise<SqlServer> {
  const server = await startServer(name, image);
  const { service } = server;
  const agent = () => Promise.reject(new Error('SQL faults need no agent'));
  const peer = { service: name, role, address: service.address };
  const target = serviceTarget(service, peer, {
    docker,
    clock,
    engine: mysql,
    admin,
    agent,
    hostAgent: agent,
  });
  const at = { host: service.address, port: 3306 };
  const ask: SqlServer['ask'] = <Row extends object>(sql: string, account = admin) =>
    askServer<Row>(at, sql, account);
  const started = { ...server, at, target, ask };
  running.push(started);
  return started;
}

/** Runs one statement on a connection of its own. */
export function askServer<Row extends object>(
  at: SqlServer['at'],
  sql: string,
  account = admin,
): Promise<Row[]> {
  return withSession(mysql, at, account, async (connection) => {
    const rows = await connection.query<Row>(sql);
    return rows;
  });
}

const running: SqlServer[] = [];

/** Removes every server of this file, also when a later one failed to start. */
export async function stopSqlServers(): Promise<void> {
  await Promise.all(running.splice(0).map(({ container }) => container.stop({ removeVolumes: true })));
}

/** Makes the workload's table, with `rows` rows. */
export async function fillLedger({ at }: Pick<SqlServer, 'at'>, rows: number): Promise<void> {
  await withSession(mysql, at, admin, async (connection) => {
    await connection.query('DROP DATABASE IF EXISTS ledger');
    await ledger.prepare(connection);
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      const { sql, values } = ledger.statement({ writer: 1, sequence, value: 100 + sequence });
      await connection.query(sql, values);
    }
  });
}
