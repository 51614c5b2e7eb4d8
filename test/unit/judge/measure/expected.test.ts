import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpectedTime } from '../../../../src/history/expected-time.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { killOfPrimary, type Plan, plantDrill } from '../../../support/planted-drill.ts';

const promise = { expected: { fromMs: 500, toMs: 800 }, settings: ['POLL_MS=100'], unknown: '' };
const times: ExpectedTime[] = [
  { situation: 'crash', what: 'it is detected', ends: 'detected', ...promise },
  { situation: 'crash', what: 'the proxy lets go', ends: null, ...promise },
  { situation: 'crash', what: 'writes are back', ends: 'first-write', ...promise },
  { situation: 'silence', what: 'it is detected', ends: 'detected', ...promise, expected: null },
];

/** The planted drill, in which something was expected of the settings; `step` changes its only step. */
function promised(data: unknown, plan: Partial<Plan> = {}, step: Record<string, unknown> = {}): DrillRecord {
  const drill = plantDrill(plan);
  const { manifest } = drill;
  const method = manifest.scenario.method.map((one) => ({ ...one, ...step }));
  const told = { atMs: 900, source: 'harness', type: 'times-expected', text: '', data } as const;
  return {
    ...drill,
    manifest: { ...manifest, scenario: { ...manifest.scenario, method } },
    events: [...drill.events, told as DrillRecord['events'][number]].toSorted((a, b) => a.atMs - b.atMs),
  };
}

describe('what the settings promise', () => {
  test('stands beside what was measured, of the situation that the fault made', () => {
    expect(judge(promised({ times })).expected.map(({ what, measuredMs }) => [what, measuredMs])).toEqual([
      ['it is detected', 600],
      ['the proxy lets go', null],
      ['writes are back', 1422],
    ]);
  });

  test('with how much earlier than time zero the fault may have acted', () => {
    const drill = promised({ times });
    const injecting = drill.events.find(({ type }) => type === 'fault-injecting');
    const expectedMs = killOfPrimary.zeroMs - (injecting?.atMs ?? Number.NaN);
    expect(expectedMs).toBeGreaterThan(0);
    expect(judge(drill).expected.map(({ earlierMs }) => earlierMs)).toEqual(
      times.slice(0, 3).map(() => expectedMs),
    );
  });

  test('of a host that is gone it is what is promised of silence', () => {
    const [one, ...others] = judge(promised({ times }, {}, { with: { what: 'host' } })).expected;
    expect(one).toMatchObject({ situation: 'silence', expected: null, measuredMs: 600 });
    expect(others).toEqual([]);
  });

  test('whenever the failure is detected, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (afterMs) => {
        const [one] = judge(promised({ times }, { detectedMs: killOfPrimary.zeroMs + afterMs })).expected;
        expect(one?.measuredMs).toBe(afterMs);
      }),
      { numRuns: 20 },
    );
  });

  test('changes no verdict, and nothing of it is invented where the record is silent or unreadable', () => {
    const { expected: none, ...without } = judge(plantDrill());
    expect(none).toEqual([]);
    expect(judge(promised({ times: 'soon' })).expected).toEqual([]);
    const { expected: _, ...withThem } = judge(promised({ times }));
    expect(withThem).toEqual(without);
  });
});
