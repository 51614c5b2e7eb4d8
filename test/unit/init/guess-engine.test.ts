import { expect, test } from 'vitest';
import { engineIn } from '../../../src/init/engine-of-servers.ts';
import { drafted, findingsOf, noFiles, written } from './resolved.ts';
import { guarded, leader, replica, seen } from './seen-states.ts';

const maria = `
db1: &m { image: "mariadb:11.8", environment: { MARIADB_ROOT_PASSWORD: x }, volumes: ["d:/var/lib/mysql"] }
db2: { <<: *m }
`;
const unnamed = maria.replace('mariadb:11.8', 'shop/db:3').replaceAll('MARIADB_', 'MYSQL_');

test.each([
  ['its image', maria, 'mariadb'],
  ['a variable', maria.replace('mariadb:11.8', 'shop/db:3'), 'mariadb'],
  ['nothing', unnamed, undefined],
  ['nothing, of MySQL', maria.replace('mariadb', 'mysql').replaceAll('MARIADB_', 'MYSQL_'), undefined],
])('by the files alone the engine is told by %s', (_, services, engine) => {
  expect(written(drafted(services)).engine).toBe(engine);
});

test('what the servers say counts more than their images', () => {
  const pair = [leader('db1'), replica('db2', 'db1')];
  const as = (services: string, engine: 'mysql' | 'mariadb') =>
    written(drafted(services, noFiles, seen(pair, { engine }))).engine;
  expect(as(unnamed, 'mariadb')).toBe('mariadb');
  expect(as(maria, 'mysql')).toBeUndefined();
});

test('findings have the words of MariaDB, and none of what it does not have', () => {
  const engine = 'mariadb' as const;
  const how = { hasClone: false, readOnly: 'read_only' } as const;
  const nodes = [
    leader('db1', { hasClone: false, semisyncTimeoutMs: 1000, startsWritable: true }, { engine, ...guarded }),
    replica('db2', 'db1', how, { engine, ...guarded }),
  ];
  const services = `${maria}tool: { image: openarkcode/orchestrator }\n`;
  const found = findingsOf(drafted(services, noFiles, seen(nodes, { engine }))).join('\n');
  expect(found).toContain('rpl_semi_sync_master_timeout is 1.00 s');
  expect(found).toContain('no configuration of it says read_only');
  expect(found).not.toMatch(/clone|super_read_only/);
});

test.each([
  ['mariadbd  Ver 11.8.3-MariaDB-0+deb13u1 for debian-linux-gnu on x86_64 (Debian n/a)', 'mariadb'],
  ['mysqld  Ver 10.11.6-MariaDB for Linux', 'mariadb'],
  ['/usr/sbin/mysqld  Ver 9.7.0 for Linux on x86_64 (Debian)', 'mysql'],
  ['', undefined],
  ['sh: not found', undefined],
])('%s is %s', (printed, engine) => {
  expect(engineIn(printed)).toBe(engine);
});
