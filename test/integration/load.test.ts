import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { FinalRowsLine, OperationLine } from '../../src/history/schema.ts';
import { waitFor } from '../../src/wait.ts';
import { ledger } from '../../src/workload/ledger.ts';
import { startLoad } from '../../src/workload/load.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, application, docker, images, type Server, startServer } from './server.ts';

const clock = startClock();
let server: Server;
const at = () => ({ host: server.service.address, port: 3306 });

beforeAll(async () => {
  server = await startServer('db1', (await images()).mysql);
  await withSession(mysql, at(), admin, ledger.prepare);
});
afterAll(async () => {
  await server.container.stop({ removeVolumes: true });
});

async function storedKeys(): Promise<Map<string, number>> {
  const keys = new Map<string, number>();
  await withSession(mysql, at(), admin, async (connection) => {
    const lines: FinalRowsLine[] = await Array.fromAsync(ledger.collect(connection));
    for (const [writer, sequences, values] of lines) {
      sequences.forEach((sequence, i) => void keys.set(`${writer}/${sequence}`, values[i] ?? -1));
    }
  });
  return keys;
}

describe('the load, over a kill and restart of its server', () => {
  test('every acknowledged write is there with its value, no failed write is, and each is recorded once', async () => {
    const lines: OperationLine[] = [];
    const load = startLoad(
      {
        kind: 'ledger',
        engine: 'mysql',
        hosts: [at()],
        account: application,
        seed: 11,
        clock,
        ratePerSecond: 200,
        writers: 4,
        probeEveryMs: 10,
        probeDeadlineMs: 250,
      },
      (ended) => lines.push(...ended),
      (error) => {
        throw error;
      },
    );
    const acknowledged = (): OperationLine[] => lines.filter((line) => line[7] === 'ok');
    const more = (count: number) => {
      const goal = acknowledged().length + count;
      return waitFor({ what: `${count} more acknowledgements`, deadlineMs: patienceMs }, () => {
        const seen = acknowledged().length;
        return seen >= goal ? { done: true, value: undefined } : { done: false, state: `${seen} of ${goal}` };
      });
    };
    await more(300);
    await server.container.exec(['sh', '-c', 'kill -9 $(cat /run/ha-drill/mysqld.pid)']);
    await waitFor({ what: 'failures', deadlineMs: patienceMs }, () =>
      lines.some((line) => line[7] === 'fail')
        ? { done: true, value: undefined }
        : { done: false, state: 'none' },
    );
    // An order to start it counts once the supervisor has seen that it is dead.
    const container = docker.getContainer(server.service.containerId);
    const log = async () => String(await container.logs({ stdout: true, stderr: true }));
    await expect.poll(log).toContain('ended with exit code 137');
    await container.kill({ signal: 'SIGUSR1' });
    await more(300);
    await load.stop();

    const stored = await storedKeys();
    const key = ([, writer, sequence]: OperationLine): string => `${writer}/${sequence}`;
    expect(new Set(lines.map(key)).size).toBe(lines.length);
    for (const line of acknowledged()) expect(stored.get(key(line))).toBe(line[3]);
    for (const line of lines) if (line[7] === 'fail') expect(stored.has(key(line))).toBe(false);
    const recorded = new Set(lines.map(key));
    expect([...stored.keys()].filter((one) => !recorded.has(one))).toEqual([]);
    expect(new Set(lines.map((line) => line[0]))).toEqual(new Set(['service', 'application']));
    for (const [, , , , dueMs, startedAtMs, endedAtMs] of lines) {
      expect(startedAtMs).toBeGreaterThanOrEqual(dueMs);
      expect(endedAtMs).toBeGreaterThanOrEqual(startedAtMs);
    }
  });
});

test('sessions that the server ends while nobody uses them do not end the load', async () => {
  let acknowledged = 0;
  const died = Promise.withResolvers<never>();
  died.promise.catch(() => undefined);
  const load = startLoad(
    {
      kind: 'ledger',
      engine: 'mysql',
      hosts: [at()],
      account: application,
      seed: 12,
      clock,
      // Seldom enough for most sessions to be idle.
      ratePerSecond: 20,
      writers: 4,
      probeEveryMs: 50,
      probeDeadlineMs: 1000,
    },
    (ended) => {
      acknowledged += ended.filter((line) => line[7] === 'ok').length;
    },
    died.reject,
  );
  const killed = await withSession(mysql, at(), admin, async (session) => {
    let count = 0;
    // How many of them are idle when we look is up to chance.
    while (count <= 5) {
      const goal = acknowledged + 20;
      await waitFor({ what: '20 more acknowledgements', deadlineMs: patienceMs }, () =>
        acknowledged >= goal
          ? { done: true, value: undefined }
          : { done: false, state: `${acknowledged} of ${goal}` },
      );
      const sql = `SELECT id FROM information_schema.PROCESSLIST WHERE user = '${application.user}' AND command = 'Sleep'`;
      for (const { id } of await session.query<{ id: number }>(sql)) {
        await session.execute(`KILL ${id}`).catch(() => undefined);
        count += 1;
      }
    }
    return count;
  });
  expect(killed).toBeGreaterThan(5);
  await Promise.race([died.promise, load.stop()]);
});
