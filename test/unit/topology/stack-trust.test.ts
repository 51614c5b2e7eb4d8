import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

afterEach(() => void vi.unstubAllEnvs());

const stack = `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { service: db1, port: 3306 } }
`;
const compose = (said: string, file = '') => `services:
  db1:
    image: mysql:9.7
    ${said}
  db2: { image: mysql:9.7 }
${file}`;

const load = async (
  files: Record<string, string>,
  trust = false,
): Promise<{ folder: string; loaded: ReturnType<typeof loadTopology> }> => {
  const folder = await folderWith({ 'ha-drill.yml': stack, ...files });
  return { folder, loaded: loadTopology(join(folder, 'ha-drill.yml'), folder, { trust }) };
};
const refused = async (files: Record<string, string>): Promise<string> => {
  const { folder, loaded } = await load(files);
  return refusal(folder, loaded);
};

describe('what a service of a stack must not have is refused, at its line', () => {
  test.each([
    'network_mode: host',
    'pid: host',
    'ipc: host',
    'userns_mode: host',
    'cgroup_parent: /x',
    'privileged: true',
    'devices: ["/dev/kmsg:/dev/kmsg"]',
    'cap_add: [SYS_ADMIN]',
    'security_opt: ["seccomp:unconfined"]',
    'runtime: runc',
    'volumes: ["/:/host:ro"]',
    'volumes: ["/var/run/docker.sock:/x"]',
    'volumes: ["/srv:/x:ro"]',
    'volumes: ["../:/x:ro"]',
    'volumes: ["./link:/x:ro"]',
    'env_file: ../x.env',
    'extends: { file: ../x.yml, service: x }',
    'build: ..',
  ])('%s', async (said) => {
    const { folder, loaded } = await load({ 'docker-compose.yml': compose(said) });
    await symlink('..', join(folder, 'link'));
    const message = await refusal(folder, loaded);
    expect(message).toMatch(/^docker-compose\.yml:4:\d+: services\.db1\..*: expected /);
    expect(message).toContain('add --trust-topology');
  });

  test.each([
    ['include: [x.yml]', 'include'],
    ['secrets: { x: { file: /root/.ssh/id_rsa } }', 'secrets.x.file'],
    ['networks: { default: { driver_opts: { com.docker.network.bridge.name: docker0 } } }', 'networks'],
  ])('%s', async (file, subject) => {
    expect(await refused({ 'docker-compose.yml': compose('init: true', file) })).toMatch(
      new RegExp(`^docker-compose\\.yml:6:\\d+: ${subject}.*: expected `),
    );
  });

  test('its own ports, volumes, folders and capabilities are its own', async () => {
    const said =
      'ports: ["3306:3306"]\n    cap_add: [SYS_NICE]\n    volumes: ["./conf:/etc/mysql/conf.d:ro", "/data/mysql:/var/lib/mysql", "./log:/log"]';
    const { loaded } = await load({ 'docker-compose.yml': compose(said), 'conf/x.cnf': '' });
    expect(await loaded).toMatchObject({ trust: false, trusted: [] });
  });

  test('tags of Compose are no obstacle', async () => {
    const { loaded } = await load({ 'docker-compose.yml': compose('ports: !reset []') });
    expect((await loaded).services).toEqual(['db1', 'db2']);
  });
});

describe('the environment of ha-drill', () => {
  const taken = compose(`environment: { A: "\${HA_TEST_TOKEN:-none}" }`);

  test('a variable that is set and not declared is refused; one that is not set has its default', async () => {
    const { loaded } = await load({ 'docker-compose.yml': taken });
    expect((await loaded).stack?.config.services.db1?.environment).toEqual({ A: 'none' });
    vi.stubEnv('HA_TEST_TOKEN', 'canary');
    const message = await refused({ 'docker-compose.yml': taken });
    expect(message).toMatch(
      /^docker-compose\.yml:4:\d+: .*found HA_TEST_TOKEN; HA_TEST_TOKEN looks like a secret/,
    );
  });

  test('a secret is not given by a declaration alone', async () => {
    vi.stubEnv('HA_TEST_TOKEN', 'canary');
    const declared = `${stack}variables: [HA_TEST_TOKEN]\n`;
    const files = { 'ha-drill.yml': declared, 'docker-compose.yml': taken };
    expect(await refused(files)).toMatch(
      /^ha-drill\.yml:5:13: variables\.0: expected no variable that looks like a secret/,
    );
    const { loaded } = await load(files, true);
    expect((await loaded).stack?.config.services.db1?.environment).toEqual({ A: 'canary' });
  });

  test('what is declared is given', async () => {
    vi.stubEnv('HA_TEST_TAG', '8.4');
    const files = {
      'ha-drill.yml': `${stack}variables: [HA_TEST_TAG]\n`,
      'docker-compose.yml': compose(`labels: { tag: "\${HA_TEST_TAG}" }`),
    };
    const { loaded } = await load(files);
    expect((await loaded).stack?.config.services.db1?.labels).toEqual({ tag: '8.4' });
  });

  test('files of variables get none of it', async () => {
    vi.stubEnv('HA_TEST_TOKEN', 'canary');
    const files = {
      'docker-compose.yml': compose(`env_file: db.env\n    labels: { a: "\${FROM_FILE}" }`),
      'db.env': `A=\${HA_TEST_TOKEN}\nHA_TEST_TOKEN\n`,
      '.env': `FROM_FILE=x\${HA_TEST_TOKEN}\n`,
    };
    const { loaded } = await load(files);
    expect(JSON.stringify((await loaded).stack?.config)).not.toContain('canary');
  });

  test('the password of an account is a variable that says so', async () => {
    const files = {
      'ha-drill.yml': `${stack}admin: { user: root, passwordVariable: GITHUB_TOKEN }\n`,
      'docker-compose.yml': compose('init: true'),
    };
    expect(await refused(files)).toMatch(
      /^ha-drill\.yml:5:\d+: admin\.passwordVariable: expected a variable whose name/,
    );
  });
});

describe('files beside ha-drill.yml', () => {
  test.each(['compose: /etc/x.yml', 'compose: ../docker-compose.yml'])('%s is elsewhere', async (key) => {
    const folder = await folderWith({
      'docker-compose.yml': compose('init: true'),
      'deep/ha-drill.yml': stack.replace(/compose:.*/, key),
    });
    const message = await refusal(folder, loadTopology(join(folder, 'deep'), folder));
    expect(message).toMatch(/^deep\/ha-drill\.yml:1:10: compose: expected a/);
  });

  test('a stack that is trusted tells what it was given', async () => {
    const { loaded } = await load({ 'docker-compose.yml': compose('pid: host') }, true);
    expect((await loaded).trusted).toEqual([
      expect.stringMatching(
        /docker-compose\.yml:4:10: services\.db1\.pid: expected processes of its own, found pid "host"$/,
      ),
    ]);
  });
});
