import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { idOf } from '../../src/docker/images-engine.ts';
import { readRecord } from '../../src/history/reader.ts';
import { type DrillResult, resultSchema } from '../../src/judge/measure/types.ts';
import { officialImages } from '../official-images.ts';
import { type Ended, leftoversOf, run, runIn } from './cli.ts';

const docker = new Docker();
const examples = fileURLToPath(new URL('../../examples', import.meta.url));
beforeAll(() => officialImages(docker));

/** A copy of an example, as its user has it. */
async function stackOf(name: string): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-stack-')), name);
  await cp(join(examples, name), folder, { recursive: true });
  return folder;
}

/** Every file below a folder with a hash of what it holds. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = files.toSorted().map(
    async (file) =>
      [
        file,
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(hashed));
}

async function drill(scenario: string, folder: string): Promise<{ ended: Ended; out: string }> {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  // Whether this machine is quiet enough for a drill that proves something is not what is tested here.
  const noisy = [
    'baseline.maxLatency=60s',
    'baseline.maxErrors=1',
    'recovery.deadline=180s',
    'provision.deadline=240s',
  ];
  return {
    ended: await run([
      'run',
      scenario,
      '--topology',
      folder,
      '--trust-topology',
      '--out',
      out,
      ...noisy.flatMap((set) => ['--set', set]),
    ]),
    out,
  };
}

async function resultIn(out: string): Promise<DrillResult> {
  const text = await readFile(join(out, await runIn(out), 'result.json'), 'utf8');
  return resultSchema.parse(JSON.parse(text));
}

function measured({ measurements }: DrillResult, name: string) {
  return measurements.find((one) => one.name === name);
}

describe('a stack that nobody fails over, beside the one its user runs', () => {
  test('is drilled as it is: writes stay away, the verdict says so, and nothing of the user is touched', async () => {
    const folder = await stackOf('replicas-only');
    const compose = (...words: string[]) =>
      execa('docker', ['compose', '--project-directory', folder, ...words], { cwd: folder });
    try {
      await compose('up', '--detach', '--wait', 'mysql-1');
      // A server that stands still writes nothing: whatever differs afterwards is the drill's doing.
      await compose('pause', 'mysql-1');
      const before = {
        files: await contentOf(folder),
        container: await docker.getContainer('mysql-1').inspect(),
      };

      const { ended, out } = await drill('kill-primary', folder);

      expect(ended.code, ended.stderr).toBe(1);
      const result = await resultIn(out);
      expect(result.verdict).toBe('fail');
      expect(measured(result, 'rto-service')).toMatchObject({ atLeast: true });
      expect(measured(result, 'failovers')?.value).toBe(0);
      expect(await contentOf(folder)).toEqual(before.files);
      const after = await docker.getContainer('mysql-1').inspect();
      expect({ id: after.Id, state: after.State }).toEqual({
        id: before.container.Id,
        state: before.container.State,
      });
      expect(await leftoversOf(await runIn(out))).toEqual([]);
      const record = await readFile(join(out, await runIn(out), 'run.json'), 'utf8');
      expect(record).not.toContain('sample-root');
    } finally {
      await compose('unpause').catch(() => undefined);
      await compose('down', '--volumes', '--timeout', '0');
    }
  });
});

test('a group behind a proxy that is built here: it elects, the proxy routes, and no write is lost', async () => {
  const { ended, out } = await drill('kill-primary', await stackOf('group-haproxy'));
  const result = await resultIn(out);
  expect(result.faults, ended.stderr).toMatchObject([{ inForceAtMs: expect.any(Number) }]);
  expect(measured(result, 'failovers')?.value, ended.stdout).toBe(1);
  expect(measured(result, 'rpo-rows')?.value, ended.stdout).toBe(0);
  expect(measured(result, 'rto-service'), ended.stdout).toMatchObject({ atLeast: false });
  expect(measured(result, 'time-to-redundancy')?.value, ended.stdout).toBeGreaterThan(0);
});

test("a virtual IP: the other server gets the address, and the user's command brings the first one back", async () => {
  const { ended, out } = await drill('kill-primary', await stackOf('vip'));
  const result = await resultIn(out);
  expect(result.faults, ended.stderr).toMatchObject([{ inForceAtMs: expect.any(Number) }]);
  const { events } = await readRecord(join(out, await runIn(out)));
  const commands = events.filter(({ data }) => data?.command === './rejoin.sh');
  expect(
    commands.map(({ data }) => data?.exitCode),
    ended.stdout,
  ).toContain(0);
  expect(measured(result, 'failovers')?.value, ended.stdout).toBe(1);
});

const orchestrator = process.env.ORCHESTRATOR_IMAGE ?? 'percona/percona-orchestrator:latest';
const hasOrchestrator = (await idOf(docker, orchestrator)) !== undefined;

test.skipIf(!hasOrchestrator)(
  `Orchestrator (${orchestrator}; ORCHESTRATOR_IMAGE names another image): its failover is seen, and what it says told`,
  async () => {
    const { ended, out } = await drill('kill-primary', await stackOf('semisync-orchestrator'));
    const result = await resultIn(out);
    expect(result.faults, ended.stderr).toMatchObject([{ inForceAtMs: expect.any(Number) }]);
    const { events } = await readRecord(join(out, await runIn(out)));
    expect(
      events.filter(({ type }) => type === 'promoted'),
      ended.stdout,
    ).toHaveLength(1);
    expect(
      events.some(({ type }) => type === 'failure-detected'),
      ended.stdout,
    ).toBe(true);
  },
);
