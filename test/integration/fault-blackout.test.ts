import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fault as blackout } from '../../src/faults/blackout/fault.ts';
import { images, type Server, startServer } from './server.ts';
import { clock, contextOf, expectAsBefore, knock, type Targeted, targeted } from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let one: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});
afterAll(() => server.container.stop({ removeVolumes: true }));
beforeEach(async () => {
  one = await targeted(server, tags.toolbox, { role: 'primary' });
});
afterEach(() => one.stop());

test.each([
  ['drop', 'everyone', 'silence'],
  ['drop', 'load', 'silence'],
  ['reject', 'load', 'ECONNREFUSED'],
] as const)(
  '%s for %s: the kernel ends it in time, and a watcher knows when',
  async (how, from, clientSees) => {
    const { target } = one;
    const beforeMs = clock.nowMs();
    const wanted = blackout.parameters.parse({ length: '800ms', how, from });
    const injection = await blackout.inject([target], wanted, contextOf(target));
    const seenBy = await knock(target.address);
    const proof = await injection.prove();
    const afterMs = clock.nowMs();

    expect(seenBy).toBe(clientSees);
    expect(proof).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: seen dark for [\d.]+ ms of the 800 ms/),
    });
    const { darkFromMs, darkToMs } = proof.known ?? {};
    if (!Array.isArray(darkFromMs) || !Array.isArray(darkToMs)) throw new Error('nothing is known of it');
    const instants = [beforeMs, ...darkFromMs, ...darkToMs, afterMs];
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    // A jiffy is 10 ms at most, and the brackets say how well the watcher saw.
    const [from1 = 0, from2 = 0] = darkFromMs;
    const [to1 = 0, to2 = 0] = darkToMs;
    expect(to2 - from1).toBeGreaterThan(800 - 10);
    expect(to1 - from2).toBeLessThan(800 + 10);
    expect(await knock(target.address)).toBe('open');

    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await expectAsBefore(target);
  },
);
