import { expect, test } from 'vitest';
import { faultFits, renderFaultFits } from '../../../src/check/fault-table.ts';
import { faultNames } from '../../../src/faults/list.ts';
import type { LoadedTopology } from '../../../src/topology/loaded.ts';
import type { TopologySection } from '../../../src/topology/schema.ts';

const section = (more: Partial<TopologySection>): TopologySection => ({
  title: 'shop',
  engine: 'mysql',
  replication: 'async',
  nodes: ['db1', 'db2'],
  endpoints: { write: { service: 'db1', port: 3306 } },
  volumes: { data: '/var/lib/mysql' },
  parameters: {},
  ...more,
});

const topology = (more: Partial<LoadedTopology> = {}): LoadedTopology => ({
  name: 'shop',
  folder: '/srv/shop',
  composePath: '/srv/shop/docker-compose.yml',
  composeText: '',
  section: section({}),
  services: ['db1', 'db2'],
  images: { db1: 'HA_DRILL_MYSQL_IMAGE', db2: 'HA_DRILL_MYSQL_IMAGE' },
  mounts: { db1: ['/var/lib/mysql'], db2: ['/var/lib/mysql'] },
  trust: false,
  trusted: [],
  ...more,
});

const unfit = (loaded: LoadedTopology) =>
  Object.fromEntries(
    faultFits(loaded, {})
      .filter(({ because }) => because.length > 0)
      .map(({ fault, because }) => [fault, because.join('; ')]),
  );

test('every fault is in the table, and all work where nothing is missing', () => {
  const fits = faultFits(topology(), {});
  expect(fits.map(({ fault }) => fault)).toEqual(faultNames);
  expect(renderFaultFits(fits)).toBe(
    `${faultNames.length} of ${faultNames.length} faults work on this stack`,
  );
});

test('what an image has not is said with the image', () => {
  const found = unfit(topology({ images: { db1: 'mysql:8.4', db2: 'mysql:8.4' } }));
  expect(found['clock-skew']).toContain("needs a library that shifts the server's clock");
  expect(found['clock-skew']).toContain('runs db1 in mysql:8.4');
  expect(found.kill).toBeUndefined();
});

test('disks need volumes with a name', () => {
  const found = unfit(topology({ mounts: { db1: ['/var/lib/mysql'], db2: [] } }));
  expect(found['disk-full']).toContain('found none at db2');
  expect(Object.keys(found)).toEqual(['disk-full', 'disk-slow', 'io-error', 'power-loss']);
});

test('one node has no replica, and a group no channel', () => {
  const single = unfit(topology({ section: section({ nodes: ['db1'], replication: 'standalone' }) }));
  expect(single['replica-lag']).toContain('there is none: only a replica can lag');
  const group = unfit(topology({ section: section({ replication: 'group-replication' }) }));
  expect(Object.keys(group)).toEqual(['errant-transaction', 'break-replication', 'replica-lag']);
});

test("what the machine has not is said as it was found; what is not known is in nobody's way", () => {
  const netem = { available: false, found: 'Specified qdisc kind is unknown.' };
  const fits = faultFits(topology(), { netem, delay: { available: 'unknown', found: 'not asked' } });
  const text = renderFaultFits(fits);
  expect(text).toContain('corrupt, duplicate, reorder: needs netem of this machine: Specified qdisc kind');
  expect(fits.find(({ fault }) => fault === 'delay')?.because).toEqual([]);
});
