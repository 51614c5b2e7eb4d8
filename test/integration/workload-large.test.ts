import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../src/wait.ts';
import { largeChecks } from '../../src/workload/large/checks.ts';
import { largeKinds } from '../../src/workload/large/operations.ts';
import { patienceMs } from '../support/patience.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

const usual = { every: 20, kilobytes: 2048, rows: 20_000 };
const start = (options: Parameters<typeof startTrial>[0]['options']) =>
  startTrial({ server, kind: 'large', options, ratePerSecond: 40, deadlineMs: 60_000 });

describe('large', () => {
  test('all four kinds are acknowledged beside small inserts, and all is whole', async () => {
    const trial = await start(usual);
    await Promise.all([...largeKinds, 'small'].map((kind) => trial.acknowledged(1, kind)));
    const evidence = await trial.end();
    expect(largeChecks['large-whole'].judge(evidence)).toMatchObject({ verdict: 'pass' });
    expect(largeChecks['large-small'].judge(evidence)).toMatchObject({ verdict: 'pass' });
  });

  test.each([
    ['together', 'pass'],
    ['each', 'fail'],
  ])('a transaction that is broken off in its middle, its rows committed %s: %s', async (commit, verdict) => {
    const options = { ...usual, kilobytes: 16_384, operations: ['transaction'], commit };
    const trial = await start(options);
    await trial.acknowledged(1, 'transaction');
    await waitFor({ what: 'the middle of a transaction', deadlineMs: patienceMs }, async () => {
      const running = await server.ask<{ id: number }>(
        `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO ledger.large_bulk%'`,
      );
      for (const { id } of running) await server.ask(`KILL CONNECTION ${id}`).catch(() => undefined);
      return running.length > 0 ? { done: true, value: undefined } : { done: false, state: 'none runs' };
    });
    await trial.acknowledged(20, 'small');
    expect(largeChecks['large-whole'].judge(await trial.end())).toMatchObject({ verdict });
  });

  test('a trigger that is gone is seen', async () => {
    const trial = await start(usual);
    await trial.acknowledged(20, 'small');
    await server.ask('DROP TRIGGER ledger.large_counted');
    await trial.acknowledged(20, 'small');
    expect(largeChecks['large-small'].judge(await trial.end())).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^the trigger counted \d+ of \d+ rows on db1$/),
    });
  });
});
