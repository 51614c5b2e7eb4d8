import { describe, expect, test } from 'vitest';
import { unhealthyMembers } from '../../../src/engine/members.ts';
import { kinds } from '../../../src/engine/replication/kinds.ts';
import { primaryOf } from '../../../src/observe/ready.ts';
import { primaryState, replicaState, sampleIn } from '../drill/samples.ts';

const nodes = ['db1', 'db2', 'db3'];
const semisync = {
  sourceEnabled: false,
  sourceActive: false,
  sourceClients: 0,
  acknowledged: 0,
  unacknowledged: 0,
  waiting: 0,
  replicaEnabled: false,
  replicaActive: false,
};
const leader = {
  ...primaryState('a:1'),
  semisync: { ...semisync, sourceEnabled: true, sourceActive: true, sourceClients: 2 },
};
const follower = {
  ...replicaState({ executed: '', received: '' }),
  semisync: { ...semisync, replicaEnabled: true, replicaActive: true },
};
const healthy = new Map([
  ['db1', sampleIn('db1', leader)],
  ['db2', sampleIn('db2', follower)],
  ['db3', sampleIn('db3', follower)],
]);
const missing = (samples: typeof healthy) => unhealthyMembers(samples, nodes, kinds.semisync);

describe('healthy members', () => {
  test('one primary with semisync in force, and every other node replicating', () => {
    expect(missing(healthy)).toEqual([]);
    expect(primaryOf(healthy)).toBe('db1');
  });

  test('a node that does not answer, or was never asked, is named', () => {
    expect(missing(new Map([...healthy, ['db3', sampleIn('db3', null)]]))).toContain('db3: ECONNREFUSED');
    const two = new Map([...healthy].slice(0, 2));
    expect(missing(two)).toContain('db3: not asked yet');
  });

  test('no primary and two primaries are told by their number', () => {
    const none = new Map([...healthy, ['db1', sampleIn('db1', follower)]]);
    expect(missing(none)[0]).toBe('0 writable nodes, expected 1');
    const two = new Map([...healthy, ['db2', sampleIn('db2', leader)]]);
    expect(missing(two)[0]).toBe('2 writable nodes, expected 1');
    expect(primaryOf(two)).toBeUndefined();
  });

  test('where one volume is shared, a node whose host refuses connections stands by; one that is silent does not', () => {
    const alone = new Map([
      ['db1', sampleIn('db1', primaryState('a:1'))],
      ['db2', { ...sampleIn('db2', null), error: 'connect ECONNREFUSED 10.0.0.2:3306' }],
    ]);
    const shared = (samples: typeof alone) =>
      unhealthyMembers(samples, ['db1', 'db2'], kinds['shared-volume']);
    expect(shared(alone)).toEqual([]);
    const silent = { ...sampleIn('db2', null), error: 'connect ETIMEDOUT' };
    expect(shared(new Map([...alone, ['db2', silent]]))).toEqual(['db2: connect ETIMEDOUT']);
    expect(shared(new Map([...alone].slice(0, 1)))).toEqual(['db2: not asked yet']);
    const nobody = new Map([...alone, ['db1', sampleIn('db1', null)]]);
    expect(shared(nobody)).toEqual(['0 writable nodes, expected 1']);
    expect(unhealthyMembers(alone, ['db1', 'db2'], kinds.async)).toHaveLength(1);
  });

  test('a primary whose semisync is off is not healthy, nor a replica that stopped', () => {
    const off = { ...leader, semisync: { ...leader.semisync, sourceActive: false } };
    expect(missing(new Map([...healthy, ['db1', sampleIn('db1', off)]])).join()).toMatch(/^db1: /);
    const stopped = {
      ...follower,
      source: follower.source && { ...follower.source, receiver: 'off' as const },
    };
    expect(missing(new Map([...healthy, ['db2', sampleIn('db2', stopped)]])).join()).toMatch(/^db2: /);
  });
});
