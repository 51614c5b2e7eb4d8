import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { type BesideLine, type BesideOperation, besideColumns } from '../../src/history/beside.ts';
import { waitFor } from '../../src/wait.ts';
import { type BesideName, besideNamed } from '../../src/workload/beside/list.ts';
import { startBeside } from '../../src/workload/beside/start.ts';
import type { FinalRead } from '../../src/workload/beside/types.ts';
import { evidenceOf } from '../support/beside.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, application, images, type Server, startServer } from './server.ts';

const clock = startClock();
let server: Server;
const at = () => ({ host: server.service.address, port: 3306 });

beforeAll(async () => {
  server = await startServer('db1', (await images()).mysql);
  await withSession(mysql, at(), admin, (session) => session.query('CREATE DATABASE IF NOT EXISTS ledger'));
});
afterAll(async () => {
  await server.container.stop({ removeVolumes: true });
});

/** What a workload does to a real server until so many of its operations are acknowledged, and what is there then. */
async function run(kind: BesideName, given: Record<string, unknown>, acknowledged = 600) {
  const workload = besideNamed(kind);
  if (!workload) throw new Error(kind);
  const options = workload.options.parse(given) as Record<string, string | number>;
  await withSession(mysql, at(), admin, (session) => workload.prepare(session, options));
  const lines: BesideLine[] = [];
  const load = startBeside(
    {
      workloads: [{ kind, ratePerSecond: 400, connections: 16, deadlineMs: 10_000, options }],
      hosts: [at()],
      readHosts: undefined,
      engine: mysql.name,
      account: application,
      seed: 7,
      clock,
    },
    (_, more) => lines.push(...more),
    (error) => {
      throw error;
    },
  );
  await waitFor({ what: `${acknowledged} operations of ${kind}`, deadlineMs: patienceMs }, () => {
    const seen = lines.filter((line) => line[8] === 'ok').length;
    return seen >= acknowledged ? { done: true, value: undefined } : { done: false, state: `${seen} so far` };
  });
  await load.stop();
  const reads = await withSession(mysql, at(), admin, (session) => workload.finalReads(session, options));
  return { operations: lines.map(operationOf), verdicts: verdictsOf(kind, lines, reads, options) };
}

function operationOf(line: BesideLine): BesideOperation {
  return Object.fromEntries(besideColumns.map((name, index) => [name, line[index]])) as BesideOperation;
}

function verdictsOf(
  kind: BesideName,
  lines: BesideLine[],
  reads: FinalRead[],
  options: Record<string, string | number>,
) {
  const evidence = evidenceOf(lines.map(operationOf), { db1: reads }, options);
  return Object.fromEntries(
    Object.entries(besideNamed(kind)?.checks ?? {}).map(([name, check]) => [name, check.judge(evidence)]),
  );
}

describe('bank, on a real server', () => {
  test('transfers in transactions that lock what they read lose nothing', async () => {
    const { operations, verdicts } = await run('bank', { accounts: 4 });
    expect(Object.values(verdicts).map(({ verdict, summary }) => [verdict, summary])).toEqual([
      ['pass', expect.any(String)],
      ['pass', expect.any(String)],
      ['pass', expect.any(String)],
    ]);
    expect(operations.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
      operations.map((_, index) => index),
    );
  });

  test('without a transaction a read sees half a transfer: the totals say so', async () => {
    const { verdicts } = await run('bank', { accounts: 4, transfers: 'no-transaction' });
    expect(verdicts['bank-totals']?.verdict).toBe('fail');
    expect(verdicts['bank-updates']?.verdict).toBe('fail');
  });

  test('without a lock transfers overwrite each other: lost updates are counted', async () => {
    const { verdicts } = await run('bank', { accounts: 4, transfers: 'unlocked' });
    expect(verdicts['bank-updates']?.summary).toMatch(/^[\d,]+ lost updates?, and/);
  });
});

describe('append, on a real server', () => {
  const isolationOf = async (options: Record<string, unknown>) =>
    (await run('append', { keys: 3, ...options })).verdicts['append-isolation'];

  test('serializable is serializable, in real time too, and every append is there', async () => {
    const { verdicts } = await run('append', {
      isolation: 'serializable',
      promises: 'strict-serializable',
      keys: 3,
    });
    expect(Object.values(verdicts).map(({ verdict, summary }) => [verdict, summary])).toEqual([
      ['pass', expect.any(String)],
      ['pass', expect.any(String)],
      ['pass', expect.any(String)],
    ]);
  });

  test("MySQL's repeatable read has anomalies that it allows, and that serializable forbids", async () => {
    const allowed = await isolationOf({ isolation: 'repeatable-read' });
    expect(allowed?.verdict).toBe('pass');
    expect(allowed?.summary).toMatch(/allowed at this level: .*G-single/);
    const forbidden = await isolationOf({ isolation: 'repeatable-read', promises: 'serializable' });
    expect(forbidden?.verdict).toBe('fail');
    expect(forbidden?.evidence.join('\n')).toMatch(/\(rw\)/);
  });

  test('read uncommitted sees what is not committed: read committed forbids it', async () => {
    // Whether one load meets an anomaly is chance: it is put on again until one does.
    const options = { isolation: 'read-uncommitted', promises: 'read-committed' };
    const found = await waitFor({ what: 'G1 to be found', deadlineMs: patienceMs }, async () => {
      const judged = await isolationOf(options);
      return /G1[abc]/.test(judged?.summary ?? '')
        ? { done: true, value: judged }
        : { done: false, state: judged?.summary ?? 'not judged' };
    });
    expect(found?.verdict).toBe('fail');
  });
});
