import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { autoIncrementChecks } from '../../src/workload/auto-increment/checks.ts';
import { startTrial } from './beside.ts';
import { admin, images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

describe('auto-increment', () => {
  test.each([
    [false, 'pass'],
    [true, 'fail'],
  ])('when the last rows are lost as by an asynchronous failover (%s): %s', async (isLost, verdict) => {
    const trial = await startTrial({ server, kind: 'auto-increment', options: {} });
    await trial.acknowledged(40);
    if (isLost) {
      await withSession(mysql, server.at, admin, async (session) => {
        await session.query('LOCK TABLES ledger.numbered WRITE');
        await session.query('DELETE FROM ledger.numbered ORDER BY id DESC LIMIT 10');
        // The next is then one more than the greatest that is left, as on a replica that never had the others.
        await session.query('ALTER TABLE ledger.numbered AUTO_INCREMENT = 1');
      });
    }
    await trial.acknowledged(40);
    const { verdict: found, summary } = autoIncrementChecks['auto-increment-ids'].judge(await trial.end());
    expect([found, summary]).toEqual([verdict, expect.stringContaining('acknowledged')]);
  });
});
