import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { DrillEvent, Sample } from '../../../../src/history/schema.ts';
import { semisyncNeverDegraded } from '../../../../src/judge/checks/semisync-never-degraded.ts';
import { withOperations, withRows } from '../../../support/change-record.ts';
import { eventOf, type Row, sampleOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

/** `db2` leads from 9.1 s on; a sample is asked 2 ms before its answer, at each 100 ms. */
const drill = plantDrill();
const { judge } = semisyncNeverDegraded;

/** `db2` answered one commit alone before its sample of 12 s, or its semisync is off in the samples of [from, to). */
function withState(isChanged: (atMs: number) => boolean, changes: object): DrillRecord {
  const samples = drill.samples.map((sample): Sample => {
    const { state, node, answeredAtMs } = sample;
    if (node !== 'db2' || !state?.semisync || !isChanged(answeredAtMs)) return sample;
    return { ...sample, state: { ...state, semisync: { ...state.semisync, ...changes } } };
  });
  return { ...drill, samples };
}
const risen = withState((at) => at >= 12_000, { unacknowledged: 1 });
const off = (fromMs: number, toMs: number) =>
  withState((at) => at >= fromMs && at < toMs, { sourceActive: false });

const step = (atMs: number, commitsAlone?: boolean): DrillEvent =>
  eventOf(atMs, 'recovery-step', {
    node: 'db2',
    ...(commitsAlone !== undefined && { data: { commitsAlone } }),
  });
const withSteps = (record: DrillRecord, ...steps: DrillEvent[]) =>
  judge({ ...record, events: [...record.events, ...steps] });
const told = (...spans: string[]) =>
  `in all 203 samples of writable nodes no commit went without an acknowledgement${spans
    .map((span) => `, apart from ${span}, when an operator let db2 commit alone`)
    .join('')}`;

test('leave that nobody takes back lasts to the end', () => {
  expect(withSteps(risen, step(11_950, true))).toEqual({
    verdict: 'pass',
    summary: told('11.95 s to the end'),
    evidence: [],
  });
});

test('only a step that takes it back ends it, and one after it', () => {
  const given = step(11_950, true);
  const summary = told('11.95 s to 12.30 s');
  expect(withSteps(risen, step(5000, false), given, step(12_200, false)).summary).toBe(summary);
  expect(withSteps(risen, step(5000), given, step(12_000), step(12_200, false)).summary).toBe(summary);
});

test('leave that is given twice is told twice', () => {
  const steps = [step(11_000, true), step(11_210, false), step(11_950, true), step(12_200, false)];
  expect(withSteps(risen, ...steps).summary).toBe(told('11.00 s to 11.30 s', '11.95 s to 12.30 s'));
});

test('it covers commits of the millisecond at which it was given, and none that were seen before', () => {
  expect(withSteps(risen, step(12_000, true), step(12_200, false)).verdict).toBe('pass');
  expect(withSteps(risen, step(12_001, true), step(12_200, false)).verdict).toBe('fail');
});

test('it covers commits up to the answer that finds semisync in force again', () => {
  // In force again by the sample that is answered at 11.9 s; the next is asked at 11.998 s, the one before the rise.
  expect(withSteps(risen, step(11_000, true), step(11_850, false)).verdict).toBe('pass');
  expect(withSteps(risen, step(11_000, true), step(11_750, false)).verdict).toBe('fail');
});

test('a commit alone is seen across a question without an answer', () => {
  const samples = risen.samples.flatMap((sample) =>
    sample.node === 'db2' && sample.answeredAtMs === 11_900 ? [sampleOf(2, 11_898, 11_900, null)] : [sample],
  );
  expect(judge({ ...risen, samples })).toMatchObject({
    verdict: 'fail',
    evidence: ['db2: 1 commit without an acknowledgement, seen at 12.00 s'],
  });
});

/** The writes around 12 s, which `db2` sampled with semisync off, are changed. */
const isNear = (atMs: number) => atMs >= 11_900 && atMs <= 12_300;

test('writes that nobody acknowledged do not count while it is off', () => {
  const unanswered = withOperations(off(12_000, 12_200), (all) =>
    all.map((one) => (isNear(one.scheduledAtMs) ? { ...one, outcome: 'info' as const } : one)),
  );
  expect(judge(unanswered).verdict).toBe('pass');
});

test('writes of another server do not count while it is off', () => {
  const near = new Set<string>();
  withOperations(drill, (all) => {
    for (const one of all) if (isNear(one.scheduledAtMs)) near.add(`${one.writer}-${one.sequence}`);
    return all;
  });
  const byOther = withRows(off(12_000, 12_200), 'db2', (rows) =>
    rows.map(([w, s, v, id]): Row => [w, s, v, near.has(`${w}-${s}`) ? 3 : id]),
  );
  expect(judge(byOther).verdict).toBe('pass');
});

test('a write that ended before the question, or began after the answer, was not around it', () => {
  const only = (startedAtMs: number, endedAtMs: number) =>
    judge(
      withOperations(off(12_000, 12_100), (all) =>
        all
          .filter((one) => !isNear(one.scheduledAtMs) || one.scheduledAtMs === 12_050)
          .map((one) => (one.scheduledAtMs === 12_050 ? { ...one, startedAtMs, endedAtMs } : one)),
      ),
    ).verdict;
  expect(only(11_990, 11_998)).toBe('inconclusive');
  expect(only(11_990, 11_997)).toBe('pass');
  expect(only(12_000, 12_010)).toBe('inconclusive');
  expect(only(12_001, 12_010)).toBe('pass');
});

/** `db2` was fenced before its sample of 15 s, which has these counts. */
function fenced(changes: object): DrillRecord {
  const samples = drill.samples.map((sample): Sample => {
    const { state, node, answeredAtMs } = sample;
    if (node !== 'db2' || !state?.semisync || answeredAtMs < 15_000) return sample;
    return {
      ...sample,
      state: { ...state, acceptsWrites: false, semisync: { ...state.semisync, ...changes } },
    };
  });
  return { ...drill, samples };
}

test('of a server that was fenced, only writes that it acknowledged alone count', () => {
  // 30 writes are invoked and acknowledged from the answer of 14.90 s to the next question.
  const evidenceOf = (acknowledged: number, unacknowledged = 1) =>
    judge(fenced({ acknowledged: 14_900 + acknowledged, unacknowledged })).evidence;
  const alone = (count: string) => [
    `db2: ${count} that no replica acknowledged, from 14.90 s until it no longer accepted any`,
  ];
  expect(evidenceOf(29)).toEqual(alone('1 acknowledged write'));
  expect(evidenceOf(0)).toEqual(alone('30 acknowledged writes'));
  expect(evidenceOf(30)).toEqual([]);
  // It let no commit go alone, or counts from a new start on: nothing can be told.
  expect(evidenceOf(0, 0)).toEqual([]);
  expect(evidenceOf(-1)).toEqual([]);
  expect(withSteps(fenced({ acknowledged: 14_900, unacknowledged: 1 }), step(14_950, true)).evidence).toEqual(
    [],
  );
});
