import { expect, test } from 'vitest';
import type { ClusterService } from '../../../src/docker/services.ts';
import { hostNames } from '../../../src/observe/host-names.ts';

const service = (name: string, address: string, containerId: string): [string, ClusterService] => [
  name,
  { name, role: 'node', address, containerId, image: '', imageId: '', isOver: false, disks: [] },
];

const nameOf = hostNames({
  services: new Map([
    service('db1', '10.0.0.1', '0123456789abcdef'),
    service('db2', '10.0.0.2', 'fedcba9876543210'),
    service('setup', '', '00112233445566778899'),
  ]),
  project: { name: 'run1' },
  topology: {
    stack: {
      config: {
        services: {
          db1: {
            hostname: 'mysql-one.shop',
            container_name: 'shop-mysql',
            environment: {},
            volumes: [],
            networks: { back: { aliases: ['writer'] }, front: null },
          },
        },
        networks: {},
        volumes: {},
      },
    },
  },
});

test.each([
  ['the name of a service', 'db1', 'db1'],
  ['with the name of its network', 'db2.run1_default', 'db2'],
  ['an address', '10.0.0.2', 'db2'],
  ['the id of a container', '0123456789ab', 'db1'],
  ['the name that Docker gives backwards', 'run1-db1-1.run1_default', 'db1'],
  ['the host name of its compose file', 'mysql-one.shop', 'db1'],
  ['the name of its container there', 'shop-mysql', 'db1'],
  ['an alias in a network', 'writer', 'db1'],
  ['what nobody here is called', 'db9.example.com', 'db9.example.com'],
  ['another address', '10.0.0.3', '10.0.0.3'],
  ['no name', '', ''],
])('%s', (_, host, name) => {
  expect(nameOf(host)).toBe(name);
});
