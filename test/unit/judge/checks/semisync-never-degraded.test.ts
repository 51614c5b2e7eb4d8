import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import type { Sample } from '../../../../src/history/schema.ts';
import { semisyncNeverDegraded } from '../../../../src/judge/checks/semisync-never-degraded.ts';
import { withOperations } from '../../../support/change-record.ts';
import { emptyRecord } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill();
const { judge } = semisyncNeverDegraded;
type Semisync = NonNullable<Observation['semisync']>;

/** Changes what `db2` says of semisync, in the samples answered in [from, to). */
function withSemisync(fromMs: number, toMs: number, changes: Partial<Semisync> | null) {
  const samples = drill.samples.map((sample): Sample => {
    const { state } = sample;
    if (
      sample.node !== 'db2' ||
      !state?.semisync ||
      sample.answeredAtMs < fromMs ||
      sample.answeredAtMs >= toMs
    )
      return sample;
    return { ...sample, state: { ...state, semisync: changes && { ...state.semisync, ...changes } } };
  });
  return { ...drill, samples };
}

test('passes where semisync was in force all the time', () => {
  expect(judge(drill)).toEqual({
    verdict: 'pass',
    summary: 'in all 203 samples of writable nodes no commit went without an acknowledgement',
    evidence: [],
  });
});

test('no data never passes', () => {
  expect(judge(emptyRecord()).verdict).toBe('inconclusive');
  const bare = drill.samples.map((sample) => ({
    ...sample,
    state: sample.state && { ...sample.state, semisync: null },
  }));
  expect(judge({ ...drill, samples: bare })).toMatchObject({
    verdict: 'inconclusive',
    summary: 'no sample tells of semisync on a writable node',
  });
  expect(judge(withSemisync(12_000, 12_100, null))).toMatchObject({
    verdict: 'inconclusive',
    summary: '1 sample of writable nodes told nothing of semisync',
  });
});

test('one commit without an acknowledgement fails', () => {
  expect(judge(withSemisync(12_000, 30_000, { unacknowledged: 1 }))).toEqual({
    verdict: 'fail',
    summary: 'semisync was not in force while writes were acknowledged (1 finding)',
    evidence: ['db2: 1 commit without an acknowledgement, seen at 12.00 s'],
  });
});

/** The record of an operator who lets a node commit alone from one instant to another. */
function withLeave(record: typeof drill, fromMs: number, toMs: number, node = 'db2') {
  const step = (atMs: number, commitsAlone: boolean) => ({
    atMs,
    source: 'harness' as const,
    type: 'recovery-step' as const,
    node,
    text: commitsAlone ? `let ${node} commit alone` : `let ${node} wait again`,
    data: { action: 'operator', commitsAlone },
  });
  return { ...record, events: [...record.events, step(fromMs, true), step(toMs, false)] };
}

test('what an operator let a primary commit alone is told and does not count; what was before and after it does', () => {
  const rise = (atMs: number) => withSemisync(atMs, 60_000, { unacknowledged: 1 });
  const told = judge(withLeave(rise(12_000), 11_950, 12_200));
  expect(told.verdict).toBe('pass');
  expect(told.summary).toMatch(/, apart from 11\.95 s to 12\.\d+ s, when an operator let db2 commit alone$/);
  expect(judge(withLeave(rise(12_000), 12_300, 13_000)).verdict).toBe('fail');
  expect(judge(withLeave(rise(12_000), 10_000, 11_000)).verdict).toBe('fail');
  expect(judge(withLeave(rise(12_000), 11_950, 12_200, 'db3')).verdict).toBe('fail');
});

test('leave to commit alone lasts until semisync is seen in force again', () => {
  const off = withSemisync(12_000, 14_000, { sourceActive: false });
  expect(judge(off).verdict).toBe('fail');
  expect(judge(withLeave(off, 11_990, 12_500)).verdict).toBe('pass');
  expect(judge(withLeave(off, 13_000, 13_100)).verdict).toBe('fail');
});

test('a counter that does not move, or starts anew with the server, is no commit', () => {
  expect(judge(withSemisync(0, 30_000, { unacknowledged: 7 })).verdict).toBe('pass');
  expect(judge(withSemisync(0, 12_000, { unacknowledged: 7 })).verdict).toBe('pass');
});

test('what a replica counts while it is read-only does not matter', () => {
  expect(judge(withSemisync(0, 5000, { unacknowledged: 3 })).verdict).toBe('pass');
  expect(judge(withSemisync(5000, 30_000, { unacknowledged: 3 })).verdict).toBe('pass');
});

test.each([{ sourceActive: false }, { sourceEnabled: false }])(
  'off in consecutive samples, with acknowledged writes of that node in between: %o fails',
  (changes) => {
    expect(judge(withSemisync(12_000, 12_200, changes))).toMatchObject({
      verdict: 'fail',
      // Answered at 12000, and asked again at 12098: of service 10 writes, of the application 20.
      evidence: ['db2: off from 12.00 s to 12.10 s, with 30 acknowledged writes of its own'],
    });
  },
);

test('a write counts that was invoked at the first answer and acknowledged at the last question', () => {
  const only = (startedAtMs: number, endedAtMs: number) =>
    withOperations(withSemisync(12_000, 12_200, { sourceActive: false }), (operations) =>
      operations
        .filter(
          (one) => one.scheduledAtMs < 11_900 || one.scheduledAtMs > 12_300 || one.scheduledAtMs === 12_050,
        )
        .map((one) => (one.scheduledAtMs === 12_050 ? { ...one, startedAtMs, endedAtMs } : one)),
    );
  expect(judge(only(12_000, 12_098)).verdict).toBe('fail');
  expect(judge(only(11_999.999, 12_098)).verdict).toBe('inconclusive');
  expect(judge(only(12_000, 12_098.001)).verdict).toBe('inconclusive');
});

test('one commit without an acknowledgement is found whenever it happens', () => {
  const led = drill.samples.filter(({ node, answeredAtMs }) => node === 'db2' && answeredAtMs >= 9200);
  fc.assert(
    fc.property(fc.constantFrom(...led.map(({ answeredAtMs }) => answeredAtMs)), (fromMs) => {
      expect(judge(withSemisync(fromMs, 60_000, { unacknowledged: 1 }))).toMatchObject({
        verdict: 'fail',
        evidence: [expect.stringMatching(/^db2: 1 commit without an acknowledgement/)],
      });
    }),
    { numRuns: 20 },
  );
});

test('what a server counted since it started anew are commits, though it counted more before', () => {
  const counts = (before: number, since: number) => {
    const more = withSemisync(0, 60_000, { unacknowledged: before });
    const samples = more.samples.map((sample): Sample => {
      const { state } = sample;
      if (sample.node !== 'db2' || !state?.semisync || sample.answeredAtMs < 12_000) return sample;
      return { ...sample, state: { ...state, semisync: { ...state.semisync, unacknowledged: since } } };
    });
    return judge({ ...drill, samples });
  };
  expect(counts(7, 0).verdict).toBe('pass');
  expect(counts(7, 5)).toMatchObject({
    verdict: 'fail',
    evidence: ['db2: 5 commits without an acknowledgement, seen at 12.00 s'],
  });
});

test('the first commit of a new primary is one too', () => {
  expect(judge(withSemisync(9100, 60_000, { unacknowledged: 1 }))).toMatchObject({
    verdict: 'fail',
    evidence: ['db2: 1 commit without an acknowledgement, seen at 9.10 s'],
  });
});

test('writes of a node that nobody looked at are inconclusive, but for an instant before it dies', () => {
  const unseen = (node: string, fromMs: number, toMs: number) => ({
    ...drill,
    samples: drill.samples.filter(
      (sample) => sample.node !== node || sample.answeredAtMs < fromMs || sample.answeredAtMs >= toMs,
    ),
  });
  expect(judge(unseen('db1', 0, 60_000))).toMatchObject({
    verdict: 'inconclusive',
    summary: expect.stringMatching(/^db1 was not sampled, and acknowledged [\d,]+ writes in that time$/),
  });
  expect(judge(unseen('db1', 5000, 60_000))).toMatchObject({
    verdict: 'inconclusive',
    summary: expect.stringMatching(/^db1 was not sampled from 4\.90 s, and acknowledged [\d,]+ writes/),
  });
  expect(judge(unseen('db1', 6500, 60_000)).verdict).toBe('pass');
  // The counters went on: they tell of the time between.
  expect(judge(unseen('db2', 12_000, 18_000)).verdict).toBe('pass');
});

test('off in one sample, with acknowledged writes around it, is inconclusive', () => {
  expect(judge(withSemisync(12_000, 12_100, { sourceActive: false }))).toMatchObject({
    verdict: 'inconclusive',
    summary: 'semisync may have been off while writes were acknowledged',
    evidence: [
      expect.stringMatching(/^db2: off from 12\.00 s to 12\.00 s, with \d acknowledged writes? of its own$/),
    ],
  });
});

test('off without an acknowledged write is no degradation', () => {
  const quiet = withOperations(withSemisync(12_000, 12_500, { sourceActive: false }), (operations) =>
    operations.filter((one) => one.scheduledAtMs < 11_900 || one.scheduledAtMs > 12_600),
  );
  expect(judge(quiet).verdict).toBe('pass');
});
