import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { leftoversOf, run } from './cli.ts';

const execute = promisify(execFile);

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

let base: string;
let prefix: string;
let empty: string;
let tarball: string;

/** Packs this checkout, and installs what was packed for a machine whose user has never had it. */
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'ha-drill-packed-'));
  prefix = join(base, 'prefix');
  empty = join(base, 'empty');
  for (const folder of ['home', 'empty', 'prefix']) await mkdir(join(base, folder));
  await execute('npm', ['pack', '--pack-destination', base]);
  const [name] = (await readdir(base)).filter((file) => file.endsWith('.tgz'));
  tarball = join(base, name ?? '');
  await execute('npm', ['install', '--global', '--prefix', prefix, '--ignore-scripts', tarball]);
});

/** The command as a shell finds it, in an empty folder, with a home that is empty, too. */
function haDrill(...words: string[]): Promise<Ended> {
  return haDrillIn(empty, ...words);
}

async function haDrillIn(folder: string, ...words: string[]): Promise<Ended> {
  const environment = {
    HOME: join(base, 'home'),
    PATH: [
      join(prefix, 'bin'),
      dirname(process.execPath),
      '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    ].join(':'),
    NO_COLOR: '1',
    // Where Compose is installed is the machine's, and not this user's.
    DOCKER_CONFIG: process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
    ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
  };
  try {
    const ended = await execute('ha-drill', words, { cwd: folder, env: environment, maxBuffer: 2 ** 26 });
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended;
  }
}

describe('the package, installed from what `npm pack` packs', () => {
  test('is under 3 MB, and has neither sources nor tests', async () => {
    expect((await stat(tarball)).size).toBeLessThan(3 * 2 ** 20);
    const root = join(prefix, 'lib/node_modules/ha-drill');
    const names = (await readdir(root)).filter((name) => name !== 'node_modules');
    expect(names.toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'examples',
      'images',
      'package.json',
      'scenarios',
      'schema',
      'selfcheck',
      'suites',
      'topologies',
    ]);
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await haDrill('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('plans and validates what it brings, by name, and says how it is called', async () => {
    const plan = await haDrill('plan', 'kill-primary');
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('kill-primary') });
    expect(plan.stderr).toContain('`ha-drill run`');
    expect((await haDrill('suite', 'semisync', '--plan')).stdout).toMatch(/semisync: 0 of \d+ drills done/);
    const scenario = join(prefix, 'lib/node_modules/ha-drill/scenarios/kill-primary.yml');
    const validated = await haDrill('validate', scenario, '--json');
    expect(JSON.parse(validated.stdout)).toMatchObject([{ problems: [], warnings: [] }]);
    expect(await readdir(empty)).toEqual([]);
  });

  test('starts a project, whose drills and flags it knows by name', async () => {
    const folder = join(empty, 'shop');
    await mkdir(folder);
    const inShop = (...words: string[]) => haDrillIn(folder, ...words);
    expect(await inShop('init')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('wrote drills/failover.yml'),
    });
    expect(await inShop('validate', 'ha-drill.config.yml', 'drills/failover.yml')).toMatchObject({ code: 0 });
    expect((await inShop('plan', 'failover')).stdout).toContain('failover');
    expect((await inShop('config', 'run', '--show-origin')).stdout).toMatch(
      /^run\.out +\S+\/shop\/reports +ha-drill\.config\.yml:\d+$/m,
    );
    expect((await inShop('config', 'runn')).code).toBe(64);
    await rm(folder, { recursive: true });
  });

  test('explains its words, shows its pages, and completes', async () => {
    expect((await haDrill('explain', 'rto-service')).stdout).toMatch(/^rto-service \(measure\)/);
    expect((await haDrill('explain', 'rto-servce')).code).toBe(64);
    expect((await haDrill('help', 'engines')).stdout).toMatch(/^# /);
    expect((await haDrill('schema', 'config')).stdout).toContain('"ha-drill.config.yml"');
    const load = 'source <(ha-drill completion bash) && complete -p ha-drill';
    const environment = { HOME: join(base, 'home'), PATH: `${join(prefix, 'bin')}:${process.env.PATH}` };
    expect((await execute('bash', ['-c', load], { cwd: empty, env: environment })).stdout).toContain(
      '_ha_drill',
    );
  });

  test('outlives a reader that leaves', async () => {
    const script = 'set -o pipefail; ha-drill list | head -1';
    const environment = { HOME: join(base, 'home'), PATH: `${join(prefix, 'bin')}:${process.env.PATH}` };
    const { stdout, stderr } = await execute('bash', ['-c', script], { cwd: empty, env: environment });
    expect(stdout).toBe('Scenarios\n');
    expect(stderr).not.toContain('EPIPE');
  });

  test('drills, with the images of the sources it was built from, and reports where it was called', async () => {
    // The images of these sources: whoever changed them has not built them yet.
    expect((await run(['setup', '--yes'])).code).toBe(0);
    const noisy = ['--set', 'baseline.maxLatency=60s', '--set', 'baseline.maxErrors=1'];
    const { code, stdout, stderr } = await haDrill('run', 'kill-primary', '--seed', '7', ...noisy);
    expect(stderr).not.toContain('building');
    // How fast this machine is, and whether it is quiet enough for a steady load, is not what is tested here.
    expect([0, 1, 2], stderr).toContain(code);
    const [id = ''] = await readdir(join(empty, 'reports'));
    expect(stdout).toContain(`report: reports/${id}/report.html`);
    const folder = join(empty, 'reports', id);
    const manifest = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
    expect(manifest).toMatchObject({ lifecycle: 'completed', tool: { commit: null } });
    const result = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'));
    expect(result.faults).toMatchObject([{ fault: 'kill', evidence: expect.stringContaining('is gone') }]);
    expect(await leftoversOf(id)).toEqual([]);
  });
});
