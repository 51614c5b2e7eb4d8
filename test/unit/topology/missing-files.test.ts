import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

const stack = `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { service: db1, port: 3306 } }
`;
const compose = (said: string, file = '') => `services:
  db1:
    ${said}
  db2: { image: mysql:9.7 }
${file}`;

const folderOf = (text: string, files: Record<string, string> = {}) =>
  folderWith({ 'ha-drill.yml': stack, 'docker-compose.yml': text, ...files });

test.each([
  ['volumes: ["./conf/my.cnf:/etc/mysql/conf.d/my.cnf"]', 'a file'],
  ['volumes: ["./conf/my.cnf:/etc/mysql/conf.d/my.cnf:ro"]', 'a file'],
  ['volumes: ["./init:/init:ro"]', 'a file or folder'],
  ['build: ./proxy', 'a folder to build from'],
  ['build: { context: ., dockerfile: Dockerfile.db }', 'a Dockerfile'],
])('%s: Docker would put an empty folder there, or stop half way', async (said, what) => {
  const folder = await folderOf(compose(`${said}\n    image: mysql:9.7`));
  expect(await refusal(folder, loadTopology(join(folder, 'ha-drill.yml'), folder))).toMatch(
    new RegExp(
      `^docker-compose\\.yml:3:\\d+: services\\.db1\\..*: expected ${what} at .*, found none.*put it there`,
    ),
  );
});

test.each(['configs', 'secrets'])('a file of %s', async (section) => {
  const folder = await folderOf(
    compose(`image: mysql:9.7\n    ${section}: [x]`, `${section}: { x: { file: ./x.cnf } }`),
  );
  expect(await refusal(folder, loadTopology(join(folder, 'ha-drill.yml'), folder))).toMatch(
    new RegExp(`^docker-compose\\.yml:6:\\d+: ${section}\\.x\\.file: expected a file at .*x\\.cnf`),
  );
});

test('what may begin empty, what is there, and what is built from elsewhere are no problem', async () => {
  const said =
    'volumes: ["./data:/var/lib/mysql", "./log:/log", "./conf.d:/etc/mysql/conf.d", "./my.cnf:/my.cnf:ro"]';
  const inline = 'db3: { build: { context: ., dockerfile_inline: "FROM x" } }';
  const remote = 'db4: { build: "https://example.org/x.git" }';
  const folder = await folderOf(`${compose(`image: mysql:9.7\n    ${said}`)}  ${inline}\n`, { 'my.cnf': '' });
  expect((await loadTopology(join(folder, 'ha-drill.yml'), folder)).services).toContain('db3');
  const elsewhere = await folderOf(`${compose('image: mysql:9.7')}  ${remote}\n`);
  const trusted = loadTopology(join(elsewhere, 'ha-drill.yml'), elsewhere, { trust: true });
  expect((await trusted).services).toContain('db4');
});
