import { expect, test } from 'vitest';
import type { BesideOperation, BesideRecord } from '../../../../src/history/beside.ts';
import { besideProblems } from '../../../../src/judge/measure/integrity/beside.ts';
import { besideOf, besideRecordOf } from '../../../support/beside.ts';
import { emptyRecord, eventOf, manifestOf, scenarioOf } from '../../../support/parts.ts';

const scenario = scenarioOf({ workload: { beside: [{ kind: 'bank', rate: '100/s' }] } });

function problemsOf(
  beside: BesideRecord[],
  events = [eventOf(40, 'phase-started', { data: { phase: 'collect' } })],
) {
  return besideProblems(emptyRecord({ manifest: manifestOf({ scenario }), beside, events }));
}
const bankOf = (...operations: BesideOperation[]) => [besideRecordOf('bank', operations)];
const four = [0, 1, 2, 3].map((index) => besideOf(index));

test('a whole record of a workload has no problem', () => {
  expect(problemsOf(bankOf(...four))).toEqual([]);
});

test.each<[string, BesideRecord[], string]>([
  ['is missing', [], 'the scenario has the workload bank, and there are no operations of it'],
  [
    'has others',
    [...bankOf(...four), besideRecordOf('till', four)],
    'there are operations of till, which the scenario does not have',
  ],
  [
    'lacks one',
    bankOf(...four.filter(({ index }) => index !== 1)),
    'bank has an operation 3, and only 3 operations',
  ],
  ['has one twice', bankOf(...four, besideOf(3, { process: 1 })), 'bank has the operation 3 twice'],
  [
    'begins early',
    bankOf(...four.slice(0, 3), besideOf(3, { startedAtMs: 29 })),
    'the operation 3 of bank (process 0) is not due, sent and answered in this order within the drill',
  ],
  [
    'ends early',
    bankOf(...four.slice(0, 3), besideOf(3, { endedAtMs: 29 })),
    'the operation 3 of bank (process 0) is not due, sent and answered in this order within the drill',
  ],
  [
    'does two at a time',
    bankOf(...four.slice(0, 3), besideOf(3, { scheduledAtMs: 24, startedAtMs: 24 })),
    'the operation 3 of bank (process 0) began at 24 ms, before its process was free at 25 ms',
  ],
])('a workload that %s is told', (_, beside, problem) => {
  expect(problemsOf(beside)).toContain(problem);
});

test('what no process did may overlap, takes no time at least, and is named as such', () => {
  const nobody = { process: null } as const;
  const overlapping = four.map((one) => ({
    ...one,
    ...nobody,
    startedAtMs: one.scheduledAtMs,
    endedAtMs: 40,
  }));
  expect(problemsOf(bankOf(...overlapping))).toEqual([]);
  const atOnce = besideOf(3, { ...nobody, endedAtMs: besideOf(3).startedAtMs });
  expect(problemsOf(bankOf(...four.slice(0, 3), atOnce))).toEqual([]);
  expect(problemsOf(bankOf(...four.slice(0, 3), besideOf(3, { ...nobody, startedAtMs: 29 })))).toEqual([
    'the operation 3 of bank (process none) is not due, sent and answered in this order within the drill',
  ]);
});

test('load that ended before it was stopped is told', () => {
  const late = [eventOf(5051, 'phase-started', { data: { phase: 'collect' } })];
  expect(problemsOf(bankOf(...four), late)).toEqual([
    'the operations of bank end at 30 ms, and the load was stopped at 5.05 s',
  ]);
  expect(
    problemsOf(bankOf(...four), [eventOf(5050, 'phase-started', { data: { phase: 'collect' } })]),
  ).toEqual([]);
});
