import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Docker from 'dockerode';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { idOf } from '../../src/docker/images-engine.ts';
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

/** A file of `init` without what differs from machine to machine: the versions of servers, and how many connections failed. */
const everywhere = (text: string): string =>
  text
    .replace(/version \d[\w.-]*\d/g, 'version X')
    .replace(/^(# \S+:) (?:all )?of \d+ connections .*(?:\n# {3}.*)*/gm, '$1 some connections');

/** What comes with ha-drill is what its user would get. */
async function expectShipped(example: string, text: string): Promise<void> {
  const shipped = await readFile(new URL(`../../examples/${example}/ha-drill.yml`, import.meta.url), 'utf8');
  expect(everywhere(text)).toBe(everywhere(shipped));
}

/** Looks at the stack of a folder; resolves with the file that was written. */
async function initIn(folder: string, ...words: string[]): Promise<string> {
  const { code, stderr } = await run(['init', join(folder, 'docker-compose.yml'), ...words]);
  expect(code, stderr).toBe(0);
  return readFile(join(folder, 'ha-drill.yml'), 'utf8');
}

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
  await expectShipped('replicas-only', text);
  expect(stdout).toContain('finding: nobody is in charge of failover');
  expect(await readFile(join(folder, 'docker-compose.yml'), 'utf8')).toBe(compose);
  expect(await leftOf(folder)).toEqual([]);
  expect((await run(['validate', join(folder, 'ha-drill.yml')])).code).toBe(0);
});

test('init measures where the port of a proxy leads', async () => {
  const text = await initIn(await copyOf('group-haproxy'));
  expect(parse(text)).toMatchObject({ endpoints: { write: { service: 'haproxy', port: 3306 } } });
  expect(text).toMatch(/# haproxy:3306: (all )?of \d+ connections .*led to mysql-\d, the primary/);
  await expectShipped('group-haproxy', text);
});

test('init finds the address that keepalived moves, and the command that brings a node back', async () => {
  await expectShipped('vip', await initIn(await copyOf('vip')));
});

const orchestrator = process.env.ORCHESTRATOR_IMAGE ?? 'percona/percona-orchestrator:latest';
const hasOrchestrator = (await idOf(docker, orchestrator)) !== undefined;

test.skipIf(!hasOrchestrator)(
  `init finds Orchestrator (${orchestrator}; ORCHESTRATOR_IMAGE names another image), HAProxy and semisync`,
  async () => {
    const text = await initIn(await copyOf('semisync-orchestrator'));
    const shipped = new URL('../../examples/semisync-orchestrator/ha-drill.yml', import.meta.url);
    // Whether the variable is set is this machine's.
    const { variables: _, ...rest } = parse(await readFile(shipped, 'utf8'));
    expect(parse(text)).toMatchObject(rest);
    expect(text).toContain('FINDING: rpl_semi_sync_source_timeout is 1.00 s');
    expect(text).toContain('FINDING: mysql-a starts writable');
  },
);

const scaledStack = `services:
  db:
    image: mysql:9.7
    environment: { MYSQL_ROOT_PASSWORD: of-this-test }
    command: [sh, -c, 'exec docker-entrypoint.sh mysqld --gtid-mode=ON --enforce-gtid-consistency=ON --server-id=$$(hostname -i | tr -d .)']
`;
const scaledSetup = `#!/bin/sh
set -eu
say() { docker compose exec -T -e MYSQL_PWD=of-this-test --index "$1" db mysql -uroot -h127.0.0.1 --protocol=tcp -e "$2"; }
say 1 "RESET BINARY LOGS AND GTIDS; CREATE USER replica IDENTIFIED BY 'of-this-test'; GRANT REPLICATION SLAVE ON *.* TO replica"
first=$(docker compose exec -T --index 1 db hostname -i)
say 2 "RESET BINARY LOGS AND GTIDS; SET GLOBAL super_read_only = ON; CHANGE REPLICATION SOURCE TO SOURCE_HOST='$first',
  SOURCE_USER='replica', SOURCE_PASSWORD='of-this-test', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1; START REPLICA"
`;

test('a service that runs as two containers by --scale is two nodes to init, and to check by what was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-init-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'docker-compose.yml'), scaledStack);
  await writeFile(join(folder, 'set-up.sh'), scaledSetup);
  const text = await initIn(folder, '--scale', 'db=2', '--setup', 'sh set-up.sh');
  expect(parse(text)).toMatchObject({ scale: { db: 2 }, nodes: ['db-1', 'db-2'], replication: 'async' });
  const check = (...words: string[]) =>
    run(['check', join(folder, 'ha-drill.yml'), '--trust-topology', ...words]);
  const { stdout, stderr } = await check('--scale', 'db=2');
  expect(stdout, stderr).toMatch(
    /: healthy; db-1 leads, and a write through the endpoint came to every node/,
  );
  expect(await check('--scale', 'db=3')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('says `scale`: db: 2, and that is what is drilled'),
  });
  expect(await leftOf(folder)).toEqual([]);
});

test('check tells what will hurt before anything is broken, which faults work, and why others do not', async () => {
  const folder = await copyOf('replicas-only');
  const file = join(folder, 'ha-drill.yml');
  await cp(new URL('../../examples/replicas-only/ha-drill.yml', import.meta.url), file);
  const before = await readFile(file, 'utf8');
  const { code, stdout, stderr } = await run(['check', file]);
  expect(code, stderr).toBe(1);
  expect(stdout).toMatch(/: healthy; mysql-1 leads, and a write through the endpoint came to every node/);
  expect(stdout).toContain('SERIOUS writable-after-restart (mysql-1)');
  expect(stdout).toContain('SERIOUS nobody-fails-over (mysql-1, mysql-2, mysql-3)');
  expect(stdout).toMatch(/\n\d+ of \d+ faults work on this stack; these \d+ do not:\n/);
  expect(stdout).toMatch(/ {2}clock-skew: needs a library .* in the image of a node/);
  expect(stdout).toMatch(/When the server crashes:\n +nobody fails over: until a person does/);
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(await leftOf(folder)).toEqual([]);
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

/** A folder with the stack of a server and HAProxy, whose configuration ends with some lines. */
async function behindProxy(more: string, config: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-init-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const compose = `services:
  db: { image: mysql:9.7, environment: { MYSQL_ROOT_PASSWORD: of-this-test } }
  lb: { image: haproxy:3.2, ${more}volumes: ['./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro'] }
`;
  const defaults = 'defaults\n mode tcp\n timeout connect 1s\n timeout client 9s\n timeout server 9s\n';
  await writeFile(join(folder, 'docker-compose.yml'), compose);
  await writeFile(join(folder, 'haproxy.cfg'), `${defaults}${config}\n`);
  return folder;
}

test('a proxy that its restart policy starts again and again is told with its log', async () => {
  const folder = await behindProxy('restart: always, ', 'no-such-word');
  const { code, stderr } = await run(['init', join(folder, 'docker-compose.yml')]);
  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(/lb ended again and again with exit code 1\nlast lines of lb:.*no-such-word/s);
  expect(await leftOf(folder)).toEqual([]);
});

test('a proxy that leads nowhere is asked about with what it logged, and check tells the same', async () => {
  const folder = await behindProxy('', 'listen all\n bind :3306\n server db db:3307 check');
  const text = await initIn(folder);
  expect(text.replaceAll(/\n# +/g, ' ')).toMatch(
    /lb is HAProxy, and no port of it led to a server.* logged last: .*all\/db is DOWN/,
  );
  await writeFile(join(folder, 'ha-drill.yml'), text.replace('service: db', 'service: lb'));
  const { stdout, stderr } = await run(['check', join(folder, 'ha-drill.yml')]);
  expect(stdout, stderr).toMatch(/last lines of lb:.*all\/db is DOWN/s);
});

const behindName = `services:
  db:
    image: mysql:9.7
    environment: { MYSQL_ROOT_PASSWORD: of-this-test }
    networks: { net: { ipv4_address: 172.31.87.10 } }
  dns:
    build:
      dockerfile_inline: |
        FROM debian:13-slim
        RUN apt-get -o Acquire::Check-Valid-Until=false update && apt-get install -y --no-install-recommends dnsmasq-base
    command: [dnsmasq, --keep-in-foreground, --no-resolv, --no-hosts, --user=root, --conf-file=/etc/names.conf]
    configs: [{ source: names, target: /etc/names.conf }]
    networks: [net]
networks:
  net: { ipam: { config: [{ subnet: 172.31.87.0/24 }] } }
configs:
  names: { content: "address=/rw.shop.test/172.31.87.10\\naddress=/old.shop.test/172.31.87.99\\n" }
`;

test('init finds the name by which a name server of the stack leads to the primary, and check goes by it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-init-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'docker-compose.yml'), behindName);
  const text = await initIn(folder);
  expect(parse(text).endpoints).toEqual({
    write: { name: 'rw.shop.test', resolver: { service: 'dns', port: 53 }, port: 3306 },
  });
  const { stdout, stderr } = await run(['check', join(folder, 'ha-drill.yml')]);
  expect(stdout, stderr).toMatch(/: healthy; db leads, and a write through the endpoint came to every node/);
});

test('a compose file that Compose refuses, or that has no server, starts nothing', async () => {
  const folder = await copyOf('replicas-only');
  const file = join(folder, 'docker-compose.yml');
  await writeFile(file, 'services: { web: { image: nginx } }\n');
  const none = await run(['init', file]);
  expect(none).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('expected a service that is a MySQL or MariaDB server, found none'),
  });
  await writeFile(file, 'services: { db: { image: "mysql:9.7", profiles: [database] } }\n');
  const inProfile = await run(['init', file]);
  expect(inProfile).toMatchObject({ code: 64, stderr: expect.stringContaining('add --profile database') });
  await writeFile(file, 'services: { web: { imag: nginx } }\n');
  const refused = await run(['init', file]);
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('docker compose refuses') });
});
