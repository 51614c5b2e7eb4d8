import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { leaseMs, renewEveryMs } from '../../../src/docker/lease.ts';
import { type Ended, leftoversOf, run, runIn, start } from '../cli.ts';

/**
 * Where other people's leftovers are on the engine, too, `clean` takes the test's own runs only; else it is run as people
 * do, for all.
 */
const onlyOwn = process.env.HA_DRILL_TEST_SHARED_ENGINE === undefined ? '' : 'beside-others';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');
const loop = join(import.meta.dirname, 'clean-in-a-loop.ts');
/** Where the processes of the others cannot be seen: in a PID namespace of its own, as in a container. */
const unseeing = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

const scenario = `name: beside-others
question: Is a drill left alone by those who clean up beside it?
topology: standalone
workload: { kind: ledger, rate: 20/s, writers: 2 }
baseline: { duration: 2s, maxErrors: 1, maxLatency: 30s }
method:
  - { fault: kill, target: primary, for: 2s }
observe: 1s
recovery: { startAfter: 1s, deadline: 120s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0 }
`;

let folder: string;
let file: string;
/** Of somebody else, who shares the engine and nothing more. */
let elsewhere: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  file = join(folder, 'beside-others.yml');
  await writeFile(file, scenario);
  elsewhere = { XDG_STATE_HOME: join(folder, 'elsewhere') };
});

async function cleanUnseeing(words: readonly string[]): Promise<Ended> {
  const [program = '', ...options] = [...unseeing, process.execPath, main, 'clean', ...words];
  const { exitCode, stdout, stderr } = await execa(program, options, { env: elsewhere, reject: false });
  return { code: exitCode ?? null, stdout, stderr };
}

/** Cleans in a loop until it is told to end; then says what it did, a line for each run that it looked at. */
function cleaner(words: readonly string[]): { end(): Promise<string> } {
  const [program = '', ...options] = [...words, process.execPath, loop, onlyOwn];
  const child = execa(program, options, { env: elsewhere, reject: false });
  return {
    end: async () => {
      child.kill('SIGKILL');
      const { stdout, stderr } = await child;
      expect(stderr).toBe('');
      return stdout;
    },
  };
}

test('ten drills with one seed at once, and two clean in a loop beside them: all complete', async () => {
  const cleaners = [cleaner(['env']), cleaner(unseeing)];
  const outs = Array.from({ length: 10 }, (_, index) => join(folder, String(index)));
  const drills = outs.map((out) => start(['run', file, '--seed', '7', '--out', out]));
  const ends = await Promise.all(drills.map(({ ended }) => ended));
  const [seeing = '', blind = ''] = await Promise.all(cleaners.map(({ end }) => end()));
  for (const [index, { code, stderr }] of ends.entries()) {
    expect([0, 1, 2], stderr).toContain(code);
    const id = await runIn(outs[index] ?? '');
    const result = JSON.parse(await readFile(join(outs[index] ?? '', id, 'result.json'), 'utf8'));
    expect(result.lifecycle, stderr).toBe('completed');
    expect(await leftoversOf(id)).toEqual([]);
    for (const [who, said] of Object.entries({ seeing, blind })) {
      expect(said, who).toContain(`left ${id} is running`);
      expect(said, who).not.toContain(`removed ${id}`);
    }
    expect(blind).toMatch(new RegExp(`${id} is running .*its lease was renewed`));
  }
});

test('a harness that is killed: who sees that does not wait, who cannot waits until its lease is old', async () => {
  const out = join(folder, 'killed');
  await mkdir(out);
  const running = start(['run', file, '--out', out]);
  await running.shown('  baseline\n');
  const killedAtMs = performance.now();
  running.process.kill('SIGKILL');
  await running.ended;
  const id = await runIn(out);

  const early = await cleanUnseeing(['--run', id]);
  // A machine that takes longer than a lease lasts for one command cannot show this half.
  if (performance.now() - killedAtMs < leaseMs - renewEveryMs) {
    expect(early.stderr).toMatch(/is running .*its lease was renewed .* ago\): left alone/);
    expect((await leftoversOf(id))[0]?.containers.length).toBeGreaterThanOrEqual(1);
    const late = await run(['clean', '--run', id], elsewhere);
    expect(late.stdout).toContain(`removed ${id}`);
  } else await run(['clean', '--run', id], elsewhere);
  expect(await leftoversOf(id)).toEqual([]);
  // What is on this machine is in the state folder of the one who was killed.
  expect((await run(['clean', '--run', id])).code).toBe(0);
});

test('what is only called as ours is named and left; force takes what lives; a slip of the pen takes nothing', async () => {
  const name = `foreign-${process.pid}`;
  await execa('docker', ['volume', 'create', '--label', `ha-drill.run=${name}`, name]);
  try {
    const cleaned = await run(['clean', '--run', name], elsewhere);
    expect(cleaned.stdout).not.toContain('removed');
    expect(cleaned.stderr).toContain(`volume ${name}: labelled ha-drill.run=${name}`);
    await run(['clean', '--run', name, '--force'], elsewhere);
    await execa('docker', ['volume', 'inspect', name]);
  } finally {
    await execa('docker', ['volume', 'rm', name]);
  }

  const up = await run(['up', 'standalone']);
  const [, id = ''] = /^remove\s+.* down (\S+)/m.exec(up.stdout) ?? [];
  expect(id, up.stderr).not.toBe('');
  try {
    for (const words of [['--run', ''], ['--run', id.slice(0, -1)], ['--run', 'x'], ['--all'], ['--force']]) {
      const refused = await run(['clean', ...words]);
      expect(refused.code, words.join(' ')).toBe(64);
    }
    expect((await run(['clean', '--run', id.slice(0, -1)])).stderr).toContain(`Did you mean ${id}?`);
    // Somebody else by name, who can see that its process has ended: it was meant to stay.
    const renamed = ['--uts', 'sh', '-c', 'hostname elsewhere; exec "$@"', 'sh'];
    const other = await execa('unshare', [...renamed, process.execPath, main, 'clean', '--run', id]);
    expect(other.stderr).toMatch(/is kept \(.*\): left alone/);
    expect((await leftoversOf(id))[0]?.containers).toHaveLength(1);
  } finally {
    const down = await run(['down', id]);
    expect(down.stdout, down.stderr).toContain(`removed ${id}`);
  }
  expect(await leftoversOf(id)).toEqual([]);
});
