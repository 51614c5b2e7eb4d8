import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { addressIn, isOfRun } from '../../../src/topology/schema.ts';
import { folderWith, refusal } from '../document/files.ts';

const withAddress = (address: string) => `x-ha-drill:
  title: two nodes and an address
  replication: async
  nodes: [db1, db2]
  endpoints: { write: { address: '${address}', port: 3306 } }
services:
  db1: { image: mysql }
  db2: { image: mysql }
`;

const ofRun = ['$', '{HA_DRILL_NET:-10.216.0}.100'].join('');

test('an address in the network of the run is written as compose files write it', async () => {
  const folder = await folderWith({ 'compose.yml': withAddress(ofRun) });
  expect((await loadTopology(folder)).section.endpoints.write.address).toBe(ofRun);
  expect(isOfRun(ofRun)).toBe(true);
  expect(addressIn('10.7.3', ofRun)).toBe('10.7.3.100');
});

test('another address stays what it is', () => {
  expect(isOfRun('172.31.9.100')).toBe(false);
  expect(addressIn('10.7.3', '172.31.9.100')).toBe('172.31.9.100');
});

test.each(['172.31.9', 'vip', ['$', '{OTHER}.100'].join(''), `${ofRun}.5`])('%s is none', async (address) => {
  const folder = await folderWith({ 'compose.yml': withAddress(address) });
  expect(await refusal(folder, loadTopology(folder))).toContain(
    'x-ha-drill.endpoints.write.address: expected an IPv4 address, or one in the network of the run',
  );
});

test("a stack of the user's own has no network of ours", async () => {
  const folder = await folderWith({
    'docker-compose.yml': 'services: { db1: { image: mysql }, db2: { image: mysql } }\n',
    'ha-drill.yml': `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { address: '${ofRun}', port: 3306 } }
failover: { tool: none }
`,
  });
  expect(await refusal(folder, loadTopology(`${folder}/ha-drill.yml`))).toContain(
    'endpoints.write.address: expected an address of the stack',
  );
});
