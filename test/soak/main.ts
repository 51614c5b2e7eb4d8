import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { execa } from 'execa';
import { findLeftovers } from '../../src/docker/leftovers.ts';
import { resultSchema } from '../../src/judge/measure/types.ts';
import { seededRandom } from '../../src/random.ts';
import { kinds } from './kinds.ts';
import { lookAt, type Soaked } from './look.ts';

/**
 * Many short drills, one after the other, and somebody who cleans up beside them without a pause.
 *
 *   npm run soak -- 100          so many drills
 *   npm run soak -- 100 4711     the same ones again, by their seed
 *
 * Ends with what is wrong, and exit code 1 if anything is.
 */
const [, , words = '100', ofSoak = String(Date.now() % 2 ** 31)] = process.argv;
const count = Number(words);
if (!Number.isInteger(count) || count < 1) throw new Error(`expected a number of drills, found ${words}`);

const main = join(import.meta.dirname, '../../src/cli/main.ts');
const cleanInALoop = join(import.meta.dirname, '../e2e/safety/clean-in-a-loop.ts');
const folder = await mkdtemp(join(tmpdir(), 'ha-drill-soak-'));
const state = join(folder, 'state');
const random = seededRandom(Number(ofSoak));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What is there of a run, or of its record, that should not be. */
async function leftOf(run: string, out: string): Promise<string[]> {
  const { runs } = await findLeftovers(new Docker(), run);
  const onEngine = runs.flatMap(({ containers, networks, volumes }) => [
    ...containers.map((id) => `container ${id}`),
    ...networks.map((id) => `network ${id}`),
    ...volumes.map((name) => `volume ${name}`),
  ]);
  const { stdout } = await execa('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE']);
  const loops = stdout.split('\n').filter((file) => file.includes(run));
  const files = await readdir(state, { recursive: true });
  const inState = files.filter((path) => path.includes(run));
  const reserved = (await readdir(join(out, run))).filter((name) => name === '.reserve');
  return [...onEngine, ...loops, ...inState.map((path) => join(state, path)), ...reserved];
}

async function drill(kind: string, seed: number, out: string): Promise<Soaked> {
  const scenario = join(folder, `${kind}.yml`);
  await writeFile(scenario, kinds[kind] ?? '');
  const options = ['run', scenario, '--seed', String(seed), '--out', out];
  const { exitCode, stderr } = await execa(process.execPath, [main, ...options], {
    env: { XDG_STATE_HOME: state },
    reject: false,
  });
  await writeFile(`${out}.log`, stderr);
  const [run = ''] = await readdir(out).catch(() => []);
  const text = await readFile(join(out, run, 'result.json'), 'utf8').catch(() => undefined);
  const result = text === undefined ? null : resultSchema.parse(JSON.parse(text));
  const left = run === '' ? [] : await leftOf(run, out);
  return { kind, seed, run: run || out, code: exitCode ?? null, result, left };
}

say(`${count} drills in ${folder}; npm run soak -- ${count} ${ofSoak} repeats them`);
await mkdir(state);
const cleaner = spawn(process.execPath, [cleanInALoop, 'soak-'], {
  env: { ...process.env, XDG_STATE_HOME: join(folder, 'elsewhere') },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let cleaned = '';
cleaner.stdout.on('data', (chunk) => {
  cleaned += chunk;
});
const names = Object.keys(kinds);
const drills: Soaked[] = [];
for (let number = 1; number <= count; number += 1) {
  const kind = names[(number - 1) % names.length] ?? '';
  const seed = Math.floor(random() * 2 ** 31);
  const one = await drill(kind, seed, join(folder, String(number)));
  say(`[${number}/${count}] ${kind} ${seed}: ${one.result?.verdict ?? 'no result'}, exit code ${one.code}`);
  drills.push(one);
}
const diedBefore = cleaner.exitCode !== null;
cleaner.kill('SIGKILL');

const { problems, notes } = lookAt(drills);
// What somebody else left behind, whose process is dead, is rightly removed.
const own = new Set(drills.map(({ run }) => run));
const all = [
  ...problems,
  ...cleaned
    .split('\n')
    .flatMap((line) => (own.has(line.replace(/^removed /, '')) ? [`clean beside them ${line}`] : [])),
  ...(diedBefore ? ['clean beside them ended with an error'] : []),
];
for (const note of notes) say(`note: ${note}`);
for (const problem of all) say(`problem: ${problem}`);
await writeFile(
  join(folder, 'soak.json'),
  `${JSON.stringify({ seed: ofSoak, problems: all, notes, drills }, null, 2)}\n`,
);
say(`${count} drills, ${all.length} problems; ${join(folder, 'soak.json')}`);
process.exitCode = all.length > 0 ? 1 : 0;
