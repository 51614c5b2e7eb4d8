import { describe, expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { unfitValue } from '../../../src/topology/parameters.ts';
import { folderWith, refusal } from '../document/files.ts';

const section = (more = '') => `x-ha-drill:
  title: two nodes
  replication: async
  nodes: [db1, db2]
  endpoints: { write: { service: db1, port: 3306 } }
${more}`;
const services = 'services:\n  db1: { image: mysql }\n  db2: { image: mysql }\n  other: { image: x }\n';

const refused = async (text: string, others: Record<string, string> = {}): Promise<string> => {
  const folder = await folderWith({ 'compose.yml': text, ...others });
  return refusal(folder, loadTopology(folder));
};

describe('what is extended', () => {
  const extending = (said: string) => section() + services.replace('db1: { image: mysql }', `db1: ${said}`);

  test.each([
    ['{ extends: db1 }', 'expected an end of what is extended, found that "db1" extends "db1"'],
    ['{ extends: { service: db1 } }', 'found that "db1" extends "db1"'],
    ['{ extends: { file: compose.yml, service: db1 } }', 'found that "db1" extends "db1"'],
    ['{ extends: { file: ./loop.yml, service: b } }', 'found that "db1" extends "b" extends "db1"'],
    ['{ extends: db9 }', 'expected a service of compose.yml (db1, db2, other), found "db9"'],
    ['{ extends: constructor }', 'found "constructor"'],
    ['{ extends: { file: loop.yml, service: c } }', 'expected a service of loop.yml (b), found "c"'],
    [
      '{ extends: { file: nosuch.yml, service: b } }',
      'expected a compose file to extend: nosuch.yml: no such file',
    ],
    [
      '{ extends: { file: ., service: b } }',
      'expected a compose file to extend: .: expected a file, found a folder',
    ],
    ['{ extends: { file: /dev/zero, service: b } }', 'expected a regular file, found a device'],
    [
      '{ extends: { file: bad.yml, service: b } }',
      'expected a compose file to extend: bad.yml:1:5: not valid YAML',
    ],
    ['{ extends: { file: text.yml, service: b } }', '(it has none), found "b"'],
  ])('%s', async (said, message) => {
    const others = {
      'loop.yml': 'services: { b: { extends: { file: compose.yml, service: db1 } } }\n',
      'bad.yml': '<<: 5\n',
      'text.yml': 'hello\n',
    };
    const text = await refused(extending(said), others);
    expect(text).toContain(message);
    expect(text).toMatch(/^(compose|loop)\.yml:\d+:\d+: services\./);
  });

  test('may be extended again, across files without a section', async () => {
    const folder = await folderWith({
      'compose.yml': extending('{ extends: db2, command: x }').replace(
        '{ image: mysql }',
        '{ extends: { file: b.yml, service: b } }',
      ),
      'b.yml': 'services: { b: { extends: a }, a: { image: deep } }\n',
    });
    expect((await loadTopology(folder)).images).toEqual({ db1: 'deep', db2: 'deep', other: 'x' });
  });
});

describe('roles and numbers', () => {
  test.each([
    ['proxy: { service: db2 }', 'proxy', 'a node'],
    ['manager: { service: db1, port: 1 }', 'manager', 'a node'],
    ['backup: { service: db1 }', 'backup', 'a node'],
    ['proxy: { service: other }\n  manager: { service: other, port: 1 }', 'manager', 'the proxy'],
    ['manager: { service: other, port: 1 }\n  backup: { service: other }', 'backup', 'the manager'],
  ])('%s', async (more, role, other) => {
    expect(await refused(section(`  ${more}\n`) + services)).toContain(
      `x-ha-drill.${role}.service: expected a service of its own for the ${role}, found`,
    );
    expect(await refused(section(`  ${more}\n`) + services)).toContain(`which is ${other}`);
  });

  test.each(['async', 'semisync', 'group-replication', 'group-replication-multi'])(
    '%s of one node',
    async (kind) => {
      const text = section()
        .replace('replication: async', `replication: ${kind}`)
        .replace('[db1, db2]', '[db1]');
      expect(await refused(text + services)).toContain(
        'compose.yml:4:10: x-ha-drill.nodes: expected two nodes or more',
      );
    },
  );

  test.each([
    ['mysql', 'galera', /expected a kind of replication that MySQL has \(semisync, .*\), found "galera"/],
    ['mariadb', 'group-replication', /that MariaDB has \(async, .*galera.*\), found "group-replication"/],
  ])('%s with %s', async (engine, kind, message) => {
    const text = section(`  engine: ${engine}\n`).replace('replication: async', `replication: ${kind}`);
    expect(await refused(text + services)).toMatch(message);
  });

  test('standalone of two nodes', async () => {
    expect(await refused(section().replace('async', 'standalone') + services)).toContain(
      'compose.yml:4:10: x-ha-drill.nodes: expected one node for standalone, found 2',
    );
  });

  test.each(['{}', '{ image: "" }', '{ command: x }', '[]', 'text', ''])(
    'a service that is %j',
    async (said) => {
      expect(await refused(section() + services.replace('{ image: x }', said))).toMatch(
        /^compose\.yml:9:\d+: services\.other: expected an image \(or a build\), found neither/,
      );
    },
  );
});

describe('mount points', () => {
  test.each([
    '/',
    '/var/../etc',
    '/var/lib/mysql/..',
    '/var/lib/mysql/',
    '//var/lib/mysql',
    '/./data',
    '/etc',
    '/etc/mysql',
    '/proc',
    '/proc/1',
    '/usr/bin',
    '/var',
    '/var/lib',
    '/tmp',
    'data',
    '""',
    '/a b',
    '"/a\\nb"',
    `/${'a'.repeat(300)}`,
  ])('cannot be %s', async (path) => {
    expect(await refused(section(`  volumes: { data: ${path} }\n`) + services)).toMatch(
      /compose\.yml:6:20: x-ha-drill\.volumes\.data: expected the absolute path of a volume/,
    );
  });

  test.each(['/var/lib/mysql', '/data', '/bitnami/mysql/data', '/var/lib/mysql-8.4_x'])(
    'can be %s',
    async (path) => {
      const folder = await folderWith({
        'compose.yml': section(`  volumes: { data: ${path} }\n`) + services,
      });
      expect((await loadTopology(folder)).section.volumes.data).toBe(path);
    },
  );
});

describe('values of parameters', () => {
  const parameter = { description: 'd', default: '1', pattern: undefined };

  test.each(['9'.repeat(400), 'x'.repeat(201), '50\n', 'a\u001b[31m', '9007199254740993', '\ud800'])(
    '%j',
    (value) => {
      expect(unfitValue(parameter, value)).toMatch(/^expected /);
    },
  );

  test.each(['(a+)+', '(a|a)*', '(a|aa)+', '(.*)*b', '([a-z]+)*$'])(
    'the pattern %s is answered at once',
    (pattern) => {
      const startedAtMs = performance.now();
      expect(unfitValue({ ...parameter, pattern }, `${'a'.repeat(150)}!`)).toMatch(
        /^expected a value that matches/,
      );
      expect(performance.now() - startedAtMs).toBeLessThan(2000);
    },
  );

  test.each(['(', '(?=a)b', '(a)\\1', '[', 'a{1,100000}'])('the pattern %s is none', async (pattern) => {
    const parameters = `  parameters: { FOO: { description: d, default: a, pattern: '${pattern}' } }\n`;
    expect(await refused(section(parameters) + services)).toContain(
      'x-ha-drill.parameters.FOO.pattern: expected a regular expression in the syntax of RE2',
    );
  });

  test('what every object has is no parameter', async () => {
    const folder = await folderWith({ 'compose.yml': section() + services });
    const { parameters } = (await loadTopology(folder)).section;
    for (const name of ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])
      expect(parameters[name]).toBeUndefined();
  });
});
