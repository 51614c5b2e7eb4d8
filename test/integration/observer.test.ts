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

describe('the observer', () => {
  test('a server that hangs is told as such, and never delays the samples of another', async () => {
    const samples: Sample[] = [];
    const observer = startObserver({
      nodes: servers.map(({ service }) => ({ name: service.name, host: service.address, port: 3306 })),
      engine: mysql,
      account: admin,
      clock,
      everyMs: 50,
      timeoutMs: 300,
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
    await reaches(3, 'db1', false);
    const whileFrozen = of('db1', false);
    expect(whileFrozen[0]?.error).toContain('within 300 ms');
    const from = whileFrozen[0]?.askedAtMs ?? Number.NaN;
    const to = whileFrozen[2]?.answeredAtMs ?? Number.NaN;
    expect(
      of('db2', true).filter(({ askedAtMs }) => askedAtMs > from && askedAtMs < to).length,
    ).toBeGreaterThan(3);

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
