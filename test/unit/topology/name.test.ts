import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

const withEndpoint = (endpoint: string) => `x-ha-drill:
  title: two nodes and a name
  replication: async
  nodes: [db1, db2]
  endpoints: { write: ${endpoint} }
services:
  db1: { image: mysql }
  db2: { image: mysql }
  dns: { image: dnsmasq }
`;
const loaded = async (endpoint: string) => {
  const folder = await folderWith({ 'compose.yml': withEndpoint(endpoint) });
  return { folder, topology: loadTopology(folder) };
};

test('a name and the name server that knows it', async () => {
  const { topology } = await loaded('{ name: db.shop.test, resolver: { service: dns }, port: 3306 }');
  expect((await topology).section.endpoints.write).toEqual({
    name: 'db.shop.test',
    resolver: { service: 'dns', port: 53 },
    port: 3306,
  });
});

test.each([
  ['{ name: db.shop.test, port: 3306 }', 'expected `name` and `resolver` together'],
  ['{ service: db1, resolver: { service: dns }, port: 3306 }', 'expected `name` and `resolver` together'],
  [
    '{ name: db.shop.test, service: db1, resolver: { service: dns }, port: 3306 }',
    'expected either service, services, address or name',
  ],
  ['{ name: db.shop.test, resolver: { service: dns } }', 'expected a port, found none'],
  ['{ name: "db shop", resolver: { service: dns }, port: 3306 }', 'expected a host name'],
  [
    '{ name: db.shop.test, resolver: { service: dsn }, port: 3306 }',
    'expected a service of this file (db1, db2, dns), found "dsn"',
  ],
])('%s', async (endpoint, message) => {
  const { folder, topology } = await loaded(endpoint);
  expect(await refusal(folder, topology)).toContain(message);
});
