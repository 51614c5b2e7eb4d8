import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isolate, type Surroundings } from '../../../src/docker/isolate.ts';
import { runLabel } from '../../../src/docker/labels.ts';
import { overlap } from '../../../src/docker/subnet.ts';
import type { PathLook } from '../../../src/topology/bind-fate.ts';
import type { ComposeConfig } from '../../../src/topology/compose-config.ts';
import type { TopologySection } from '../../../src/topology/schema.ts';

const section = (write: object): TopologySection => ({
  title: 'shop',
  engine: 'mysql',
  replication: 'async',
  nodes: ['db1', 'db2'],
  endpoints: { write: { port: 3306, ...write } },
  volumes: { data: '/var/lib/mysql' },
  parameters: {},
});
const about = { section: section({ service: 'db1' }), run: 'r1', folder: '/state/r1' };
const folder: PathLook = { kind: 'folder', bytes: 10, holdsData: false };
const nothingElse: Surroundings = { lookAt: () => folder, subnets: new Map() };

const service = (more: object) => ({ environment: {}, volumes: [], networks: { default: null }, ...more });
const config = (more: Partial<ComposeConfig>): ComposeConfig => ({
  name: 'shop',
  services: {
    db1: service({
      image: 'mysql:8.4',
      container_name: 'mysql-1',
      hostname: 'mysql-1',
      restart: 'unless-stopped',
      ports: [{ target: 3306, published: '13306' }],
      labels: { team: 'shop' },
      volumes: [
        { type: 'bind', source: '/srv/shop/data', target: '/var/lib/mysql' },
        { type: 'bind', source: '/srv/shop/conf', target: '/etc/mysql/conf.d' },
        { type: 'bind', source: '/srv/shop/initdb', target: '/docker-entrypoint-initdb.d', read_only: true },
      ],
    }),
    db2: service({
      build: { context: '/srv/shop' },
      image: 'shop/db',
      volumes: [{ type: 'volume', source: 'd2', target: '/var/lib/mysql' }],
    }),
  },
  networks: { default: { name: 'shop_default', ipam: {} } },
  volumes: { d2: { name: 'shop_d2' } },
  ...more,
});

describe('a copy beside the original', () => {
  const { config: copy, copies, changes } = isolate(config({}), about, nothingElse);

  test('has no name that the original has', () => {
    const text = JSON.stringify(copy);
    for (const name of ['shop_default', 'shop_d2', '"container_name"', '13306', '"name":"shop"']) {
      expect(text).not.toContain(name);
    }
  });

  test('writes into nothing of the original', () => {
    const written = Object.values(copy.services)
      .flatMap(({ volumes }) => volumes)
      .filter(({ type, read_only: readOnly }) => type === 'bind' && !readOnly);
    expect(written.map(({ source }) => source)).toEqual(['/state/r1/copies/db1-1']);
    expect(copies).toEqual([{ from: '/srv/shop/conf', to: '/state/r1/copies/db1-1' }]);
    expect(copy.services.db1?.volumes[0]).toEqual({
      type: 'volume',
      source: 'db1-bind-0',
      target: '/var/lib/mysql',
    });
    expect(copy.volumes).toHaveProperty('db1-bind-0');
  });

  test('keeps what changes the result: the restart policy and the host name', () => {
    expect(copy.services.db1).toMatchObject({ restart: 'unless-stopped', hostname: 'mysql-1' });
  });

  test('is found by the names of its containers, which others may call it by', () => {
    expect(copy.services.db1?.networks).toEqual({ default: { aliases: ['mysql-1'] } });
    expect(copy.services.db2?.networks).toEqual({ default: null });
  });

  test('carries the label of the run in all its parts, beside labels of its own', () => {
    const parts = [copy.services, copy.networks, copy.volumes].flatMap((map) => Object.values(map));
    for (const part of parts) expect(part).toMatchObject({ labels: { [runLabel]: 'r1' } });
    expect(copy.services.db1).toMatchObject({ labels: { team: 'shop' } });
  });

  test('builds no image over one of the original', () => {
    expect(copy.services.db2?.image).toMatch(/^ha-drill-stack\/db2:[0-9a-f]{12}$/);
    expect(copy.services.db1?.image).toBe('mysql:8.4');
  });

  test('tells all that differs', () => {
    expect(changes).toEqual([
      'db1: container name mysql-1 dropped',
      'db1: ports of the host dropped',
      'db1: an empty volume at /var/lib/mysql in place of /srv/shop/data',
      'db1: a copy of /srv/shop/conf at /etc/mysql/conf.d',
    ]);
  });
});

test('external networks and volumes are replaced by empty ones of the run; a volume in memory stays one', () => {
  const { config: copy, changes } = isolate(
    config({
      networks: { default: { external: true, name: 'company', driver: 'overlay' } },
      volumes: {
        d2: { external: true, name: 'production-data' },
        d3: { driver_opts: { type: 'none', o: 'bind', device: '/srv/data' } },
        d4: { driver_opts: { type: 'tmpfs', device: 'tmpfs' } },
      },
    }),
    about,
    nothingElse,
  );
  expect(JSON.stringify(copy)).not.toMatch(/company|production-data|external|overlay|\/srv\/data/);
  expect(copy.volumes.d4).toMatchObject({ driver_opts: { type: 'tmpfs' } });
  expect(changes).toContain('volume d2: an empty one in place of the external one');
  expect(changes).toContain('volume d3: an empty one of Docker in place of its own device');
});

describe('a subnet of its own', () => {
  const withSubnet = config({ networks: { default: { ipam: { config: [{ subnet: '172.31.9.0/24' }] } } } });
  const taken = { ...nothingElse, subnets: new Map([['172.31.0.0/16', 'the network vip_db']]) };
  const vip = { ...about, section: section({ address: '172.31.9.100' }) };

  test('stays while it is free: addresses in it may stand in files', () => {
    const { config: copy, conflicts } = isolate(withSubnet, vip, nothingElse);
    expect(copy.networks.default).toMatchObject({ ipam: { config: [{ subnet: '172.31.9.0/24' }] } });
    expect(conflicts).toEqual([]);
  });

  test('is given up where it is taken and nobody needs it', () => {
    const { config: copy, conflicts, changes } = isolate(withSubnet, about, taken);
    expect(copy.networks.default).not.toHaveProperty('ipam');
    expect(conflicts).toEqual([]);
    expect(changes).toContain(
      'network default: another subnet, since 172.31.9.0/24 is in use by the network vip_db',
    );
  });

  test('that is taken and needed, by a virtual IP or a fixed address, is a conflict', () => {
    const message =
      'network default: 172.31.9.0/24 is in use by the network vip_db, and addresses in it are fixed';
    expect(isolate(withSubnet, vip, taken).conflicts).toEqual([message]);
    const fixed = config({
      ...withSubnet,
      services: { db1: service({ networks: { default: { ipv4_address: '172.31.9.5' } } }) },
    });
    expect(isolate(fixed, about, taken).conflicts).toEqual([message]);
  });
});

test.each([
  ['10.0.0.0/24', '10.0.1.0/24', false],
  ['10.0.0.0/24', '10.0.0.255/32', true],
  ['10.0.0.0/23', '10.0.1.0/24', true],
  ['0.0.0.0/0', '192.168.1.0/24', true],
  ['192.168.0.0/16', '192.169.0.0/16', false],
  ['fd00::/64', '10.0.0.0/8', false],
])('%s and %s have an address in common: %s', (a, b, expected) => {
  expect(overlap(a, b)).toBe(expected);
  expect(overlap(b, a)).toBe(expected);
});

test('two networks overlap exactly when one holds the first address of the other', () => {
  const network = fc
    .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
    .map(([address, bits]) => ({ first: address - (address % 2 ** (32 - bits)), bits }));
  const text = ({ first, bits }: { first: number; bits: number }) =>
    `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`;
  fc.assert(
    fc.property(network, network, (a, b) => {
      const holds = (one: typeof a, other: typeof a) =>
        other.first >= one.first && other.first < one.first + 2 ** (32 - one.bits);
      expect(overlap(text(a), text(b))).toBe(holds(a, b) || holds(b, a));
    }),
  );
});
