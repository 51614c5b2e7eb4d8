import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as flap } from '../../src/faults/flap/fault.ts';
import { fault as isolate } from '../../src/faults/isolate/fault.ts';
import { fault as partition } from '../../src/faults/partition/fault.ts';
import type { FaultTarget, Injection } from '../../src/faults/types.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { images, type Server, startServer } from './server.ts';
import {
  addressOf,
  contextOf,
  expectAsBefore,
  harnessDies,
  knock,
  seen,
  type Targeted,
  targeted,
} from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let servers: [Server, Server];
let one: Targeted;
let two: Targeted;

beforeAll(async () => {
  tags = await images();
  servers = await Promise.all([startServer('db1', tags.mysql), startServer('db2', tags.mysql)]);
});

afterAll(() => Promise.all(servers.map((server) => server.container.stop({ removeVolumes: true }))));

beforeEach(async () => {
  one = await targeted(servers[0], tags.toolbox, [flap, isolate, partition], { role: 'primary' });
  two = await targeted(servers[1], tags.toolbox, [flap, isolate, partition], { role: 'replica' });
});

afterEach(() => Promise.all([one.stop(), two.stop()]));

const context = () => contextOf(one.target, two.target);

/** What a client in the network of `from` sees that connects to the server of `to`. */
async function between(from: FaultTarget, to: FaultTarget): Promise<string> {
  const { lines } = await from.run(
    `timeout 0.5 bash -c 'exec 5<>/dev/tcp/${to.address}/3306 && read -rn1 -u 5 && echo open' 2>&1; [ $? != 124 ] || echo silence`,
  );
  return /open|silence|refused/.exec(lines.join(' '))?.[0] ?? lines.join(' ');
}

/** Waits until that client sees `what`. */
const sees = (from: FaultTarget, to: FaultTarget, what: string) =>
  waitFor({ what: `${what} from ${from.service} to ${to.service}`, deadlineMs: patienceMs }, async () => {
    const answer = await between(from, to);
    return answer === what ? { done: true, value: answer } : { done: false, state: answer };
  });

async function healed(injection: Injection, target: FaultTarget): Promise<void> {
  await injection.healing?.heal();
  await injection.healing?.heal();
  expect(await injection.healing?.prove()).toMatchObject({
    proved: true,
    evidence: expect.stringMatching(/: no rule left, [01] of 1 others answer it$/),
  });
  expect(await injection.prove()).toMatchObject({ proved: false });
  await expectAsBefore(target);
}

describe('isolate', () => {
  test('nobody hears of it and it hears nobody, until it is healed', async () => {
    const { target } = one;
    await seen(target.address, 'open');
    const injection = await isolate.inject([target], isolate.parameters.parse({}), context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: [1-9]\d* packets dropped; rules in force within/),
    });
    expect(await knock(target.address)).toBe('silence');
    expect(await between(target, two.target)).toBe('silence');
    expect(await between(two.target, target)).toBe('silence');
    await sees(target, { ...target, address: '127.0.0.1' }, 'open');

    await healed(injection, target);
    await seen(target.address, 'open');
    await sees(target, two.target, 'open');
  });

  test('rejected, clients are told at once', async () => {
    const { target } = one;
    const injection = await isolate.inject([target], { direction: 'both', how: 'reject' }, context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: [1-9]\d* packets rejected, \d+ connections reset/),
    });
    await seen(target.address, 'ECONNREFUSED');
    await sees(target, two.target, 'refused');
    await healed(injection, target);
    await seen(target.address, 'open');
  });

  test.each(['in', 'out'] as const)(
    'only %s: packets of the other way are not touched',
    async (direction) => {
      const { target } = one;
      const injection = await isolate.inject([target], { direction, how: 'drop' }, context());
      expect(await injection.prove()).toMatchObject({ proved: true });
      const chains = (await target.run('nft list chains inet')).lines.join(' ');
      expect(chains).toMatch(direction === 'in' ? /hook input/ : /hook output/);
      expect(chains).not.toMatch(direction === 'in' ? /hook output/ : /hook input/);
      expect(await knock(target.address)).toBe('silence');
      await healed(injection, target);
    },
  );

  test('the end of the harness heals', async () => {
    const { target } = one;
    await isolate.inject([target], isolate.parameters.parse({}), context());
    await harnessDies(one);
    await seen(target.address, 'open');
    await expectAsBefore(target);
  });

  test('where the target is down there is nothing to heal', async () => {
    const { target } = one;
    const injection = await isolate.inject([target], isolate.parameters.parse({}), context());
    await target.killContainer();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: the container is down, and its rules with it',
    });
    await target.startAgain();
    await seen(await addressOf(target.containerId), 'open');
  });
});

describe('partition', () => {
  test('cuts off one relation, and leaves the others', async () => {
    const { target } = one;
    const wanted = partition.parameters.parse({ relation: 'replication' });
    const injection = await partition.inject([target], wanted, context());
    expect(await injection.prove()).toMatchObject({ proved: true });
    expect(await between(target, two.target)).toBe('silence');
    expect(await between(two.target, target)).toBe('silence');
    await seen(target.address, 'open');
    await healed(injection, target);
    await sees(target, two.target, 'open');
    await sees(two.target, target, 'open');
  });

  test('without a proxy, clients come from outside the cluster', async () => {
    const { target } = one;
    const wanted = partition.parameters.parse({ relation: 'clients', how: 'drop', direction: 'in' });
    const injection = await partition.inject([target], wanted, context());
    expect(await knock(target.address)).toBe('silence');
    await sees(two.target, target, 'open');
    expect(await injection.prove()).toMatchObject({ proved: true });
    await injection.healing?.heal();
    await seen(target.address, 'open');
  });

  test('rejected, an open connection ends at both ends', async () => {
    const { target } = one;
    await two.target.run(`exec 7<>/dev/tcp/${target.address}/3306; read -rn1 -u 7`);
    const wanted = partition.parameters.parse({ from: ['replica'], how: 'reject' });
    const injection = await partition.inject([target], wanted, context());
    expect((await injection.prove()).evidence).toMatch(/rejected, 1 connections reset/);
    await waitFor({ what: 'the end of the connection', deadlineMs: patienceMs }, async () => {
      const left = (await two.target.run(`ss -Htn state established dst ${target.address}`)).lines;
      return left.length === 0 ? { done: true, value: left } : { done: false, state: left.join() };
    });
    await two.target.run('exec 7>&-');
    await injection.healing?.heal();
    await sees(two.target, target, 'open');
  });

  test('of VRRP alone: nothing else is cut, and what advertises nothing proves nothing', async () => {
    const { target } = one;
    const injection = await partition.inject(
      [target],
      partition.parameters.parse({ relation: 'vrrp' }),
      context(),
    );
    expect(await knock(target.address)).toBe('open');
    expect(await between(target, two.target)).toBe('open');
    expect(await injection.prove()).toMatchObject({ proved: false });
    const { lines } = await target.run('nft list table inet ha_drill');
    expect(lines.join('\n')).toMatch(/ip protocol (vrrp|112) /);
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
  });

  test('several faults at once are healed one by one', async () => {
    const { target } = one;
    const some = await partition.inject(
      [target],
      partition.parameters.parse({ from: ['replica'] }),
      context(),
    );
    expect((await some.prove()).proved).toBe(true);
    const all = await isolate.inject([target], isolate.parameters.parse({}), context());
    expect((await all.prove()).proved).toBe(true);
    await all.healing?.heal();
    expect((await all.healing?.prove())?.proved).toBe(true);
    await seen(target.address, 'open');
    expect(await between(target, two.target)).toBe('silence');
    await healed(some, target);
    await sees(target, two.target, 'open');
  });

  test('is refused when nobody plays the role', async () => {
    const wanted = partition.parameters.parse({ relation: 'manager' });
    await expect(partition.inject([one.target], wanted, context())).rejects.toThrow(
      'db1: expected someone else who is manager to cut it off from, found nobody at this moment.',
    );
    await expectAsBefore(one.target);
  });
});

describe('flap', () => {
  test('the network comes and goes, until it is healed', async () => {
    const { target } = one;
    const injection = await flap.inject(
      [target],
      flap.parameters.parse({ down: '600ms', up: '600ms' }),
      context(),
    );
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: seen cut, whole, cut within/),
    });
    await seen(target.address, 'silence');
    await seen(target.address, 'open');
    await seen(target.address, 'silence');
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await seen(target.address, 'open');
    await expectAsBefore(target);
  });

  test('the end of the harness ends it', async () => {
    const { target } = one;
    await flap.inject([target], flap.parameters.parse({ down: '300ms', up: '100ms' }), context());
    await harnessDies(one);
    await seen(target.address, 'open');
    await expectAsBefore(target);
    expect((await target.run('nft list tables')).lines.join()).not.toContain('ha_drill');
  });
});
