import { symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A topology of two nodes; `said` is what db1 says beside its image, `file` what the file says beside it all. */
const compose = (said: string, file = '') => `x-ha-drill:
  title: two nodes
  replication: async
  nodes: [db1, db2]
  endpoints: { write: { service: db1, port: 3306 } }
services:
  db1: { image: mysql, ${said} }
  db2: { image: mysql }
  other: { image: x }
${file}`;

const refused = async (text: string, others: Record<string, string> = {}): Promise<string> => {
  const folder = await folderWith({ 'compose.yml': text, ...others });
  return refusal(folder, loadTopology(folder));
};

const accepted = async (text: string): Promise<void> => {
  const folder = await folderWith({ 'compose.yml': text, 'my.cnf': '', 'data/x': '' });
  expect((await loadTopology(folder)).services).toEqual(['db1', 'db2', 'other']);
};

describe('a service that reaches this machine is refused, with its line', () => {
  test.each([
    'network_mode: host',
    'network_mode: "container:other"',
    `network_mode: "\${MODE:-host}"`,
    'pid: host',
    'pid: "container:x"',
    'ipc: host',
    'uts: host',
    'userns_mode: host',
    'cgroup: host',
    'cgroup_parent: /system.slice',
    'privileged: true',
    'privileged: "true"',
    `privileged: "\${P:-false}"`,
    'devices: [/dev/sda]',
    'devices: ["/dev/kmsg:/dev/kmsg:r"]',
    'device_cgroup_rules: ["c 1:3 mr"]',
    'cap_add: [ALL]',
    'cap_add: [NET_ADMIN, SYS_ADMIN]',
    'cap_add: [CAP_SYS_MODULE]',
    'cap_add: [sys_time]',
    'security_opt: ["seccomp:unconfined"]',
    'security_opt: [apparmor=unconfined]',
    'security_opt: ["label:disable"]',
    'use_api_socket: true',
    'provider: { type: sh }',
    'volumes_from: ["container:x"]',
    'security_opt: [no-new-privileges, "seccomp:./all.json"]',
    'ports: ["3306:3306"]',
    'runtime: sysbox-runc',
    'gpus: all',
    'deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }',
    'oom_kill_disable: true',
    'oom_score_adj: -1000',
    'external_links: [production-db]',
    'annotations: { x: y }',
    'credential_spec: { file: x.json }',
    'some_key_of_tomorrow: 1',
    'env_file: ../secret.env',
    'env_file: [x.env, { path: /etc/environment }]',
    'label_file: /etc/os-release',
    'build: ..',
    'build: https://example.com/x.git',
    'build: { context: ., dockerfile: ../Dockerfile }',
    'build: { context: ., additional_contexts: { other: / } }',
    'build: { context: ., ssh: [default] }',
    'build: { context: ., tags: ["mysql:9.7"] }',
    'build: { context: ., cache_to: ["type=local,dest=/root"] }',
    'build: { context: ., key_of_tomorrow: 1 }',
    'extends: { file: ../other.yml, service: db }',
    'post_start: [{ command: x, privileged: true }]',
    'build: { context: ., privileged: true }',
    'build: { context: ., network: host }',
  ])('%s', async (said) => {
    expect(await refused(compose(said))).toMatch(/^compose\.yml:7:\d+: services\.db1\..*: expected /);
  });

  test.each([
    'network_mode: "service:other"',
    'privileged: false',
    'pid: "service:other"',
    'ipc: shareable',
    'cap_add: [NET_ADMIN, CAP_SYS_NICE, sys_ptrace]',
    'security_opt: ["no-new-privileges:true"]',
    'devices: []',
    'volumes_from: [other]',
    'deploy: { resources: { limits: { cpus: "1" } } }',
    'oom_score_adj: 500',
    'env_file: my.cnf',
    'x-note: [1]',
    'build: .',
  ])('%s is a container of its own', (said) => accepted(compose(said)));

  test('also where it is extended, at the line of that file', async () => {
    const base = 'services:\n  hidden:\n    image: x\n    privileged: true\n';
    const text = compose('extends: { file: base/base.yml, service: hidden }');
    expect(await refused(text, { 'base/base.yml': base })).toMatch(
      /^base\/base\.yml:4:17: services\.hidden\.privileged: expected a service without privileges, found privileged true/,
    );
  });
});

describe('a bind by which a fault would act on this machine is refused, with its line', () => {
  const binds = (volume: string) => compose(`volumes: [${volume}]`);

  test.each([
    '/:/host',
    '/:/host:ro',
    '/../..:/host:ro',
    '/etc:/etc/host',
    '/etc/shadow:/shadow:ro',
    '/proc:/host/proc:ro',
    '/sys/fs/cgroup:/sys/fs/cgroup',
    '/dev:/dev',
    '/var/run/docker.sock:/var/run/docker.sock',
    '/run/docker.sock:/x.sock:ro',
    '/run:/run:ro',
    '/var/lib/docker:/x:ro',
    '/usr/bin:/x:ro',
    `${homedir()}:/x:ro`,
    '~:/x:ro',
    '~/.ssh:/x',
    '/tmp/elsewhere:/x',
    './data:/backup',
    '../elsewhere:/x:ro',
    '/etc/ssl:/x:ro',
    '../elsewhere:/x',
    '../../../../../../..:/x:ro',
    './data:/var/lib/mysql',
    './data:/var/lib/mysql:ro',
    './data:/var/lib',
    './data:/var/lib/mysql/ledger',
    `"\${DATA:-./data}:/x"`,
    '"$HOME:/x"',
    '{ type: bind, source: /, target: /host }',
    '{ type: bind, source: /var/run/docker.sock, target: /x, read_only: true }',
    '{ type: bind, source: ./data, target: /var/lib/mysql }',
    `{ type: "\${T:-bind}", source: /, target: /x }`,
  ])('%s', async (volume) => {
    expect(await refused(binds(volume))).toMatch(/^compose\.yml:7:\d+: services\.db1\.volumes\.0: expected /);
  });

  test.each([
    'data:/var/lib/mysql',
    '/var/lib/mysql',
    './my.cnf:/etc/my.cnf:ro',
    './data:/backup:ro',
    '/etc/localtime:/etc/localtime:ro',
    '/lib/modules:/lib/modules:ro',
    '{ type: volume, source: data, target: /var/lib/mysql }',
    '{ type: tmpfs, target: /tmp }',
  ])('%s is of the topology', (volume) => accepted(compose(`volumes: [${volume}]`, 'volumes: { data: }\n')));

  test('also by a link within the folder of the topology', async () => {
    const folder = await folderWith({ 'compose.yml': binds('./link:/x') });
    await symlink('/etc', join(folder, 'link'));
    expect(await refusal(folder, loadTopology(folder))).toContain(
      'found "./link": it belongs to this machine',
    );
  });
});

describe('networks, volumes and files that are not of the topology are refused', () => {
  test.each([
    'networks: { default: { external: true } }',
    'networks: { lan: { driver: macvlan } }',
    'networks: { lan: { driver: host } }',
    'volumes: { data: { external: true } }',
    'volumes: { data: { name: production } }',
    'volumes: { data: { driver_opts: { type: none, o: bind, device: /srv } } }',
    'include: [other.yml]',
    'networks: { lan: { driver_opts: { com.docker.network.bridge.name: docker0 } } }',
    'networks: { lan: { ipam: { driver: dhcp } } }',
    'volumes: { data: { driver: sshfs } }',
    'configs: { x: { file: ../x } }',
    'configs: { x: { external: true } }',
    'secrets: { x: { file: /root/.ssh/id_rsa } }',
    'secrets: { x: { driver: vault } }',
  ])('%s', async (file) => {
    expect(await refused(compose('init: true', `${file}\n`))).toMatch(/^compose\.yml:10:\d+: .*: expected /);
  });

  test.each([
    'environment: [HA_TEST_TOKEN]',
    'environment: { HA_TEST_TOKEN: }',
    `command: "\${HA_TEST_TOKEN:-none}"`,
    'command: $HA_TEST_TOKEN',
  ])('a variable of the environment: %s', async (said) => {
    vi.stubEnv('HA_TEST_TOKEN', 'canary');
    const message = await refused(compose(said));
    expect(message).toMatch(
      /^compose\.yml:7:\d+: .*: expected no variable of your environment .*, found HA_TEST_TOKEN; /,
    );
    expect(message).not.toContain('canary');
  });

  test('one that is trusted is told of what it was given', async () => {
    const folder = await folderWith({ 'compose.yml': compose('pid: host, cap_add: [SYS_ADMIN]') });
    const { trusted } = await loadTopology(folder, folder, { trust: true });
    expect(trusted).toHaveLength(2);
    expect(trusted[0]).toMatch(
      /compose\.yml:7:\d+: services\.db1\.pid: expected processes of its own, found pid "host"$/,
    );
  });

  test('no trust lets a drill destroy files of people', async () => {
    const folder = await folderWith({ 'compose.yml': compose('volumes: ["./data:/var/lib/mysql"]') });
    expect(await refusal(folder, loadTopology(folder, folder, { trust: true }))).toContain(
      'a drill destroys what it holds',
    );
  });

  test('their own are not', () =>
    accepted(compose('init: true', 'networks: { default: { driver: bridge } }\nvolumes: { data: {} }\n')));
});
