import { afterAll, beforeAll, expect, test } from 'vitest';
import { readsChecks } from '../../src/workload/reads/checks.ts';
import { agedReads } from '../../src/workload/reads/staleness.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { askServer, type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
let behind: SqlServer;
beforeAll(async () => {
  const { mysql } = await images();
  [server, behind] = await Promise.all([
    startSqlServer('db1', 'primary', mysql),
    startSqlServer('db2', 'replica', mysql),
  ]);
});
afterAll(stopSqlServers);

const promises = ['read-your-writes', 'monotonic-reads'];
const options = { keys: 3, reads: 0.5, promises };

test('reads of the server that is written to are never stale', async () => {
  const trial = await startTrial({ server, kind: 'reads', options, readFrom: server.at });
  await trial.acknowledged(300);
  const evidence = await trial.end();
  const aged = agedReads(evidence.operations);
  expect(aged.length).toBeGreaterThan(50);
  expect(aged.filter(({ atLeastMs }) => atLeastMs > 0)).toEqual([]);
  for (const [name, check] of Object.entries(readsChecks)) {
    expect({ name, ...check.judge(evidence) }).toMatchObject({ name, verdict: 'pass' });
  }
});

/** Its rows are as they were made, for good: a replica that receives nothing. */
test('reads of another server, which gets nothing, grow as old as the first write', async () => {
  await behind.ask('CREATE DATABASE IF NOT EXISTS ledger');
  await behind.ask('CREATE TABLE ledger.reads_rows (id INT UNSIGNED PRIMARY KEY, version BIGINT UNSIGNED)');
  await behind.ask('INSERT INTO ledger.reads_rows VALUES (0, 0), (1, 0), (2, 0)');
  const trial = await startTrial({ server, kind: 'reads', options, readFrom: behind.at });
  await trial.acknowledged(300);
  const evidence = await trial.end();
  const aged = agedReads(evidence.operations);
  const writes = evidence.operations.filter((one) => one.function === 'write' && one.outcome === 'ok');
  const last = aged.at(-1);
  const firstAtMs = Math.min(
    ...writes.filter(({ key }) => key === last?.operation.key).map(({ endedAtMs }) => endedAtMs),
  );
  expect(last?.atLeastMs).toBe((last?.operation.startedAtMs ?? 0) - firstAtMs);
  expect(readsChecks['reads-own-writes'].judge(evidence)).toMatchObject({ verdict: 'fail' });
  expect(readsChecks['reads-written'].judge(evidence)).toMatchObject({ verdict: 'pass' });
});

test('reads of a server that goes back to what it had before break monotonic reads', async () => {
  await behind.ask('DROP DATABASE IF EXISTS ledger');
  await behind.ask('CREATE DATABASE ledger');
  await behind.ask('CREATE TABLE ledger.reads_rows (id INT UNSIGNED PRIMARY KEY, version BIGINT UNSIGNED)');
  await behind.ask('INSERT INTO ledger.reads_rows VALUES (0, 0), (1, 0), (2, 0)');
  const trial = await startTrial({ server, kind: 'reads', options, readFrom: behind.at });
  const copied = async () => {
    const [row] = await server.ask<{ id: number; version: number }>(
      'SELECT id, version FROM ledger.reads_rows WHERE id = 1',
    );
    return async () => {
      await behind.ask(`UPDATE ledger.reads_rows SET version = ${Number(row?.version)} WHERE id = 1`);
      await trial.acknowledged(100, 'read');
      return Number(row?.version);
    };
  };
  await trial.acknowledged(20, 'write');
  const sooner = await copied();
  await trial.acknowledged(20, 'write');
  const seen = await (await copied())();
  const returned = await sooner();
  const evidence = await trial.end();
  expect(returned).toBeLessThan(seen);
  expect(readsChecks['reads-written'].judge(evidence)).toMatchObject({ verdict: 'pass' });
  expect(readsChecks['reads-monotonic'].judge(evidence)).toMatchObject({
    verdict: 'fail',
    summary: expect.stringContaining(
      `returned version ${returned}, and its connection had seen version ${seen}`,
    ),
  });
});

test('rows that somebody else changes are found', async () => {
  const trial = await startTrial({ server, kind: 'reads', options, readFrom: server.at });
  await trial.acknowledged(50);
  await askServer(server.at, 'UPDATE ledger.reads_rows SET version = 9000000 WHERE id = 1');
  await trial.acknowledged(50, 'read');
  const evidence = await trial.end();
  for (const name of ['reads-written', 'reads-at-end'] as const) {
    const summary = expect.stringContaining('version 9000000');
    expect(readsChecks[name].judge(evidence)).toMatchObject({ verdict: 'fail', summary });
  }
});
