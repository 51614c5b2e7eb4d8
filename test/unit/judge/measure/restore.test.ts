import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { DrillEvent } from '../../../../src/history/schema.ts';
import { restoreMeasurements } from '../../../../src/judge/measure/restore.ts';
import { emptyRecord, eventOf, manifestOf, scenarioOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const manifest = manifestOf({
  scenario: scenarioOf({
    method: [{ fault: 'drop-table', target: 'primary' }],
    backup: {},
    recovery: { restore: { what: 'table' } },
  }),
});

/** A fault that was proved 15 ms after its effect. */
function faultAt(zeroMs: number, step = 0): DrillEvent[] {
  const about = { step, fault: 'drop-table', targets: ['db1'] };
  const proof = { ...about, evidence: 'table ledger.entries is gone', effectAtMs: zeroMs };
  return [
    eventOf(zeroMs - 20, 'fault-injecting', { data: about }),
    eventOf(zeroMs + 15, 'fault-in-force', { data: proof }),
  ];
}

function recordOf(...events: readonly DrillEvent[]): DrillRecord {
  return emptyRecord({ manifest, events: events.toSorted((a, b) => a.atMs - b.atMs) });
}

const restoredAt = (atMs: number) =>
  eventOf(atMs, 'data-restored', { text: 'db2 accepts writes on the restored data' });
const measured = (...events: readonly DrillEvent[]) => restoreMeasurements(recordOf(...events));

const instants = fc.integer({ min: 100, max: 100_000 });
const spans = fc.integer({ min: 16, max: 600_000 });

describe('the time to restore', () => {
  test('is from time zero until the restored data is in service, and says so', () => {
    expect(measured(...faultAt(8000), restoredAt(27_654))).toEqual([
      {
        name: 'time-to-restore',
        title: 'Time until the restored data is in service',
        value: 19_654,
        unit: 'ms',
        atLeast: false,
        resolution: null,
        how: 'from time zero until db2 accepts writes on the restored data',
      },
    ]);
  });

  test('is right to the millisecond, whatever the record holds after it', () => {
    fc.assert(
      fc.property(instants, spans, fc.nat({ max: 9999 }), (zeroMs, tookMs, laterMs) => {
        const end = eventOf(zeroMs + tookMs + laterMs, 'redundancy-restored');
        expect(measured(...faultAt(zeroMs), restoredAt(zeroMs + tookMs), end)).toMatchObject([
          { value: tookMs, atLeast: false },
        ]);
      }),
    );
  });

  test('is at least what the record shows, to the millisecond, when nothing was restored', () => {
    fc.assert(
      fc.property(instants, spans, (zeroMs, sawMs) => {
        const end = eventOf(zeroMs + sawMs, 'restore-failed', { source: 'backup' });
        expect(measured(...faultAt(zeroMs), end)).toMatchObject([
          { value: sawMs, atLeast: true, how: 'the record ends before the data was restored' },
        ]);
      }),
    );
  });

  test('counts from the first of several faults, in whatever order they are listed', () => {
    expect(measured(...faultAt(9000, 0), ...faultAt(8500, 1), restoredAt(20_000))).toMatchObject([
      { value: 11_500 },
    ]);
  });

  test('ends with the first data that is restored after time zero, not with one before it', () => {
    const events = [...faultAt(8000), restoredAt(7999), restoredAt(12_000), restoredAt(15_000)];
    expect(measured(...events)).toMatchObject([{ value: 4000 }]);
    expect(measured(...faultAt(8000), restoredAt(7999))).toMatchObject([{ value: 15, atLeast: true }]);
  });

  test('is not measured, and never 0, when no fault was proved', () => {
    const [injecting] = faultAt(8000);
    expect(measured(...(injecting ? [injecting] : []), restoredAt(20_000))).toMatchObject([
      { value: null, atLeast: false, how: 'not measured: no fault has a time zero' },
    ]);
    expect(measured()).toMatchObject([{ value: null }]);
  });

  test('is no measure of a scenario that restores nothing', () => {
    expect(restoreMeasurements(plantDrill())).toEqual([]);
    const events = [...faultAt(8000), restoredAt(12_000)];
    expect(restoreMeasurements(emptyRecord({ events }))).toEqual([]);
  });
});
