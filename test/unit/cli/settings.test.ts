import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { program } from '../../../src/cli/main.ts';
import { projectFiles } from '../../../src/init/project.ts';
import { useSettings } from '../../../src/project/current.ts';
import { invoke } from './invoke.ts';

const before = process.cwd();
let home: string;
let project: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ha-drill-settings-'));
  project = join(home, 'project');
  await mkdir(project);
  process.chdir(project);
  vi.stubEnv('XDG_CONFIG_HOME', join(home, 'config'));
});

afterEach(async () => {
  process.chdir(before);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  useSettings({ project: undefined, user: undefined });
  await rm(home, { recursive: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const inProject = (text: string) => write(join(project, 'ha-drill.config.yml'), text);
const ofUser = (text: string) => write(join(home, 'config/ha-drill/config.yml'), text);

type Shown = Record<string, { value: unknown; origin: string }>;

/** Every flag of a command, by its name. */
async function flagsOf(command: string): Promise<Shown> {
  const { stdout } = await invoke(program(), 'config', command, '--json');
  const found = JSON.parse(stdout) as { flag: string; value: unknown; origin: string }[];
  return Object.fromEntries(found.map(({ flag, value, origin }) => [flag, { value, origin }]));
}

/** The options that a command line comes to, with its action left out. */
async function optionsOf(...words: string[]): Promise<Record<string, unknown>> {
  const root = program();
  let options = {};
  for (const command of root.commands) {
    command.action((...all) => {
      options = all.at(-1).opts();
    });
  }
  await invoke(root, ...words);
  return options;
}

describe('who decides about a flag', () => {
  test('nobody: its default', async () => {
    expect((await flagsOf('run')).repeat).toEqual({ value: 1, origin: 'default' });
  });

  test('the user, the project, the environment, and the flag itself: each before the one before it', async () => {
    await ofUser('defaults: { run: { repeat: 2 } }');
    expect((await flagsOf('run')).repeat?.value).toBe(2);
    await inProject('defaults:\n  run:\n    repeat: 3\n');
    expect((await flagsOf('run')).repeat).toMatchObject({
      value: 3,
      origin: expect.stringMatching(/ha-drill\.config\.yml:3$/),
    });
    vi.stubEnv('HA_DRILL_RUN_REPEAT', '4');
    expect((await flagsOf('run')).repeat).toEqual({ value: 4, origin: 'HA_DRILL_RUN_REPEAT' });
    expect(await optionsOf('run', 'kill-primary')).toMatchObject({ repeat: 4 });
    expect(await optionsOf('run', 'kill-primary', '--repeat', '5')).toMatchObject({ repeat: 5 });
  });

  test('a flag that gathers values has those of all, what decides first at the end', async () => {
    await ofUser('defaults: { run: { set: [a=1] } }');
    await inProject('defaults: { run: { set: [a=2] } }');
    vi.stubEnv('HA_DRILL_RUN_SET', 'a=3 b=3');
    expect(await optionsOf('run', 'x', '--set', 'a=4')).toMatchObject({
      set: ['a=1', 'a=2', 'a=3', 'b=3', 'a=4'],
    });
  });

  test('a path of a file counts from that file, and is found from folders below', async () => {
    await inProject('defaults: { run: { out: drills/reports } }');
    await mkdir(join(project, 'deep/below'), { recursive: true });
    process.chdir(join(project, 'deep/below'));
    expect((await flagsOf('run')).out?.value).toBe(join(project, 'drills/reports'));
  });

  test('a sub-command has its own, and a flag that must be given may stand in a file', async () => {
    await inProject('defaults: { "faults try": { target: replica }, gate: { baseline: b.json } }');
    expect((await flagsOf('faults try')).target?.value).toBe('replica');
    expect(await optionsOf('gate', 'reports')).toMatchObject({ baseline: join(project, 'b.json') });
  });

  test('nobody but the command line where HA_DRILL_PLAIN says so, as for the drills of a suite', async () => {
    await inProject('defaults: { run: { repeat: 3 } }');
    vi.stubEnv('HA_DRILL_PLAIN', 'true');
    expect(await optionsOf('run', 'x')).toMatchObject({ repeat: 1 });
  });
});

test('`config --show-origin` tells the policy in force: of the project, and where it says nothing, of the user', async () => {
  await ofUser('policy: { process: { rto: 9s, rpo: 5 }, site: { rto: 1h } }');
  await inProject('policy:\n  process: { rto: 5s }\n');
  const { stdout } = await invoke(program(), 'config', '--show-origin');
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.replace(/\S*\//, ''))).toEqual([
    expect.stringMatching(/^policy\.process\.rto +5s +ha-drill\.config\.yml:2$/),
    expect.stringMatching(/^policy\.process\.rpo +5 +config\.yml:1$/),
    expect.stringMatching(/^policy\.site\.rto +1h +config\.yml:1$/),
  ]);
  const plan = await invoke(program(), 'plan', 'kill-primary', '--json');
  expect(JSON.parse(plan.stdout)).toMatchObject([
    { objectives: expect.arrayContaining([expect.objectContaining({ disruption: null })]) },
  ]);
});

describe('names of the project', () => {
  test('a scenario is known by its name', async () => {
    for (const [name, text] of Object.entries(projectFiles)) await write(join(project, name), text);
    const plan = await invoke(program(), 'plan', 'failover', '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject([{ scenario: { name: 'failover' } }]);
  });

  test('a topology is known by the one it was given, also to a scenario of the package', async () => {
    const compose = await readFile(join(before, 'topologies/async/compose.yml'), 'utf8');
    const files = { file: join(before, 'topologies/semisync/compose.yml') };
    await write(join(project, 'db/compose.yml'), compose.replaceAll('../semisync/compose.yml', files.file));
    await inProject('topologies: { shop: db/compose.yml }\ndefaults: { plan: { topology: shop } }');
    const plan = await invoke(program(), 'plan', 'replicas-behind', '--json', '--trust-topology');
    expect(JSON.parse(plan.stdout)).toMatchObject([{ topology: { name: 'db' } }]);
    const unknown = invoke(program(), 'plan', 'replicas-behind', '--topology', 'shopp');
    await expect(unknown).rejects.toThrow(/did you mean shop\?/);
  });

  test('`init` writes a project that is in order, and nothing over what is there', async () => {
    const { stdout } = await invoke(program(), 'init');
    expect(stdout).toContain('wrote drills/failover.yml');
    for (const name of Object.keys(projectFiles)) {
      const text = await readFile(join(project, name), 'utf8');
      expect(text.split('\n')[0]).toMatch(/^# yaml-language-server: \$schema=https:\/\/\S+\.json$/);
    }
    await invoke(program(), 'validate', 'ha-drill.config.yml', 'drills/failover.yml');
    await expect(invoke(program(), 'init')).rejects.toMatchObject({
      exit: 'usage',
      message: expect.stringContaining('there already, and nothing was written'),
    });
  });
});

describe('is refused (exit 64)', () => {
  test.each([
    ['what is no map', '[]', /expected/],
    ['an unknown key', 'default: {}', /did you mean defaults\?/],
    ['an unknown class of disruption', 'policy: { hosts: { rto: 5s } }', /did you mean host\?/],
    [
      'a time without its unit',
      'policy: { host: { rto: 5 } }',
      /policy\.host\.rto: expected a duration.*write 5s/,
    ],
    ['a class without a target', 'policy: { host: {} }', /expected at least one target, such as rto: 5s/],
    ['an unknown command', 'defaults: { runn: {} }', /expected a command, found "runn"; did you mean run\?/],
    [
      'an unknown flag',
      'defaults: { run: { repeats: 3 } }',
      /a flag of ha-drill run, found "repeats"; did you mean repeat\?/,
    ],
    ['a flag of every object', 'defaults: { run: { constructor: 3 } }', /a flag of ha-drill run/],
    ['a value that the flag does not take', 'defaults: { run: { repeat: 0 } }', /from 1 to 1000/],
    [
      'a list for a flag that takes one',
      'defaults: { run: { repeat: [1, 2] } }',
      /expected one value, found 2/,
    ],
    [
      'a word for a flag that takes none',
      'defaults: { run: { json: maybe } }',
      /expected true or false, found "maybe"/,
    ],
    [
      'nothing for a flag that takes a value',
      'defaults: { run: { out: true } }',
      /expected a value for --out/,
    ],
    ['trust in a checkout', 'defaults: { run: { trust-topology: true } }', /in nobody's checkout/],
  ])('%s', async (_, text, message) => {
    await inProject(text);
    const refused = optionsOf('run', 'x');
    await expect(refused).rejects.toMatchObject({ exit: 'usage', message: expect.stringMatching(message) });
    await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(/config\.yml:\d+:\d+: /) });
  });

  test('an environment variable with a wrong value, by its name', async () => {
    vi.stubEnv('HA_DRILL_RUN_REPEAT', 'many');
    await expect(optionsOf('run', 'x')).rejects.toThrow(
      /^HA_DRILL_RUN_REPEAT: many: expected a whole number/,
    );
  });

  test('but users may trust their own topologies in their own file', async () => {
    await ofUser('defaults: { run: { trust-topology: true } }');
    expect(await optionsOf('run', 'x')).toMatchObject({ trustTopology: true });
  });
});
