import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { portOfNode } from '../../../src/topology/ports.ts';
import { folderWith, refusal } from '../document/files.ts';

const compose =
  'services: { db1: { image: "mysql:9.7" }, db2: { image: "mysql:9.7" }, proxy: { image: x } }\n';

async function loaded(more: string, write = '{ service: db1, port: 3306 }') {
  const folder = await folderWith({
    'docker-compose.yml': compose,
    'ha-drill.yml': `compose: docker-compose.yml\nreplication: async\nnodes: [db1, db2]\nendpoints: { write: ${write} }\n${more}\n`,
  });
  return { folder, loading: loadTopology(join(folder, 'ha-drill.yml'), folder) };
}

test.each([
  ['', 3306, 3306],
  ['port: 3307', 3307, 3307],
  ['port: { db2: 3308 }', 3306, 3308],
])('%s', async (more, one, two) => {
  const topology = await (await loaded(more)).loading;
  expect(['db1', 'db2'].map((node) => portOfNode(topology, node))).toEqual([one, two]);
});

test('an endpoint may leave its port to nodes, and to nothing else', async () => {
  const nodes = await loaded('port: { db2: 3308 }', '{ services: [db1, db2] }');
  expect((await nodes.loading).section.endpoints.write.port).toBeUndefined();
  for (const write of ['{ service: proxy }', '{ services: [db1, proxy] }', '{ address: 10.0.0.1 }']) {
    const { folder, loading } = await loaded('', write);
    expect(await refusal(folder, loading)).toMatch(
      /endpoints\.write: expected a port, found none: only nodes have one of their own/,
    );
  }
});

test('the port of what is no node is told', async () => {
  const { folder, loading } = await loaded('port: { db3: 3308 }');
  expect(await refusal(folder, loading)).toMatch(/port\.db3: expected a node \(db1, db2\), found "db3"/);
});
