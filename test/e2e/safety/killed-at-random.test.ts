import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startClock } from '../../../src/clock.ts';
import { ensureImages } from '../../../src/docker/images.ts';
import { composeServiceLabel, runLabel } from '../../../src/docker/labels.ts';
import { type Sidecar, startSidecar } from '../../../src/docker/sidecar.ts';
import { agentFor } from '../../../src/faults/agents.ts';
import { faults } from '../../../src/faults/list.ts';
import { seededRandom } from '../../../src/random.ts';
import { pause, waitFor } from '../../../src/wait.ts';
import { patienceMs } from '../../support/patience.ts';
import { leftoversOf, type Running, run, runIn, start } from '../cli.ts';
import { type Foreign, makeForeign } from '../foreign.ts';

const docker = new Docker();
const seed = Number(process.env.HA_DRILL_TEST_SEED ?? randomInt(2 ** 31));

/** Three here, for the time they take; twenty show every moment of every kind of fault (CONTRIBUTING.md). */
const kills = Number(process.env.HA_DRILL_TEST_KILLS ?? 3);

/** As short as a drill can be. */
const scenarioOf = (method: readonly string[]) => `name: killed-at-random
question: What does a killed harness leave behind?
topology: semisync
baseline: { duration: 500ms, maxErrors: 1, maxLatency: 10s }
method:
${method.map((step) => `  - { ${step} }`).join('\n')}
observe: 1s
recovery: { startAfter: 0s, deadline: 5s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0 }
`;

/** Faults in networks, processes and disks. By name: a busy machine may not have seen yet who leads. */
const outside = {
  text: scenarioOf([
    'fault: loss, target: service:db1',
    'fault: delay, target: proxy, with: { by: 2ms }',
    'fault: isolate, target: service:db2',
    'fault: freeze, target: manager',
    'fault: disk-full, target: service:db2',
  ]),
  first: 'loss of',
  last: 'disk-full of',
};

/** Faults by sessions, limits and clocks, and in what starts again. */
const inside = {
  text: scenarioOf([
    'fault: lock-table, target: service:db1, with: { schema: ledger, table: entries }',
    'fault: cpu-starve, target: service:db2, with: { cpus: 0.2 }',
    'fault: clock-skew, target: service:db2, with: { by: +1h }',
    'fault: crash-loop, target: manager',
    'fault: connections-exhausted, target: service:db1',
  ]),
  first: 'lock-table of',
  last: 'connections-exhausted of',
};

/** How the progress tells of a phase: a warning may say its name before. */
const begun = (phase: string): string => `  ${phase}`;

type Moment = { readonly text: string; readonly after: string; readonly withinMs: number };

/** What a drill says as it goes on, in this order, and within which time of that it is killed (ms). */
const moments: Moment[] = [outside, inside].flatMap(({ text, first, last }) => [
  { text, after: begun('provision'), withinMs: 3000 },
  { text, after: begun('provision'), withinMs: 8000 },
  { text, after: begun('baseline'), withinMs: 1500 },
  { text, after: begun('method'), withinMs: 50 },
  { text, after: first, withinMs: 200 },
  { text, after: last, withinMs: 1000 },
  { text, after: begun('recovery'), withinMs: 200 },
  { text, after: 'healed', withinMs: 300 },
  { text, after: begun('collect'), withinMs: 300 },
  { text, after: begun('tear-down'), withinMs: 300 },
]);

/** So many of the moments, each once before one comes again. */
function drawn(count: number, random: () => number): Moment[] {
  const left: Moment[] = [];
  return Array.from({ length: count }, () => {
    if (left.length === 0) left.push(...moments);
    return left.splice(Math.floor(random() * left.length), 1);
  }).flat();
}

let toolbox: string;
let foreign: Foreign;
let state: string;
let out: string;
let last: Running | undefined;
beforeAll(async () => {
  toolbox = (await ensureImages(docker, () => undefined, ['toolbox'])).toolbox.tag;
  foreign = await makeForeign(toolbox);
});
afterAll(() => foreign.remove());
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'ha-drill-state-'));
});

/** A test that failed leaves no drill behind, either. */
afterEach(async () => {
  last?.process.kill('SIGKILL');
  await last?.ended;
  const journals = await readdir(join(state, 'ha-drill', 'journal')).catch(() => []);
  for (const name of journals)
    await run(['clean', '--run', name.replace('.ndjson', '')], { XDG_STATE_HOME: state });
});

/** Starts the drill with a state folder of its own, and waits until it has begun. */
async function begin(text: string): Promise<Running> {
  out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const path = join(state, 'scenario.yml');
  await writeFile(path, text);
  const running = start(['run', path, '--out', out], { XDG_STATE_HOME: state });
  last = running;
  await waitFor({ what: 'the drill to begin', deadlineMs: patienceMs, everyMs: 5 }, async () =>
    // A folder that tries whether this one can be written has a dot.
    (await readdir(out)).some((name) => !name.startsWith('.'))
      ? { done: true, value: undefined }
      : { done: false, state: 'no folder' },
  );
  return running;
}

/** That nothing of a run is left: on the engine, on this machine, in the state folder, in its record. */
async function expectNothingOf(id: string, when: string): Promise<void> {
  expect(await leftoversOf(id), when).toEqual([]);
  expect(
    (await foreign.loopFiles()).filter((file) => file.includes(id)),
    when,
  ).toEqual([]);
  for (const folder of ['journal', 'runs'])
    expect(await readdir(join(state, 'ha-drill', folder)), `${folder} ${when}`).toEqual([]);
  const inState = await readdir(state, { recursive: true });
  expect(
    inState.filter((path) => path.includes(id)),
    when,
  ).toEqual([]);
  expect(await readdir(join(out, id)), when).not.toContain('.reserve');
}

test(`killed ${kills} times at random (HA_DRILL_TEST_SEED=${seed}): clean leaves nothing, and foreign things alone`, async () => {
  const before = await foreign.look();
  const random = seededRandom(seed);
  let killed = 0;
  for (const { text, after, withinMs } of drawn(kills, random)) {
    const afterMs = random() * withinMs;
    const running = await begin(text);
    await running.shown(after);
    await Promise.race([pause(afterMs), running.ended]);
    killed += running.process.kill('SIGKILL') ? 1 : 0;
    await running.ended;
    const when = `killed ${Math.round(afterMs)} ms after "${after}"`;
    process.stderr.write(`${when}\n`);
    const cleaned = await run(['clean', '--run', await runIn(out)], { XDG_STATE_HOME: state });
    expect(cleaned.code, `${when}: ${cleaned.stderr}`).toBe(0);
    await expectNothingOf(await runIn(out), when);
  }
  // The last phases are short: such a drill may have ended before it could be killed.
  expect(killed).toBeGreaterThanOrEqual(Math.floor(kills / 2));
  expect(await foreign.look()).toBe(before);
});

test('kill -9 while faults are in force: their agents heal, and the containers stand', async () => {
  const holding = outside.text.replace(
    '\nobserve',
    '\n  - { at: 5m, fault: kill, target: primary }\nobserve',
  );
  const running = await begin(holding);
  const taken = ['loss of db', 'delay of proxy', 'isolate of db', 'freeze of manager', 'disk-full of db'];
  for (const what of taken) await running.shown(what);
  const id = await runIn(out);
  const watchers = await watchersOf(id);
  const inForce = await leftIn(watchers);
  expect(inForce.join()).toContain('table inet ha_drill');
  expect((await foreign.loopFiles()).filter((file) => file.includes(id))).not.toEqual([]);

  running.process.kill('SIGKILL');
  await running.ended;
  await waitFor({ what: 'the agents to heal', deadlineMs: patienceMs, everyMs: 100 }, async () => {
    const left = await leftIn(watchers);
    return left.length === 0 ? { done: true, value: left } : { done: false, state: left.join('; ') };
  });
  await Promise.all(watchers.map((one) => one.stop()));
  expect((await run(['clean', '--run', id], { XDG_STATE_HOME: state })).code).toBe(0);
  await expectNothingOf(id, 'at the end');
});

/** Agents of our own beside the services of a run. They inject nothing: they look. */
async function watchersOf(id: string): Promise<Sidecar[]> {
  const filters = { label: [`${runLabel}=${id}`, composeServiceLabel] };
  const containers = await docker.listContainers({ filters });
  expect(containers.length).toBeGreaterThanOrEqual(5);
  const kit = await agentFor(Object.values(faults));
  return Promise.all(
    containers.map(({ Id, Labels }) => {
      const service = { name: Labels[composeServiceLabel] ?? '', containerId: Id };
      return startSidecar({
        docker,
        run: id,
        image: toolbox,
        ...kit,
        service,
        clock: startClock(),
      });
    }),
  );
}

async function leftIn(watchers: readonly Sidecar[]): Promise<string[]> {
  return (await Promise.all(watchers.map(async (one) => (await one.run('leftovers')).lines))).flat();
}
