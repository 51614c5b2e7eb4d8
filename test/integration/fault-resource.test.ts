import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cpuStarve } from '../../src/faults/cpu-starve.ts';
import { docker, images, type Server, startServer } from './server.ts';
import { addressOf, contextOf, expectAsBefore, seen, type Targeted, targeted } from './target.ts';

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
  db = await targeted(server, tags.toolbox);
});

afterEach(() => db.stop());

/** What a client sees that connects now; a container that was down may have got another address. */
const seenBy = async (what: string) => seen(await addressOf(server.service.containerId), what);

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
