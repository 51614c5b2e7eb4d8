import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as crashLoop } from '../../src/faults/crash-loop/fault.ts';
import { fault as freeze } from '../../src/faults/freeze/fault.ts';
import { fault as kill } from '../../src/faults/kill/fault.ts';
import { fault as oomKill } from '../../src/faults/oom-kill/fault.ts';
import { fault as restart } from '../../src/faults/restart/fault.ts';
import { fault as stop } from '../../src/faults/stop/fault.ts';
import { type OfficialServer, type shapes, startOfficial } from './official-server.ts';
import { docker, images } from './server.ts';
import { addressOf, contextOf, harnessDies, knock, seen, type Targeted, targeted } from './target.ts';

/** Who starts the server again when it has died. */
const stacks = [
  { shape: 'alone', restart: 'no', again: 'nobody' },
  { shape: 'alone', restart: 'unless-stopped', again: 'policy' },
  { shape: 'wrapped', restart: 'no', again: 'nobody' },
  { shape: 'wrapped', restart: 'unless-stopped', again: 'policy' },
  { shape: 'looping', restart: 'no', again: 'pid-1' },
] as const satisfies readonly { shape: keyof typeof shapes; restart: string; again: string }[];

const followed = {
  nobody: 'its container is down, and has no restart policy$',
  policy: 'its restart policy \\(restart: unless-stopped\\) started its container again after [1-9]\\d* ms$',
  'pid-1': 'PID 1 of its container started it again$',
} as const;

describe.each(stacks)('a server, $shape in its container, restart: $restart', ({ shape, ...stack }) => {
  const { again } = stack;
  let toolbox: string;
  let server: OfficialServer;
  let db: Targeted;

  beforeAll(async () => {
    toolbox = (await images()).toolbox;
    server = await startOfficial('db1', shape, stack.restart);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await seenBy('open');
    db = await targeted(server, toolbox, [crashLoop, freeze, kill, oomKill, restart, stop]);
  });
  afterEach(() => db.stop());

  const seenBy = async (what: string) => seen(await addressOf(server.service.containerId), what);
  const context = () => contextOf(db.target);
  const policy = async () =>
    (await docker.getContainer(server.service.containerId).inspect()).HostConfig.RestartPolicy?.Name;
  const pid = shape === 'alone' ? '1' : '[1-9]\\d*';
  const words = `pid ${pid} of mysqld \\(\\d+ on the host\\)`;

  /** What an operator does; it is up to the stack itself where that starts it again. */
  const comesBack = async () => {
    if (again === 'nobody') await db.target.startAgain();
    expect(await seenBy('open')).toBe('open');
  };

  test('kill: that start has ended; whether the stack starts another is told', async () => {
    const orderedAtMs = context().nowMs();
    const injection = await kill.inject([db.target], { what: 'process' }, context());
    expect(injection.effectAtMs).toBeGreaterThanOrEqual(orderedAtMs);
    const proof = await injection.prove();
    expect(proof).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        new RegExp(`^db1: ${words} is gone, [\\d.]+ ms after SIGKILL; ${followed[again]}`),
      ),
    });
    expect(injection.healing).toBeNull();
    await comesBack();
    expect(await injection.prove()).toMatchObject({ proved: true });
    expect(await policy()).toBe(stack.restart);
  });

  test('kill of the host: nobody starts it but us', async () => {
    const injection = await kill.inject([db.target], { what: 'host' }, context());
    const kept =
      stack.restart === 'no' ? '' : ', and kept down whatever its policy \\(restart: unless-stopped\\)';
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(new RegExp(`container down [\\d.]+ ms after SIGKILL${kept}$`)),
    });
    await db.target.startAgain();
    await seenBy('open');
    expect(await injection.prove()).toMatchObject({ proved: false });
  });

  test('stop: it ends in order and stays down, until it is started again', async () => {
    const injection = await stop.inject([db.target], {}, context());
    const how = {
      alone: 'container ended with exit code 0 after SIGTERM',
      wrapped: `${words} ended [\\d.]+ ms after SIGTERM; (container ended with exit code \\d+|its PID 1 did not end, and was killed)`,
      looping: `${words} ended [\\d.]+ ms after SIGTERM; its PID 1 did not end, and was killed`,
    }[shape];
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(new RegExp(`^db1: ${how}$`)),
    });
    expect(await db.target.isRunning()).toBe(false);
    await db.target.startAgain();
    expect(await seenBy('open')).toBe('open');
    expect(await injection.prove()).toMatchObject({ proved: false });
  });

  test('restart: a clean stop and another start', async () => {
    const injection = await restart.inject([db.target], {}, context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(new RegExp(`; ${words} follows ${words}$`)),
    });
    expect(await seenBy('open')).toBe('open');
    expect(await policy()).toBe(stack.restart);
  });

  test('freeze: it stands still for clients, not for the engine, until it is healed', async () => {
    const injection = await freeze.inject([db.target], { what: 'process' }, context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(new RegExp(`^db1: ${words}: [1-9]\\d+ threads in state T, `)),
    });
    expect(await db.target.containerState()).toMatchObject({ running: true, paused: false });
    expect(await knock(db.target.address)).toBe('silence');
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await seen(db.target.address, 'open');
    expect(await injection.prove()).toMatchObject({ proved: false });
  });

  test('freeze: the end of the harness thaws', async () => {
    await freeze.inject([db.target], { what: 'process' }, context());
    expect(await knock(db.target.address)).toBe('silence');
    await harnessDies(db, 'hostAgent');
    expect(await seenBy('open')).toBe('open');
  });

  test('freeze: healing finds it dead', async () => {
    const injection = await freeze.inject([db.target], { what: 'process' }, context());
    await db.target.killContainer();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await db.target.startAgain();
  });

  test('oom-kill: the kernel kills it, and the limit is taken back', async () => {
    const injection = await oomKill.inject([db.target], {}, context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        new RegExp(
          `^db1: ${words} under a limit of \\d+ MiB, .*; the engine told [1-9]\\d* times that its memory had run out; ${followed[again]}`,
        ),
      ),
    });
    expect(await db.target.limits()).toMatchObject({ memoryBytes: null, memoryAndSwapBytes: null });
    await comesBack();
  });

  test('crash-loop: each start dies, until healed', async () => {
    const injection = await crashLoop.inject([db.target], { upFor: 300 }, context());
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(new RegExp(`^db1: killed ${words}, ${words}`)),
    });
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await seenBy('open')).toBe('open');
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
  });
});
