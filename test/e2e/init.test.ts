import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Docker from 'dockerode';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { findLeftovers } from '../../src/docker/leftovers.ts';
import { officialImages } from '../official-images.ts';
import { run, start } from './cli.ts';

const docker = new Docker();
beforeAll(() => officialImages(docker));

/** A copy of an example without its ha-drill.yml, in a folder whose name is in the run. */
async function copyOf(example: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-init-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(new URL(`../../examples/${example}`, import.meta.url), folder, { recursive: true });
  await rm(join(folder, 'ha-drill.yml'), { force: true });
  return folder;
}

/** A file of `init` without what differs from machine to machine: the versions of servers. */
const everywhere = (text: string): string => text.replace(/version \d[\w.-]*\d/g, 'version X');

/** Runs that looked at the stack of a folder, and of which something is left. */
async function leftOf(folder: string): Promise<string[]> {
  const name = basename(folder).toLowerCase();
  return (await findLeftovers(docker)).runs.map((left) => left.run).filter((one) => one.includes(name));
}

test('init finds a primary and two replicas, and that nobody fails over; what it writes is valid', async () => {
  const folder = await copyOf('replicas-only');
  const compose = await readFile(join(folder, 'docker-compose.yml'), 'utf8');
  const { code, stdout, stderr } = await run(['init', join(folder, 'docker-compose.yml')]);
  expect(code, stderr).toBe(0);
  const text = await readFile(join(folder, 'ha-drill.yml'), 'utf8');
  expect(parse(text)).toEqual({
    compose: 'docker-compose.yml',
    nodes: ['mysql-1', 'mysql-2', 'mysql-3'],
    replication: 'async',
    endpoints: { write: { service: 'mysql-1', port: 3306 } },
    failover: { tool: 'none' },
  });
  expect(text).toMatch(/# mysql-2: super_read_only, replicates from mysql-1, version/);
  // What comes with ha-drill is what its user would get.
  const shipped = new URL('../../examples/replicas-only/ha-drill.yml', import.meta.url);
  expect(everywhere(text)).toBe(everywhere(await readFile(shipped, 'utf8')));
  expect(stdout).toContain('finding: nobody is in charge of failover');
  expect(await readFile(join(folder, 'docker-compose.yml'), 'utf8')).toBe(compose);
  expect(await leftOf(folder)).toEqual([]);
  expect((await run(['validate', join(folder, 'ha-drill.yml')])).code).toBe(0);
});

test('init measures where the port of a proxy leads', async () => {
  const folder = await copyOf('group-haproxy');
  const { code, stderr } = await run(['init', join(folder, 'docker-compose.yml')]);
  expect(code, stderr).toBe(0);
  const text = await readFile(join(folder, 'ha-drill.yml'), 'utf8');
  expect(parse(text)).toMatchObject({
    replication: 'group-replication',
    endpoints: { write: { service: 'haproxy', port: 3306 } },
    proxy: { service: 'haproxy' },
    failover: { tool: 'group' },
  });
  expect(text).toMatch(/# haproxy:3306: all of \d+ connections led to mysql-\d, the primary\./);
});

test('Ctrl-C while the copy is up leaves nothing behind, and writes nothing', async () => {
  const folder = await copyOf('replicas-only');
  const init = start(['init', join(folder, 'docker-compose.yml')]);
  await init.shown('asking mysql-1');
  init.process.kill('SIGINT');
  expect((await init.ended).code).toBe(130);
  expect(await leftOf(folder)).toEqual([]);
  await expect(readFile(join(folder, 'ha-drill.yml'))).rejects.toThrow('ENOENT');
});

test('a server that ends is told with its log at once, and nothing is left or written', async () => {
  const folder = await copyOf('replicas-only');
  const file = join(folder, 'docker-compose.yml');
  const environment = '{ MYSQL_ROOT_PASSWORD: x }';
  await writeFile(
    file,
    `services: { db: { image: "mysql:9.7", command: --no-such-option, environment: ${environment} } }\n`,
  );
  const { code, stderr } = await run(['init', file]);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /db ended with exit code \d+\nlast lines of db:.*unknown option '--no-such-option'/s,
  );
  expect(await leftOf(folder)).toEqual([]);
  await expect(readFile(join(folder, 'ha-drill.yml'))).rejects.toThrow('ENOENT');
});

test('a compose file that Compose refuses, or that has no server, starts nothing', async () => {
  const folder = await copyOf('replicas-only');
  const file = join(folder, 'docker-compose.yml');
  await writeFile(file, 'services: { web: { image: nginx } }\n');
  const none = await run(['init', file]);
  expect(none).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('expected a service that is a MySQL server, found none'),
  });
  await writeFile(file, 'services: { db: { image: "mysql:9.7", profiles: [database] } }\n');
  const inProfile = await run(['init', file]);
  expect(inProfile).toMatchObject({ code: 64, stderr: expect.stringContaining('add --profile database') });
  await writeFile(file, 'services: { web: { imag: nginx } }\n');
  const refused = await run(['init', file]);
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('docker compose refuses') });
});
