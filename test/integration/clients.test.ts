import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { BesideLine } from '../../src/history/beside.ts';
import { waitFor } from '../../src/wait.ts';
import { clients as workload } from '../../src/workload/clients/clients.ts';
import { makeOwnAccounts } from '../../src/workload/clients/own-accounts.ts';
import { clientSchema } from '../../src/workload/clients/schema.ts';
import { startClients } from '../../src/workload/clients/start.ts';
import { evidenceOf } from '../support/beside.ts';
import { patienceMs } from '../support/patience.ts';
import { operationOf } from './beside.ts';
import { admin, application, images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';
import { clock } from './target.ts';

/** Two servers of which one is the primary: the name leads there. */
let [old, next]: SqlServer[] = [];
beforeAll(async () => {
  const { mysql: image } = await images();
  [old, next] = await Promise.all([
    startSqlServer('db1', 'primary', image),
    startSqlServer('db2', 'replica', image),
  ]);
});
afterAll(stopSqlServers);

type Written = Readonly<Record<string, unknown>>;

/** A writable server with the tables of the workload, and no row. */
async function makeEmpty(server: SqlServer): Promise<void> {
  await server.ask('SET GLOBAL super_read_only = OFF');
  await server.ask('SET GLOBAL read_only = OFF');
  await withSession(mysql, server.at, admin, async (session) => {
    await session.query('DROP DATABASE IF EXISTS ledger');
    await session.query('CREATE DATABASE ledger');
    await workload.prepare(session);
  });
}

async function rowsOn(server: SqlServer, name: string): Promise<number> {
  const sql = `SELECT COUNT(*) AS many FROM ledger.clients WHERE client = '${name}'`;
  const [row] = await server.ask<{ many: number }>(sql);
  return Number(row?.many);
}

/** A place whose address may change. */
function hostOf(host: () => string) {
  return {
    get host() {
      return host();
    },
    port: 3306,
  };
}

/** Starts clients, and tells how often each was acknowledged and which errors it had so far. */
async function start(written: readonly Written[]) {
  if (!old || !next) throw new Error('the servers are not there');
  const [first, second] = [old, next];
  for (const server of [first, second]) await makeEmpty(server);
  const clients = written.map((one) => clientSchema.parse({ rate: '20/s', ...one }));
  const lines: BesideLine[] = [];
  let failure: Error | undefined;
  let leads = first.at;
  const named = hostOf(() => leads.host);
  const accounts = { admin, application };
  const ownAccounts = await makeOwnAccounts(clients, {
    engine: mysql,
    primary: { name: 'db1', ...first.at },
    accounts,
  });
  const load = startClients(
    {
      clients,
      ownAccounts,
      places: { endpoint: [first.at], nodes: [first.at, second.at], name: [named] },
      engine: 'mysql',
      account: application,
      seed: 3,
      clock,
    },
    (more) => lines.push(...more),
    (error) => {
      failure = error;
    },
  );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= load.stop();
    return stopping;
  };
  onTestFinished(stop);
  const endings = (name: string, from: number) => lines.slice(from).filter((line) => line[3] === name);
  return {
    moveName: () => {
      leads = second.at;
    },
    demote: () => first.ask('SET GLOBAL super_read_only = ON'),
    /** Resolves when each of the named clients ended so many writes from now on, all of them as `outcome`. */
    lastEnd: (names: readonly string[], outcome: 'ok' | 'fail', count = 10) => {
      const from = lines.length;
      return waitFor({ what: `${count} times ${outcome} of ${names}`, deadlineMs: patienceMs }, () => {
        if (failure) throw failure;
        const short = names.filter((name) => {
          const last = endings(name, from).slice(-count);
          return last.length < count || last.some((line) => line[8] !== outcome);
        });
        const seen = lines.slice(-20).map((line) => `${line[3]} ${line[8]} ${line[10]}`);
        return short.length === 0
          ? { done: true, value: undefined }
          : { done: false, state: `${short}: ${seen}` };
      });
    },
    stop,
    /** The check of the workload, by what the first server has now. */
    check: async () => {
      const reads = await withSession(mysql, first.at, admin, (session) =>
        workload.finalReads(session, { clients }),
      );
      const writes = workload.checks['clients-writes'];
      return writes.judge(evidenceOf(lines.map(operationOf), { db1: reads }));
    },
    lines,
    rowsOn,
  };
}

describe('clients', () => {
  test.each(['mysql2', 'mariadb'])(
    '%s writes by a pool, fresh connections, TLS and prepared statements',
    async (driver) => {
      const trial = await start([
        { name: 'pool', driver, tls: 'required', prepared: true },
        { name: 'fresh', driver, pool: false, tls: 'required' },
        { name: 'short-lived', driver, tls: 'preferred', maxLifetime: '10ms' },
      ]);
      await trial.lastEnd(['pool', 'fresh', 'short-lived'], 'ok');
      const ciphers = await old?.ask<{ cipher: string }>(
        `SELECT VARIABLE_VALUE AS cipher FROM performance_schema.status_by_thread
       JOIN performance_schema.threads USING (THREAD_ID)
       WHERE VARIABLE_NAME = 'Ssl_cipher' AND PROCESSLIST_USER = '${application.user}'`,
      );
      expect(ciphers?.length).toBeGreaterThan(0);
      expect(ciphers?.map(({ cipher }) => cipher)).not.toContain('');
    },
  );

  test.each(['mysql2', 'mariadb'])(
    '%s stays on a demoted server where it keeps refused connections',
    async (driver) => {
      const trial = await start([
        // With several, one that is opened later goes where the name leads by then.
        { name: 'keeps', driver, connect: 'name', connections: 1 },
        { name: 'keeps-for-ever', driver, connect: 'name', nameCache: 'forever', onReadOnly: 'drop' },
        { name: 'drops', driver, connect: 'name', onReadOnly: 'drop' },
        { name: 'lives-shortly', driver, connect: 'name', maxLifetime: '100ms' },
        { name: 'list', driver, connect: 'nodes', onReadOnly: 'drop' },
      ]);
      await trial.lastEnd(['keeps', 'keeps-for-ever', 'drops', 'lives-shortly', 'list'], 'ok');
      await trial.demote();
      trial.moveName();
      await trial.lastEnd(['drops', 'lives-shortly', 'list'], 'ok');
      await trial.lastEnd(['keeps', 'keeps-for-ever'], 'fail');
      if (!next) throw new Error('the server is not there');
      expect(await trial.rowsOn(next, 'keeps')).toBe(0);
      expect(await trial.rowsOn(next, 'drops')).toBeGreaterThan(0);
      const errors = trial.lines.filter((line) => line[3] === 'keeps').map((line) => line[10]);
      expect(errors).toContain('ER_OPTION_PREVENTS_STATEMENT');
    },
  );

  test('with an account of its own that the server has forgotten: without TLS refused, unless it asks for the key', async () => {
    const own = { account: 'own', pool: false };
    const trial = await start([
      { name: 'cold', driver: 'mariadb', ...own },
      { name: 'key', driver: 'mysql2', ...own },
      { name: 'tls', driver: 'mariadb', tls: 'required', ...own },
      { name: 'shared', driver: 'mariadb', pool: false },
    ]);
    await trial.lastEnd(['cold', 'key', 'tls', 'shared'], 'ok');
    // Of all accounts; the harness warms the shared one again, as the ledger does.
    await old?.ask('FLUSH PRIVILEGES');
    if (old) await withSession(mysql, old.at, application, (session) => session.query('DO 0'));
    await trial.lastEnd(['key', 'tls', 'shared'], 'ok');
    await trial.lastEnd(['cold'], 'fail');
    const errors = trial.lines.filter((line) => line[3] === 'cold').map((line) => line[10]);
    expect(errors.at(-1)).toMatch(/RSA|public key|PUBLIC_KEY/i);
  });

  test('what a client was told is done is looked up at the end, and missed when it is gone', async () => {
    const trial = await start([{ name: 'pool' }, { name: 'fresh', pool: false }]);
    await trial.lastEnd(['pool', 'fresh'], 'ok');
    await trial.stop();
    expect((await trial.check()).verdict).toBe('pass');
    await old?.ask("DELETE FROM ledger.clients WHERE client = 'fresh' AND sequence = 3");
    expect(await trial.check()).toMatchObject({
      verdict: 'fail',
      evidence: [expect.stringMatching(/^row 3 of fresh, .* is missing$/)],
    });
  });

  test('a write that is not answered in time is unknown, and no process does two at a time', async () => {
    const trial = await start([{ name: 'impatient', queryTimeout: '300ms' }, { name: 'patient' }]);
    await trial.lastEnd(['impatient', 'patient'], 'ok');
    if (!old) throw new Error('the server is not there');
    await withSession(mysql, old.at, admin, async (session) => {
      await session.query('LOCK TABLES ledger.clients READ');
      await waitFor({ what: 'a write to be given up', deadlineMs: patienceMs }, () => {
        const given = trial.lines.some((line) => line[8] === 'info' && line[3] === 'impatient');
        return given ? { done: true, value: undefined } : { done: false, state: 'none' };
      });
    });
    await trial.lastEnd(['impatient', 'patient'], 'ok');
    expect(trial.lines.some((line) => line[3] === 'patient' && line[8] === 'info')).toBe(false);
    const freeAtMs = new Map<number, number>();
    for (const [, process, , , , , startedAtMs, endedAtMs] of trial.lines.toSorted((a, b) => a[6] - b[6])) {
      expect(startedAtMs).toBeGreaterThanOrEqual(freeAtMs.get(process ?? -1) ?? 0);
      freeAtMs.set(process ?? -1, endedAtMs);
    }
  });
});
