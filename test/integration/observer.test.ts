import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Sample } from '../../src/history/schema.ts';
import { startObserver } from '../../src/observe/observer.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, images, type Server, startServer } from './server.ts';

const clock = startClock();
let servers: Server[];

beforeAll(async () => {
  const { mysql } = await images();
  servers = await Promise.all([startServer('db1', mysql), startServer('db2', mysql)]);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.container.stop({ removeVolumes: true })));
});

const signal = (server: Server | undefined, name: string) =>
  server?.container.exec(['sh', '-c', `kill -${name} $(cat /run/ha-drill/mysqld.pid)`]);

/** Long enough for a busy machine to ask the other server several times meanwhile. */
const timeoutMs = 3000;

const isWithin = (sample: Sample, wait: Sample): boolean =>
  sample.askedAtMs > wait.askedAtMs && sample.answeredAtMs < wait.answeredAtMs;

describe('the observer', () => {
  test('a server that hangs is told as such, and never delays the samples of another', async () => {
    const samples: Sample[] = [];
    const observer = startObserver({
      nodes: servers.map(({ service }) => ({ name: service.name, host: service.address, port: 3306 })),
      engine: mysql,
      account: admin,
      clock,
      everyMs: 50,
      timeoutMs,
      onSample: (sample) => samples.push(sample),
    });
    const of = (node: string, good: boolean) =>
      samples.filter((sample) => sample.node === node && (sample.state !== null) === good);
    const reaches = (count: number, node: string, good: boolean) =>
      waitFor({ what: `${count} samples of ${node}`, deadlineMs: patienceMs }, () => {
        const seen = of(node, good).length;
        return seen >= count ? { done: true, value: undefined } : { done: false, state: `${seen} samples` };
      });

    await Promise.all([reaches(3, 'db1', true), reaches(3, 'db2', true)]);
    await signal(servers[0], 'STOP');
    const hung = await waitFor(
      { what: 'samples of db2 while db1 owes an answer', deadlineMs: patienceMs },
      () => {
        const waits = of('db1', false).filter(({ error }) => error?.includes(`within ${timeoutMs} ms`));
        const meanwhile = waits.map(
          (wait) => of('db2', true).filter((sample) => isWithin(sample, wait)).length,
        );
        return meanwhile.some((count) => count > 3)
          ? { done: true, value: waits.length }
          : { done: false, state: `at most ${Math.max(0, ...meanwhile)} in one of ${waits.length} waits` };
      },
    );
    expect(hung).toBeGreaterThan(0);

    const answered = of('db1', true).length;
    await signal(servers[0], 'CONT');
    await reaches(answered + 3, 'db1', true);
    await observer.stop();

    const stoppedAt = samples.length;
    expect(observer.latest().get('db1')?.state?.serverUuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(observer.latest().get('db1')?.state?.serverUuid).not.toBe(
      observer.latest().get('db2')?.state?.serverUuid,
    );
    await Promise.all([signal(servers[0], 'CONT'), signal(servers[1], 'CONT')]);
    expect(samples.length).toBe(stoppedAt);
    for (const sample of samples) expect(sample.answeredAtMs).toBeGreaterThanOrEqual(sample.askedAtMs);
  });
});
