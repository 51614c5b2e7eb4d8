import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { DrillEvent } from '../../../../src/history/schema.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

/** The planted drill as it is recorded of a tool without words: what it says when asked, and what samples show. */
function withoutWords(notBeforeMs: number | null): DrillRecord {
  const drill = plantDrill();
  const { manifest } = drill;
  const topology = { ...manifest.topology, failover: { tool: 'orchestrator', tells: false } };
  const heard = (atMs: number, type: DrillEvent['type'], node: string, text: string): DrillEvent => ({
    ...{ atMs, source: 'harness', type, node, text },
    data: { service: 'orc', notBeforeMs },
  });
  const promoted: DrillEvent = {
    ...{ atMs: 9000, source: 'harness', type: 'promoted', node: 'db2', text: 'db2 is seen to accept writes' },
    data: { notBeforeMs: 8890 },
  };
  const events = [
    ...drill.events.filter(({ source }) => source !== 'manager'),
    heard(8700, 'failure-detected', 'db1', 'orc says DeadMaster of db1'),
    heard(8900, 'candidate-chosen', 'db2', 'orc says that db2 takes over'),
    promoted,
    heard(9200, 'failover-completed', 'db2', 'orc holds db2 for the primary'),
  ];
  return {
    ...drill,
    manifest: { ...manifest, topology },
    events: events.toSorted((one, other) => one.atMs - other.atMs),
  };
}

test('a drill under a tool without words has the phases that looks and samples show, with how late they may be', () => {
  const result = judge(withoutWords(8420));
  expect(result.phases.slice(0, 5).map(({ name, endedAtMs, endedBy }) => [name, endedAtMs, endedBy])).toEqual(
    [
      ['noticed', 8002, 'the first service write that failed'],
      ['detected', 8700, 'said when asked: orc says DeadMaster of db1 (heard up to 280 ms later)'],
      ['elected', 8900, 'said when asked: orc says that db2 takes over (heard up to 480 ms later)'],
      ['promoted', 9000, 'seen in samples: db2 is seen to accept writes'],
      ['first-write', 9422, 'the first acknowledged write of a stable window'],
    ],
  );
});

test('where the look before is not known, nor is how late it may be', () => {
  const { phases } = judge(withoutWords(null));
  expect(phases.find(({ name }) => name === 'detected')?.endedBy).toBe(
    'said when asked: orc says DeadMaster of db1 (heard an unknown time later)',
  );
});

test('a failover is counted once, by what samples show', () => {
  const failovers = judge(withoutWords(8420)).measurements.find(({ name }) => name === 'failovers');
  expect(failovers).toMatchObject({ value: 1, how: 'times that samples show another node to accept writes' });
});
