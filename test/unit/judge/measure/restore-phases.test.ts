import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { DrillEvent } from '../../../../src/history/schema.ts';
import { phasesOf } from '../../../../src/judge/measure/phases.ts';
import { rtosOf } from '../../../../src/judge/measure/rto.ts';
import { eventOf, manifestOf, scenarioOf } from '../../../support/parts.ts';
import { type Plan, plantDrill } from '../../../support/planted-drill.ts';

const scenario = scenarioOf({
  method: [{ fault: 'drop-database', target: 'primary' }],
  backup: {},
  recovery: { restore: {} },
});

/** When the steps of a restore were over (ms). */
const ends = { found: 11_000, loaded: 14_000, replayed: 16_500, rebuilt: 19_000 };
type Ends = { readonly [K in keyof typeof ends]: number | null };

const backAtMs = 20_002;
const plan: Partial<Plan> = {
  loadToMs: 30_000,
  recoveryMs: 10_000,
  redundantMs: 24_000,
  outage: { service: [8000, 20_000], application: [8000, 20_000] },
};
const drill: DrillRecord = { ...plantDrill(plan), manifest: manifestOf({ scenario }) };

function eventsOf({ found, loaded, replayed, rebuilt }: Ends): DrillEvent[] {
  const at = (atMs: number | null, type: DrillEvent['type'], rest: Partial<DrillEvent>) =>
    atMs === null ? [] : [eventOf(atMs, type, rest)];
  return [
    ...at(found, 'transaction-found', {}),
    ...at(loaded, 'restore-loaded', { source: 'backup' }),
    ...at(replayed, 'restore-replayed', { source: 'backup' }),
    ...at(rebuilt, 'cluster-formed', { source: 'manager', node: 'db2' }),
  ];
}

function withEvents(record: DrillRecord, ...events: readonly DrillEvent[]): DrillRecord {
  return { ...record, events: [...record.events, ...events].sort((a, b) => a.atMs - b.atMs) };
}

/** The drill, with a restore whose steps ended at these times. */
function restoring(changes: Partial<Ends> = {}, startedAtMs = 10_500): DrillRecord {
  const started = eventOf(startedAtMs, 'restore-started', { source: 'backup' });
  return withEvents(drill, started, ...eventsOf({ ...ends, ...changes }));
}

function phases(record: DrillRecord) {
  const [rto] = rtosOf(record, 'service');
  if (!rto) throw new Error('the planted drill has a fault');
  return phasesOf(record, rto);
}

const spansOf = (record: DrillRecord) =>
  phases(record).map(({ name, startedAtMs, endedAtMs }) => [name, startedAtMs, endedAtMs]);

describe('the phases of a restore', () => {
  test('follow each other from time zero to redundancy, though a manager also saw a failure', () => {
    expect(spansOf(restoring())).toEqual([
      ['noticed', 8000, 8002],
      ['found', 8002, 11_000],
      ['loaded', 11_000, 14_000],
      ['replayed', 14_000, 16_500],
      ['rebuilt', 16_500, 19_000],
      ['first-write', 19_000, backAtMs],
      ['steady', backAtMs, backAtMs],
      ['redundant', backAtMs, 24_000],
    ]);
  });

  test('say what ended them', () => {
    expect(phases(restoring()).slice(1, 5)).toMatchObject([
      { endedBy: 'the transaction to undo is found in the archive' },
      { endedBy: 'the full backup is loaded' },
      { endedBy: 'the binary logs after it are replayed' },
      { endedBy: 'the cluster is formed anew around the restored data (db2)' },
    ]);
  });

  test('are ended each by its event, to the millisecond', () => {
    const tookMs = fc.integer({ min: 0, max: 2500 });
    fc.assert(
      fc.property(fc.tuple(tookMs, tookMs, tookMs, tookMs), ([a, b, c, d]) => {
        const [found, loaded, replayed] = [8500 + a, 8500 + a + b, 8500 + a + b + c];
        const rebuilt = replayed + d;
        expect(spansOf(restoring({ found, loaded, replayed, rebuilt })).slice(1, 6)).toEqual([
          ['found', 8002, found],
          ['loaded', found, loaded],
          ['replayed', loaded, replayed],
          ['rebuilt', replayed, rebuilt],
          ['first-write', rebuilt, backAtMs],
        ]);
      }),
      { numRuns: 30 },
    );
  });

  test.each(Object.keys(ends))('never invent %s, where the record has no such event', (name) => {
    const left = phases(restoring({ [name]: null }));
    expect(left.map((phase) => phase.name)).not.toContain(name);
    expect(left).toHaveLength(7);
    for (const [index, { startedAtMs }] of left.entries()) {
      if (index > 0) expect(startedAtMs).toBe(left[index - 1]?.endedAtMs);
    }
  });

  test('stop at the one that did not end', () => {
    const down = { service: [8000, 30_001], application: [8000, 30_001] } as const;
    const dead = { ...plantDrill({ ...plan, outage: down }), manifest: drill.manifest };
    const events = dead.events.filter(({ type }) => type !== 'redundancy-restored');
    const started = eventOf(10_500, 'restore-started', { source: 'backup' });
    const failed = withEvents(
      { ...dead, events },
      started,
      ...eventsOf({ ...ends, replayed: null, rebuilt: null }),
    );
    expect(spansOf(failed)).toEqual([
      ['noticed', 8000, 8002],
      ['found', 8002, 11_000],
      ['loaded', 11_000, 14_000],
      ['replayed', 14_000, null],
    ]);
  });
});

describe('the phases are those of a failover', () => {
  const ofFailover = ['noticed', 'detected', 'promoted', 'routed', 'first-write', 'steady', 'redundant'];
  const names = (record: DrillRecord) => phases(record).map(({ name }) => name);

  test('when nothing was restored', () => {
    expect(names(drill)).toEqual(ofFailover);
    expect(names(plantDrill())).toEqual(ofFailover);
  });

  test('when a backup was restored only to be verified', () => {
    const verified = withEvents(plantDrill(plan), eventOf(10_500, 'restore-started', { source: 'backup' }));
    expect(names(verified)).toEqual(ofFailover);
  });

  test('when the only restore began before time zero, by more than the error of the clocks', () => {
    const none = { found: null, loaded: null, replayed: null, rebuilt: null };
    expect(names(restoring(none, 7998))).toEqual(ofFailover);
    expect(names(restoring(none, 7999))).toEqual(['noticed', 'first-write', 'steady', 'redundant']);
  });
});
