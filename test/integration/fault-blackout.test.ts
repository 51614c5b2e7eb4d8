import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fault as blackout } from '../../src/faults/blackout/fault.ts';
import { images, type Server, startServer } from './server.ts';
import { clock, contextOf, expectAsBefore, seen, type Targeted, targeted } from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let one: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});
afterAll(() => server.container.stop({ removeVolumes: true }));
beforeEach(async () => {
  one = await targeted(server, tags.toolbox, [blackout], { role: 'primary' });
});
afterEach(() => one.stop());

const lengthMs = 3000;

test.each([
  ['drop', 'everyone', 'silence'],
  ['drop', 'load', 'silence'],
  ['reject', 'load', 'ECONNREFUSED'],
] as const)(
  '%s for %s: the kernel ends it in time, and a watcher knows when',
  async (how, from, clientSees) => {
    const { target } = one;
    const beforeMs = clock.nowMs();
    // Clients knock again and again, from before it begins: however late this process gets to run, one of them sees it.
    const wanted = blackout.parameters.parse({ length: `${lengthMs}ms`, how, from });
    const [injection] = await Promise.all([
      blackout.inject([target], wanted, contextOf(target)),
      seen(target.address, clientSees),
    ]);
    const proof = await injection.prove();
    const afterMs = clock.nowMs();

    expect(proof).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: seen dark for [\d.]+ ms of the 3000 ms/),
    });
    const { darkFromMs, darkToMs } = proof.known ?? {};
    if (!Array.isArray(darkFromMs) || !Array.isArray(darkToMs)) throw new Error('nothing is known of it');
    const instants = [beforeMs, ...darkFromMs, ...darkToMs, afterMs];
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    // A jiffy is 10 ms at most, and the brackets say how well the watcher saw.
    const [from1 = 0, from2 = 0] = darkFromMs;
    const [to1 = 0, to2 = 0] = darkToMs;
    expect(to2 - from1).toBeGreaterThan(lengthMs - 10);
    expect(to1 - from2).toBeLessThan(lengthMs + 10);
    await seen(target.address, 'open');

    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await expectAsBefore(target);
  },
);
