import { describe, expect, test } from 'vitest';
import { peersOf, resolveTargets } from '../../../src/drill/targets.ts';
import type { Sample } from '../../../src/history/schema.ts';
import { primaryState, replicaState, sampleIn } from './samples.ts';

const uuid = 'aaaaaaaa-0000-0000-0000-000000000001';
const section = { proxies: ['proxy'], managers: ['manager'] };

function cluster(...samples: Sample[]): Map<string, Sample> {
  return new Map(samples.map((sample) => [sample.node, sample]));
}

const healthy = cluster(
  sampleIn('db1', primaryState(`${uuid}:1-10`)),
  sampleIn('db2', replicaState({ executed: `${uuid}:1-8`, received: `${uuid}:1-9` })),
  sampleIn('db3', replicaState({ executed: `${uuid}:1-7`, received: `${uuid}:1-10` })),
);

describe('targets by role', () => {
  test('a service by name, whatever it does now', () => {
    expect(resolveTargets('service:consul', healthy, section)).toEqual(['consul']);
  });

  test('another replica than those that were hit; none where all were', () => {
    expect(resolveTargets('another-replica', healthy, { ...section, hit: new Set(['db2']) })).toEqual([
      'db3',
    ]);
    expect(() =>
      resolveTargets('another-replica', healthy, { ...section, hit: new Set(['db2', 'db3']) }),
    ).toThrow('No another-replica');
  });

  test('the manager that says it acts', () => {
    expect(resolveTargets('leading-manager', healthy, { ...section, leader: 'm2' })).toEqual(['m2']);
    expect(() => resolveTargets('leading-manager', healthy, section)).toThrow('No leading-manager');
  });

  test.each([
    ['primary', ['db1']],
    ['replica', ['db2']],
    ['replicas', ['db2', 'db3']],
    ['nodes', ['db1', 'db2', 'db3']],
    ['proxy', ['proxy']],
    ['manager', ['manager']],
  ] as const)('%s', (role, services) => {
    expect(resolveTargets(role, healthy, section)).toEqual(services);
  });

  test('the most advanced replica is the one that received most, not the one that applied most', () => {
    expect(resolveTargets('most-advanced-replica', healthy, section)).toEqual(['db3']);
  });

  test('without a primary there is none to hit, and the error says so', () => {
    const silent = cluster(sampleIn('db1', null), ...[...healthy.values()].slice(1));
    expect(() => resolveTargets('primary', silent, section)).toThrow(
      'No primary in the cluster at this moment',
    );
    expect(resolveTargets('replicas', silent, section)).toEqual(['db2', 'db3']);
  });

  test('a replica that does not answer right now is one of the replicas all the same', () => {
    const stalled = cluster(...healthy.values(), sampleIn('db2', null));
    expect(resolveTargets('replicas', stalled, section)).toEqual(['db2', 'db3']);
    expect(resolveTargets('replica', stalled, section)).toEqual(['db3']);
  });

  test('two writable nodes are no primary', () => {
    const split = cluster(...healthy.values(), sampleIn('db2', primaryState(`${uuid}:1-9`)));
    expect(() => resolveTargets('primary', split, section)).toThrow('No primary');
  });

  test('the candidate is who was chosen last, and none before any was', () => {
    expect(resolveTargets('candidate', healthy, { ...section, candidate: 'db3' })).toEqual(['db3']);
    expect(() => resolveTargets('candidate', healthy, section)).toThrow('No candidate');
  });

  test('a role that the topology lacks is refused', () => {
    expect(() => resolveTargets('proxy', healthy, { proxies: [], managers: [] })).toThrow('No proxy');
  });
});

test('peers carry the roles of the moment', () => {
  const service = (name: string, role: 'node' | 'proxy') =>
    [
      name,
      {
        name,
        role,
        containerId: name,
        image: '',
        imageId: '',
        isOver: false,
        disks: [],
        address: `10.0.0.${name.length}`,
      },
    ] as const;
  const services = new Map([service('db1', 'node'), service('db2', 'node'), service('proxy', 'proxy')]);
  expect(peersOf({ services }, healthy).map(({ service: name, role }) => [name, role])).toEqual([
    ['db1', 'primary'],
    ['db2', 'replica'],
    ['proxy', 'proxy'],
  ]);
});
