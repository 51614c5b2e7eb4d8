import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Docker from 'dockerode';
import { expect, onTestFinished, test } from 'vitest';
import { runLabel } from '../../../src/docker/labels.ts';
import { pause } from '../../../src/wait.ts';
import { officialImages } from '../../official-images.ts';
import { run, start } from '../cli.ts';

/** In every secret of these tests, and nowhere else. */
const canary = 'c4nary7Zq';
const docker = new Docker();

const scenario = `name: canary
question: Is a secret written anywhere?
topology: semisync
baseline: { duration: 1s, maxErrors: 1, maxLatency: 30s }
method:
  - { fault: kill, target: primary, for: 1s }
observe: 1s
recovery: { startAfter: 1s, deadline: 120s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0 }
`;

/** Nothing listens there: the manager says so in its log, with what it was told to call. */
const webhook = `http://teller:${canary}@127.0.0.1:9/services/${canary}`;

test('a suite with a secret parameter: no file, stream, label or list of processes has it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const out = join(folder, 'out');
  await writeFile(join(folder, 'canary.yml'), scenario);
  const suite = `name: canary\nscenarios: [canary.yml]\ntopologies: [semisync]\nset: { WEBHOOK_URL: '${webhook}' }\n`;
  await writeFile(join(folder, 'suite.yml'), suite);
  const running = start(['suite', join(folder, 'suite.yml'), '--out', out]);
  const { seen, looks, labels } = await lookUntil(running.ended);
  const { code, stdout, stderr } = await running.ended;
  expect([0, 1, 2], stderr).toContain(code);
  expect(seen).toEqual([]);
  expect(looks).toBeGreaterThan(5);
  expect(labels).toBeGreaterThan(5);
  expect(stdout + stderr).not.toContain(canary);
  const files = await textsBelow(out);
  expect(files.map(({ path }) => path).join('\n')).toMatch(/run\.json[\s\S]*|report\.html/);
  expect(files.filter(({ path, text }) => (path + text).includes(canary)).map(({ path }) => path)).toEqual(
    [],
  );
  // It was given to the manager, who tried to call it: else nothing was tested.
  const log = files.find(({ path }) => path.endsWith('manager.log'));
  expect(log?.text).toContain('webhook at 127.0.0.1:9');
});

test('an init that starts the servers of a stack, and asks them', async () => {
  await officialImages(docker);
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const stack = join(folder, 'stack');
  await mkdir(stack);
  const compose = `services:
  db:
    image: mysql:9.7
    environment: { MYSQL_ROOT_PASSWORD: '${canary}', APP_TOKEN: 'x${canary}' }
    command: --server-id=1
    volumes: [data:/var/lib/mysql]
volumes: { data: {} }
`;
  await writeFile(join(stack, 'compose.yml'), compose);
  const running = start(['init', join(stack, 'compose.yml')], { XDG_STATE_HOME: join(folder, 'state') });
  const { seen, labels } = await lookUntil(running.ended);
  const { code, stdout, stderr } = await running.ended;
  expect(code, stderr).toBe(0);
  expect(seen).toEqual([]);
  expect(labels).toBeGreaterThan(0);
  expect(stdout + stderr).not.toContain(canary);
  const written = await textsBelow(folder);
  expect(written.filter(({ text }) => text.includes(canary)).map(({ path }) => path)).toEqual([
    join(stack, 'compose.yml'),
  ]);
  // The server was asked, with that password: else nothing was tested.
  expect(written.find(({ path }) => path === join(stack, 'ha-drill.yml'))?.text).toMatch(/# db: .*version/);
});

test('a report of a bug, a plan, and what init writes and says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const compose = `services:
  db:
    image: mysql:8.4
    environment: { MYSQL_ROOT_PASSWORD: '${canary}', APP_TOKEN: 'x${canary}' }
    command: --server-id=1
    volumes: [data:/var/lib/mysql]
volumes: { data: {} }
`;
  await writeFile(join(folder, 'compose.yml'), compose);
  const init = await run(['init', join(folder, 'compose.yml'), '--no-start']);
  expect(init.code, init.stderr).toBe(0);
  const written = await readFile(join(folder, 'ha-drill.yml'), 'utf8');
  const set = `WEBHOOK_URL=${webhook}`;
  const plan = await run(['plan', 'kill-primary', '--topology', 'semisync', '--set', set]);
  expect(plan.stdout).toContain('WEBHOOK_URL');

  const bomb = join(folder, 'bomb.mjs');
  const thrown = `process.on('SIGUSR2', () => { throw new Error('no answer of ${webhook}'); })`;
  await writeFile(
    bomb,
    `import { isMainThread } from 'node:worker_threads';\nif (isMainThread) ${thrown};\n`,
  );
  const words = ['run', 'kill-primary', '--out', join(folder, 'out'), '--set', set];
  const running = start(words, { NODE_OPTIONS: `--import ${bomb}` });
  await running.shown('  provision');
  running.process.kill('SIGUSR2');
  const bug = await running.ended;
  expect(bug.code).toBe(70);
  const [, file = ''] = /Please report it with (\S+)/.exec(bug.stderr) ?? [];
  const report = await readFile(file, 'utf8');
  for (const text of [
    init.stdout,
    init.stderr,
    written,
    plan.stdout,
    plan.stderr,
    bug.stdout,
    bug.stderr,
    report,
  ])
    expect(text).not.toContain(canary);
});

/** Where the canary shows while something goes on, and how often was looked: at all processes, and at labels of our containers. */
async function lookUntil(
  ended: Promise<unknown>,
): Promise<{ seen: readonly string[]; looks: number; labels: number }> {
  const seen = new Set<string>();
  let going = true;
  const end = (): void => {
    going = false;
  };
  ended.then(end, end);
  let [looks, labels] = [0, 0];
  for (; going; looks += 1) {
    for (const line of await commandLines()) if (line.includes(canary)) seen.add(line);
    for (const { Labels } of await docker.listContainers({ filters: { label: [runLabel] } })) {
      labels += 1;
      if (JSON.stringify(Labels).includes(canary)) seen.add(JSON.stringify(Labels));
    }
    await pause(200);
  }
  return { seen: [...seen], looks, labels };
}

/** Of every process of this machine, those in containers among them. */
async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}

async function textsBelow(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        return { path, text: (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString() };
      }),
  );
}
