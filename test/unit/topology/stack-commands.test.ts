import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

const compose = `services:
  db1: { image: mysql:9.7, ports: ["13306:3306"] }
  db2: { image: mysql:9.7 }
`;
const stack = (said: string): string => `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { service: db1, port: 3306 } }
${said}
`;

async function load(said: string, script = '', trust = true) {
  const files = { 'docker-compose.yml': compose, 'ha-drill.yml': stack(said), 'set-up.sh': script };
  const folder = await folderWith(files);
  return { folder, loaded: loadTopology(join(folder, 'ha-drill.yml'), folder, { trust }) };
}

test('a command that runs at each start is refused without trust, also where nothing is drilled', async () => {
  const { folder, loaded } = await load('setup: ./set-up.sh', '', false);
  expect(await refusal(folder, loaded)).toMatch(
    /^ha-drill\.yml:5:8: setup: expected no command on this machine/,
  );
});

test('with trust it is told as given', async () => {
  const { stack, trusted } = await (await load('setup: ./set-up.sh')).loaded;
  expect(stack?.setup).toBe('./set-up.sh');
  expect(trusted).toEqual([expect.stringContaining('setup: expected no command')]);
});

test.each([
  ['setup: ./set-up.sh', 'mysql -h 127.0.0.1 -P 13306 -e "RESET BINARY LOGS AND GTIDS"'],
  ['setup: sh ./set-up.sh', '  mysql --port=13306 --host=localhost'],
  ['setup: mysql -h127.0.0.1 -P13306', ''],
  ['recovery: { rejoin: ./set-up.sh }', 'curl http://localhost:13306/'],
])('%s with `%s` would reach the stack of the user, and is refused even with trust', async (said, script) => {
  const { folder, loaded } = await load(said, script);
  expect(await refusal(folder, loaded)).toMatch(/leads to a port of this machine, and so to your own stack/);
});

test.each([
  'docker exec db1 mysql -h 127.0.0.1 -P 13306',
  '# mysql -h 127.0.0.1 -P 13306',
  'mysql -h 127.0.0.1 -P 113306',
  'echo 13306',
])('`%s` does not', async (script) => {
  expect((await (await load('setup: ./set-up.sh', script)).loaded).stack?.setup).toBe('./set-up.sh');
});
