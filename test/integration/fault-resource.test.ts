import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as clockSkew } from '../../src/faults/clock-skew/fault.ts';
import { fault as cpuStarve } from '../../src/faults/cpu-starve/fault.ts';
import { fault as oomKill } from '../../src/faults/oom-kill/fault.ts';
import type { FaultTarget } from '../../src/faults/types.ts';
import { docker, images, type Server, startServer } from './server.ts';
import { askServer } from './sql-server.ts';
import {
  addressOf,
  contextOf,
  expectAsBefore,
  harnessDies,
  seen,
  type Targeted,
  targeted,
} from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(async () => {
  await seenBy('open');
  db = await targeted(server, tags.toolbox, [clockSkew, cpuStarve, oomKill]);
});

afterEach(() => db.stop());

/** What a client sees that connects now; a container that was down may have got another address. */
const seenBy = async (what: string) => seen(await addressOf(server.service.containerId), what);

const at = async () => ({ host: await addressOf(server.service.containerId), port: 3306 });

const hostConfig = async () => (await docker.getContainer(db.target.containerId).inspect()).HostConfig;

describe('cpu-starve', () => {
  test('its processes wait for the processor, until it is healed', async () => {
    const injection = await cpuStarve.inject([db.target], { cpus: 0.05 }, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: had to wait for its 0.05 cores in [1-9]\d* periods/),
    });
    expect(await hostConfig()).toMatchObject({ CpuQuota: 5000 });
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: may use all cores; before: all cores; had to wait in 0 periods since',
    });
    expect(await hostConfig()).toMatchObject({ CpuQuota: -1, NanoCpus: 0 });
    expect(await injection.prove()).toMatchObject({ proved: false });
    expect(await seenBy('open')).toBe('open');
    await expectAsBefore(db.target);
  });

  test('gives back the limit that there was, and does not raise it', async () => {
    await db.target.setLimits({ cpus: 0.5 });
    await expect(cpuStarve.inject([db.target], { cpus: 1 }, contextOf(db.target))).rejects.toThrow(
      'cpu-starve: db1 has no more than 0.5 cores already.',
    );
    const injection = await cpuStarve.inject([db.target], { cpus: 0.05 }, contextOf(db.target));
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await hostConfig()).toMatchObject({ CpuQuota: 50_000 });
    await db.target.setLimits({ cpus: null });
  });
});

describe('oom-kill', () => {
  const unlimited = { memoryBytes: null, memoryAndSwapBytes: null };

  test('the kernel kills the server, which stays dead until it is started again', async () => {
    const injection = await oomKill.inject([db.target], {}, contextOf(db.target));
    // The process that took the memory may be killed as well, before or after.
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        /^db1: pid \d+ under a limit of \d+ MiB, .*; the kernel's count of OOM kills in its cgroup went from 0 to [1-9]\d*$/,
      ),
    });
    expect(injection.healing).toBeNull();
    expect(await seenBy('ECONNREFUSED')).toBe('ECONNREFUSED');
    // The supervisor says so after the kernel has closed the port.
    await expect.poll(() => db.target.logTail(5)).toContain('ended with exit code 137');
    expect(await db.target.limits()).toMatchObject(unlimited);
    await expectAsBefore(db.target);

    await db.target.startAgain();
    await seenBy('open');
    expect(await injection.prove()).toMatchObject({
      proved: false,
      evidence: expect.stringMatching(/; but pid \d+ runs$/),
    });
  });

  test('memory that suffices kills nothing, and nothing is left', async () => {
    const roomy: FaultTarget = {
      ...db.target,
      setLimits: ({ memoryBytes }) =>
        db.target.setLimits(memoryBytes === null ? unlimited : { memoryBytes: 8e9, memoryAndSwapBytes: 8e9 }),
    };
    await expect(oomKill.inject([roomy], {}, contextOf(roomy))).rejects.toThrow(
      'oom-kill: db1 had memory enough for all; nothing was killed.',
    );
    expect(await seenBy('open')).toBe('open');
    expect(await db.target.limits()).toMatchObject(unlimited);
    await expectAsBefore(db.target);
  });
});

describe('clock-skew', () => {
  /** Far less than any shift here, and more than a machine's clock is set right by within a test. */
  const clockMs = 1000;

  /** That the server's clock is ahead of ours by so many ms: by what it says between two looks at ours. */
  async function expectAhead(byMs: number): Promise<void> {
    const beforeMs = Date.now();
    const [row] = await askServer<{ us: number }>(
      await at(),
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) AS us",
    );
    const afterMs = Date.now();
    // Ours counts whole milliseconds.
    const oursMs = (row?.us ?? Number.NaN) / 1000 - byMs;
    expect(oursMs).toBeGreaterThan(beforeMs - clockMs);
    expect(oursMs).toBeLessThan(afterMs + clockMs);
  }

  test.each([
    ['ahead', 3_600_000],
    ['back', -30_000],
  ])("%s: the server's clock is wrong, a second still lasts one, until it is healed", async (_, by) => {
    const injection = await clockSkew.inject([db.target], { by }, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({ proved: true });
    await expectAhead(by);
    const startedAtMs = performance.now();
    await askServer(await at(), 'SELECT SLEEP(1)');
    const takenMs = performance.now() - startedAtMs;
    expect(takenMs).toBeGreaterThan(900);

    await expect(clockSkew.inject([db.target], { by: 1000 }, contextOf(db.target))).rejects.toThrow(
      `db1: the fault agent failed: its clock is shifted by ${by}000000 ns`,
    );
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await expectAhead(0);
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expectAsBefore(db.target);
  });

  test('outlives the server, but not the harness', async () => {
    const injection = await clockSkew.inject([db.target], { by: 3_600_000 }, contextOf(db.target));
    await db.target.run('kill_process mysqld');
    expect(await injection.healing?.prove()).toMatchObject({
      proved: false,
      evidence: 'db1: the server is down; its clock is shifted by 3600000000000 ns',
    });
    await db.target.startAgain();
    await seenBy('open');
    expect(await injection.prove()).toMatchObject({ proved: true });

    await harnessDies(db);
    await expectAhead(0);
    await expectAsBefore(db.target);
  });

  test('a container that starts again has the right clock', async () => {
    const injection = await clockSkew.inject([db.target], { by: 3_600_000 }, contextOf(db.target));
    await db.target.killContainer();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await db.target.startAgain();
    await seenBy('open');
    const again = await targeted(server, tags.toolbox, [clockSkew]);
    expect((await again.target.run('clock_shifted')).lines).toEqual([]);
    await again.stop();
  });

  test('an image without the library is refused', async () => {
    await db.target.run('mv /proc/1/root/run/ha-drill/clock-offset /proc/1/root/run/ha-drill/away');
    await expect(clockSkew.inject([db.target], { by: 1000 }, contextOf(db.target))).rejects.toThrow(
      "db1: the fault agent failed: its image has no library that shifts the server's clock",
    );
    await db.target.run('mv /proc/1/root/run/ha-drill/away /proc/1/root/run/ha-drill/clock-offset');
  });
});
