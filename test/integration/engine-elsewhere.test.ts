import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ensureImages } from '../../src/docker/images.ts';
import { findLeftovers } from '../../src/docker/leftovers.ts';
import { run as haDrill } from '../e2e/cli.ts';
import { type SecondEngine, startSecondEngine } from './second-engine.ts';
import { docker } from './server.ts';

const execute = promisify(execFile);
const tag = 'ha-drill/ha-drill:integration';

let work: string;

/** The image of this checkout, and a folder as a user has one: a scenario, and a topology with a file that it mounts. */
beforeAll(async () => {
  await ensureImages(docker, () => undefined, ['mysql', 'toolbox']);
  await execute(process.execPath, ['tools/image.ts', tag, 'ha-drill/base:latest']);
  work = await mkdtemp(join(tmpdir(), 'ha-drill-elsewhere-'));
  const topology = parse(await readFile('topologies/standalone/compose.yml', 'utf8'));
  delete topology.services.backup;
  delete topology['x-ha-drill'].backup;
  const server = topology.services.db1;
  server.volumes = ['db1:/var/lib/mysql', './conf.d:/etc/ha-drill:ro', './site.cnf:/etc/site.cnf:ro'];
  server.command[0] = '--defaults-file=/etc/site.cnf';
  await mkdir(join(work, 'conf.d'));
  await cp('topologies/standalone/mysqld.cnf', join(work, 'conf.d/mysqld.cnf'));
  await writeFile(join(work, 'site.cnf'), '!include /etc/ha-drill/mysqld.cnf\n');
  // Parameters of the backup service have gone with it.
  const { parameters } = topology['x-ha-drill'];
  const used = JSON.stringify(topology.services);
  for (const name of Object.keys(parameters)) if (!used.includes(`\${${name}`)) delete parameters[name];
  await writeFile(join(work, 'compose.yml'), stringify(topology));
  const scenario = parse(await readFile('scenarios/restart-only.yml', 'utf8'));
  await writeFile(join(work, 'drill.yml'), stringify({ ...scenario, topology: './compose.yml' }));
}, 600_000);

afterAll(async () => {
  await docker.getImage(tag).remove({ force: true });
  await rm(work, { recursive: true, force: true });
});

type Elsewhere = { readonly code: number; readonly said: string; readonly reports: string };

/** A drill by the image on an engine, as docs/engines.md does it where the engine sees no folder of this machine. */
async function drillThere(socket: string, out: string): Promise<Elsewhere> {
  const host = ['--host', `unix://${socket}`];
  const volume = ['--volume', `${socket}:/var/run/docker.sock`];
  const noisy = ['--set', 'baseline.maxLatency=10s', '--set', 'baseline.maxErrors=0.5'];
  const words = [...host, 'create', ...volume, tag, 'run', 'drill.yml', ...noisy];
  const { stdout } = await execute('docker', words);
  const id = stdout.trim();
  try {
    await execute('docker', [...host, 'cp', `${work}/.`, `${id}:/work`]);
    const { code, said } = await started([...host, 'start', '--attach', id]);
    await execute('docker', [...host, 'cp', `${id}:/work/reports`, out]).catch((error: unknown) => {
      throw new Error(said, { cause: error });
    });
    return { code, said, reports: out };
  } finally {
    await execute('docker', [...host, 'rm', '--force', id]);
  }
}

async function started(words: readonly string[]): Promise<{ code: number; said: string }> {
  const child = spawn('docker', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}

/** It was conducted to its end. What it measured on a busy machine is not what is tested here. */
async function expectDrilled({ code, said, reports }: Elsewhere, engine: Docker): Promise<void> {
  expect([0, 1, 2], said).toContain(code);
  const [id = ''] = await readdir(reports);
  const manifest = JSON.parse(await readFile(join(reports, id, 'run.json'), 'utf8'));
  expect(manifest, said).toMatchObject({ lifecycle: 'completed' });
  const result = JSON.parse(await readFile(join(reports, id, 'result.json'), 'utf8'));
  expect(result.faults, said).toMatchObject([
    { fault: 'kill', evidence: expect.stringContaining('is gone') },
  ]);
  expect((await findLeftovers(engine, id)).runs).toEqual([]);
}

test('the image drills on this engine: it joins the network of the cluster, and its files are nobody else’s', async () => {
  await expectDrilled(await drillThere('/var/run/docker.sock', join(work, 'here')), docker);
}, 600_000);

describe('an engine whose networks and files are not those of this machine', () => {
  let second: SecondEngine;

  beforeAll(async () => {
    second = await startSecondEngine();
    const images = await ensureImages(docker, () => undefined, ['mysql', 'toolbox']);
    const names = ['ha-drill/base:latest', images.mysql.tag, images.toolbox.tag, tag];
    const load = `docker save ${names.join(' ')} | docker --host unix://${second.socket} load`;
    await execute('bash', ['-o', 'pipefail', '-c', load]);
  }, 600_000);

  afterAll(() => second?.stop());

  test('is told of by doctor and by run, at once, with what to do', async () => {
    const there = { DOCKER_HOST: second.address };
    const doctor = await haDrill(['doctor', 'reach'], there);
    expect(doctor.code).toBe(3);
    expect(doctor.stdout).toContain('container addresses are not reachable from here: use the image');
    const { code, stderr } = await haDrill(['run', 'kill-primary', '--out', join(work, 'refused')], there);
    expect(code).toBe(3);
    expect(stderr).toContain(`the networks of the engine at ${second.address} are not on this machine`);
    expect(stderr).toContain('docker run');
    expect((await findLeftovers(second.docker)).runs).toEqual([]);
  });

  test('is drilled by the image', async () => {
    await expectDrilled(await drillThere(second.socket, join(work, 'there')), second.docker);
  }, 600_000);
});
