import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as bandwidth } from '../../src/faults/bandwidth/fault.ts';
import { fault as delay } from '../../src/faults/delay/fault.ts';
import { fault as jitter } from '../../src/faults/jitter/fault.ts';
import { fault as loss } from '../../src/faults/loss/fault.ts';
import { median, roundTripsMs } from '../../src/faults/shared/network/slow.ts';
import type { Injection } from '../../src/faults/types.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { images, type Server, startServer } from './server.ts';
import { contextOf, expectAsBefore, harnessDies, seen, type Targeted, targeted } from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(async () => {
  db = await targeted(server, tags.toolbox, [bandwidth, delay, jitter, loss]);
});

afterEach(() => db.stop());

async function healed({ healing }: Injection): Promise<void> {
  await healing?.heal();
  await healing?.heal();
  expect(await healing?.prove()).toMatchObject({ proved: true });
  await expectAsBefore(db.target);
}

/** Waits until a round trip takes less than the 60 ms by which they were delayed. */
const shortTrips = () =>
  waitFor({ what: 'a round trip that nothing delays', deadlineMs: patienceMs }, async () => {
    const [shortest = Number.NaN] = await roundTripsMs(db.target.address, 3);
    return shortest < 57 ? { done: true, value: shortest } : { done: false, state: `${shortest} ms` };
  });

describe('loss', () => {
  test('loses about the share that is asked for, until it is healed', async () => {
    const injection = await loss.inject([db.target], { share: 0.2 }, contextOf(db.target));
    const { proved, evidence } = await injection.prove();
    expect(proved).toBe(true);
    const [, lost, arrived] = /(\d+) of (\d+) packets lost on arrival/.exec(evidence) ?? [];
    // Of 500 or more, 0.2 give or take five standard deviations.
    expect(Math.abs(Number(lost) / Number(arrived) - 0.2)).toBeLessThan(0.09);
    await healed(injection);
    await seen(db.target.address, 'open');
  });
});

describe('bandwidth', () => {
  test('what goes out waits, until it is healed', async () => {
    const injection = await bandwidth.inject([db.target], { rate: '512kbit' }, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: [1-9]\d* times packets had to wait for the bucket of 512kbit$/),
    });
    await healed(injection);
    expect(await injection.prove()).toMatchObject({ proved: false });
  });

  test('leaves alone what someone else has shaped', async () => {
    await db.target.run('tc qdisc add dev eth0 root handle 1: tbf rate 1gbit burst 100k latency 10ms');
    const refused = bandwidth.inject([db.target], { rate: '1mbit' }, contextOf(db.target));
    await expect(refused).rejects.toThrow('db1: the fault agent failed');
    await db.target.run('delay_off');
    expect((await db.target.run('tc qdisc show dev eth0')).lines.join()).toContain('qdisc tbf 1:');
    await db.target.run('tc qdisc del dev eth0 root');
    await expectAsBefore(db.target);
  });
});

describe('delay', () => {
  test('round trips take longer by that much, until it is healed', async () => {
    const { target } = db;
    const injection = await delay.inject([target], { by: 60 }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: round trip .* before, .* now; by (netem|our delayer)/),
    });
    expect(median(await roundTripsMs(target.address, 3))).toBeGreaterThanOrEqual(57);
    await seen(target.address, 'open');
    await healed(injection);
    await shortTrips();
    expect(await injection.prove()).toMatchObject({ proved: false });
  });

  test('beside a thin line, either is healed by itself', async () => {
    const thin = await bandwidth.inject([db.target], { rate: '10mbit' }, contextOf(db.target));
    const far = await delay.inject([db.target], { by: 60 }, contextOf(db.target));
    expect(await far.prove()).toMatchObject({ proved: true });
    await far.healing?.heal();
    expect(await far.healing?.prove()).toMatchObject({ proved: true });
    expect(await thin.prove()).toMatchObject({ proved: true });
    await healed(thin);
  });

  test('one at a time', async () => {
    const first = await delay.inject([db.target], { by: 60 }, contextOf(db.target));
    await expect(delay.inject([db.target], { by: 5 }, contextOf(db.target))).rejects.toThrow(
      'db1: the fault agent failed',
    );
    expect(await first.prove()).toMatchObject({ proved: true });
    await healed(first);
  });

  test('the end of the harness ends it', async () => {
    await delay.inject([db.target], { by: 60 }, contextOf(db.target));
    await harnessDies(db);
    await shortTrips();
    await expectAsBefore(db.target);
  });
});

test('jitter: round trips vary, until it is healed', async () => {
  const { target } = db;
  const injection = await jitter.inject([target], { upTo: 60 }, contextOf(target));
  expect(await injection.prove()).toMatchObject({ proved: true });
  await healed(injection);
  expect(await injection.prove()).toMatchObject({ proved: false });
});
