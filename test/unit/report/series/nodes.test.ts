import { expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import { lanesOf } from '../../../../src/report/series/lanes.ts';
import { snapshotAfter, snapshotBefore } from '../../../../src/report/series/topology.ts';
import { at, sampleRecord } from '../sample-record.ts';
import { sampleResult } from '../sample-result.ts';

const record = sampleRecord();

test('a lane merges equal neighbours and tells the roles in order', () => {
  const lanes = lanesOf(record).map(({ node, segments }) => [node, segments.map(({ role }) => role)]);
  expect(lanes).toEqual([
    ['mysql1', ['writable', 'silent', 'detached', 'replica']],
    ['mysql2', ['replica', 'detached', 'writable']],
    ['mysql3', ['replica', 'detached', 'replica']],
  ]);
});

test('the segments of a lane join up', () => {
  for (const { segments } of lanesOf(record))
    for (const [index, segment] of segments.entries())
      if (index > 0) expect(segment.startedAtMs).toBe(segments[index - 1]?.endedAtMs);
});

test('a node without a sample has an empty lane', () => {
  const lanes = lanesOf({ ...record, samples: record.samples.filter(({ node }) => node !== 'mysql3') });
  expect(lanes.find(({ node }) => node === 'mysql3')).toEqual({ node: 'mysql3', segments: [] });
});

test('before the fault mysql1 leads, at the end mysql2 does', () => {
  const before = snapshotBefore(record, sampleResult());
  expect(before.route).toBe('mysql1');
  expect(before.atMs).toBeLessThan(at.inForce);
  expect(before.nodes).toEqual([
    { name: 'mysql1', role: 'writable', source: null },
    { name: 'mysql2', role: 'replica', source: 'mysql1' },
    { name: 'mysql3', role: 'replica', source: 'mysql1' },
  ]);
  const after = snapshotAfter(record);
  expect(after.route).toBe('mysql2');
  expect(after.nodes).toEqual([
    { name: 'mysql1', role: 'replica', source: 'mysql2' },
    { name: 'mysql2', role: 'writable', source: null },
    { name: 'mysql3', role: 'replica', source: 'mysql2' },
  ]);
});

test('in a group, secondaries replicate from its primary, and who was seen to take over gets the writes', () => {
  const members = (primary: string) =>
    ['mysql1', 'mysql2', 'mysql3'].map((host) => ({
      host,
      state: 'ONLINE' as const,
      role: host === primary ? ('PRIMARY' as const) : ('SECONDARY' as const),
    }));
  const inGroup = (state: Observation): Observation => {
    const group = { name: 'g', singlePrimary: true, hasMajority: true, state: 'ONLINE', role: '' } as const;
    return { ...state, source: null, group: { ...group, members: members('mysql2') } };
  };
  const finals = record.finals.map((final) => ({ ...final, state: inGroup(final.state) }));
  const seen = {
    atMs: at.inForce + 1,
    source: 'harness',
    type: 'promoted',
    node: 'mysql2',
    text: '',
  } as const;
  const events = [...record.events.filter(({ type }) => type !== 'routed'), seen];
  const after = snapshotAfter({ ...record, finals, events });
  expect(after.nodes).toEqual([
    { name: 'mysql1', role: 'replica', source: 'mysql2' },
    { name: 'mysql2', role: 'writable', source: null },
    { name: 'mysql3', role: 'replica', source: 'mysql2' },
  ]);
  expect(after.route).toBe('mysql2');
});

test('without samples and final states a node is unknown, not absent', () => {
  const { nodes, atMs } = snapshotAfter({ ...record, samples: [], finals: [] });
  expect(nodes.map(({ role }) => role)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(atMs).toBeNull();
});
