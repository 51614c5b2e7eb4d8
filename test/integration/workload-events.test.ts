import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../src/wait.ts';
import { eventsChecks } from '../../src/workload/events/checks.ts';
import { patienceMs } from '../support/patience.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

describe('events', () => {
  const event = 'ledger.event_of_workload';
  const rows = 'ledger.event_rows';
  /** Some seconds may be missing: the machine of the test may be busy. */
  const start = () =>
    startTrial({ server, kind: 'events', options: { missed: 8 }, ratePerSecond: 20, connections: 2 });

  test('an event that goes on, on one server, passes', async () => {
    const trial = await start();
    // On a busy machine looks are answered for a part of the time only: not until enough of it is told.
    await trial.comesTo(eventsChecks['events-go-on'], 'pass');
    const evidence = await trial.end();
    expect(eventsChecks['events-go-on'].judge(evidence)).toMatchObject({ verdict: 'pass' });
    expect(eventsChecks['events-once'].judge(evidence)).toMatchObject({ verdict: 'pass' });
  });

  test('once the load has stopped it writes no more, and is defined and enabled as it was', async () => {
    const trial = await start();
    const defined = () =>
      server.ask<Record<string, unknown>>(
        "SELECT EVENT_NAME, EVENT_DEFINITION, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'ledger'",
      );
    const before = await defined();
    await trial.goesOn(2000);
    const written = (await trial.end()).finals[0]?.reads.length;
    expect(await defined()).toEqual(before);
    expect(before).toMatchObject([{ STATUS: 'ENABLED' }]);
    const [switched] = await server.ask<{ many: number }>(
      'SELECT COUNT(*) AS many FROM ledger.event_running',
    );
    expect(Number(switched?.many)).toBe(0);
    expect(written).toBeGreaterThan(0);
  });

  test('an event that is disabled, as on a replica that was promoted, fails', async () => {
    const trial = await start();
    await trial.goesOn(3000);
    await server.ask(`ALTER EVENT ${event} DISABLE ON REPLICA`);
    await trial.comesTo(eventsChecks['events-go-on'], 'fail');
    expect(eventsChecks['events-go-on'].judge(await trial.end())).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('the event stood still 1 time'),
    });
  });

  test('an event that another server runs as well fails', async () => {
    const trial = await start();
    await server.ask(
      `CREATE EVENT ledger.of_another ON SCHEDULE EVERY 1 SECOND
       DO INSERT INTO ${rows} (at, server_id) VALUES (UTC_TIMESTAMP(3), 4242)`,
    );
    await waitFor({ what: 'rows of both', everyMs: 200, deadlineMs: patienceMs }, async () => {
      const written = await server.ask<{ many: number }>(
        `SELECT COUNT(*) AS many FROM ${rows} GROUP BY server_id`,
      );
      const enough = written.length === 2 && written.every(({ many }) => Number(many) >= 8);
      return enough ? { done: true, value: undefined } : { done: false, state: JSON.stringify(written) };
    });
    expect(eventsChecks['events-once'].judge(await trial.end())).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('the event ran on two servers at once'),
    });
  });
});
