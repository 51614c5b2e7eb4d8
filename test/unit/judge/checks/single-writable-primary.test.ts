import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../../src/history/record.ts';
import type { Sample } from '../../../../src/history/schema.ts';
import { serverChanges } from '../../../../src/judge/checks/server-changes.ts';
import { singleWritablePrimary } from '../../../../src/judge/checks/single-writable-primary.ts';
import { withRows } from '../../../support/change-record.ts';
import { type Group, groupOf } from '../../../support/group.ts';
import {
  emptyRecord,
  eventOf,
  finalOf,
  type Row,
  sampleOf,
  semisyncOf,
  stateOf,
  tableOf,
  writable,
} from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill();
const { judge } = singleWritablePrimary;

/** The planted drill with other samples of `db1` after time zero. */
function withSamplesOfOldPrimary(...samples: Sample[]) {
  const others = drill.samples.filter(({ node, answeredAtMs }) => node !== 'db1' || answeredAtMs < 8000);
  return { ...drill, samples: [...others, ...samples].sort((a, b) => a.askedAtMs - b.askedAtMs) };
}

/** Samples of `db1` that get no answer, up to the end. */
function silence(fromMs: number): Sample[] {
  return Array.from({ length: (22_300 - fromMs) / 100 }, (_, i) =>
    sampleOf(1, fromMs + i * 100, fromMs + i * 100 + 50, null),
  );
}

test('passes where one node at a time was writable', () => {
  expect(judge(drill)).toMatchObject({
    verdict: 'pass',
    summary: expect.stringMatching(
      /^642 samples of 3 nodes: one writable node at a time; acknowledged writes changed servers 1 time$/,
    ),
  });
});

test('no data never passes', () => {
  expect(judge(emptyRecord()).verdict).toBe('inconclusive');
  expect(judge({ ...drill, samples: [] })).toMatchObject({
    verdict: 'inconclusive',
    summary: 'db1 never answered a sample; db2 never answered a sample; db3 never answered a sample',
  });
});

test('inconclusive when a node was not sampled for more than 2 s while the load ran', () => {
  const hole = (toMs: number) => ({
    ...drill,
    samples: drill.samples.filter(
      ({ node, answeredAtMs }) => node !== 'db3' || answeredAtMs <= 10_000 || answeredAtMs >= toMs,
    ),
  });
  expect(judge(hole(12_000)).verdict).toBe('pass');
  expect(judge(hole(12_100))).toMatchObject({
    verdict: 'inconclusive',
    summary: 'db3 was not sampled for 2.10 s',
  });
});

test('inconclusive when no node was ever seen writable', () => {
  const samples = drill.samples.map((sample) =>
    sample.state ? { ...sample, state: { ...sample.state, acceptsWrites: false } } : sample,
  );
  expect(judge({ ...drill, samples })).toMatchObject({
    verdict: 'inconclusive',
    summary: 'no node was ever seen writable',
  });
});

test('an old primary that comes back writable is a split brain, with the span of it', () => {
  const back = [10_000, 10_100, 10_200].map((at) => sampleOf(1, at, at + 5, writable));
  expect(
    judge(
      withSamplesOfOldPrimary(
        ...silence(8000).filter((s) => s.askedAtMs < 10_000),
        ...back,
        ...silence(10_300),
      ),
    ),
  ).toEqual({
    verdict: 'fail',
    summary: 'db1 and db2 were both writable from 10.01 s to 10.20 s',
    evidence: ['db1 and db2 were both writable from 10.01 s to 10.20 s'],
  });
});

test('an expelled member that has not heard of it yet is told, and accused only by rows or outside its group', () => {
  const back = (own: Group) => {
    const samples = [10_000, 10_100].map((at) => sampleOf(1, at, at + 5, { ...writable, group: own }));
    const record = withSamplesOfOldPrimary(
      ...silence(8000).filter((s) => s.askedAtMs < 10_000),
      ...samples,
      ...silence(10_200),
    );
    const inGroup = record.samples.map((sample) =>
      sample.state && !sample.state.group
        ? { ...sample, state: { ...sample.state, group: groupOf() } }
        : sample,
    );
    return judge({ ...record, samples: inGroup });
  };
  expect(back(groupOf())).toMatchObject({
    verdict: 'pass',
    evidence: [
      'db1 and db2 both took themselves for writable from 10.01 s to 10.10 s',
      expect.stringContaining('acknowledged writes turned'),
    ],
  });
  expect(back(groupOf({ state: 'OFFLINE' })).verdict).toBe('fail');
});

describe('a fenced-off primary whose commits wait for a replica', () => {
  const waits = { acknowledged: 2018 };
  type Semisync = Parameters<typeof semisyncOf>[0];
  /** It answers at 10.0 and 10.1 s as if it were writable, and read-only from 10.2 s on. */
  const back = (first: Semisync, second: Semisync, after: Semisync | null) =>
    judge(
      withSamplesOfOldPrimary(
        ...silence(8000).filter((s) => s.askedAtMs < 10_000),
        sampleOf(1, 10_000, 10_005, { ...writable, semisync: semisyncOf(first) }),
        sampleOf(1, 10_100, 10_105, { ...writable, semisync: semisyncOf(second) }),
        ...(after ? [sampleOf(1, 10_200, 10_205, { semisync: semisyncOf(after) })] : []),
        ...silence(10_300),
      ),
    );

  test('is told, and accused by rows alone, when it surely acknowledged nothing', () => {
    expect(back(waits, waits, { ...waits, sourceActive: false })).toMatchObject({
      verdict: 'pass',
      evidence: [
        'db1 and db2 both took themselves for writable from 10.01 s to 10.10 s; db1 acknowledged nothing in that time',
        expect.stringContaining('acknowledged writes turned'),
      ],
    });
  });

  test('is a split brain when one commit was acknowledged, or may have been', () => {
    const one = { acknowledged: 2019 };
    expect(back(waits, one, one).verdict).toBe('fail');
    expect(back(waits, waits, one).verdict).toBe('fail');
    expect(back(waits, waits, { acknowledged: 0 }).verdict).toBe('fail');
    expect(back(waits, waits, null).verdict).toBe('fail');
  });

  test('is a split brain when its commits do not wait', () => {
    const degraded = { ...waits, sourceActive: false };
    expect(back(degraded, waits, waits).verdict).toBe('fail');
    expect(back(waits, degraded, waits).verdict).toBe('fail');
  });
});

test('one sample is enough, where the other node is sure to have been writable around it', () => {
  const once = (askedAtMs: number, answeredAtMs: number) =>
    judge(withSamplesOfOldPrimary(...silence(8000), sampleOf(1, askedAtMs, answeredAtMs, writable))).verdict;
  // db2 is writable for sure from 9100, the answer of its first writable sample, to its last question.
  expect(once(9100, 9190)).toBe('fail');
  expect(once(9099.999, 9190)).toBe('pass');
  expect(once(9050, 9099)).toBe('pass');
  expect(once(22_190, 22_198)).toBe('fail');
  expect(once(22_190, 22_198.001)).toBe('pass');
});

test('two runs of samples overlap by what is sure of both', () => {
  const run = (fromMs: number, toMs: number) =>
    judge(
      withSamplesOfOldPrimary(
        sampleOf(1, fromMs, fromMs + 1, writable),
        sampleOf(1, toMs, toMs + 1, writable),
        ...silence(9200),
      ),
    ).verdict;
  // The first sample that finds db2 writable is asked at 9098 and answered at 9100.
  expect(run(8000, 9099)).toBe('pass');
  expect(run(8000, 9100)).toBe('fail');
});

test('samples before the cluster was ready do not count: blank nodes are all writable', () => {
  const blank = [1, 2, 3].flatMap((server) => [0, 100].map((at) => sampleOf(server, at, at + 50, writable)));
  expect(judge({ ...drill, samples: [...blank, ...drill.samples] }).verdict).toBe('pass');
});

test('several writable final states fail', () => {
  const finals = drill.finals.map((final) =>
    final.node === 'db1' ? { ...final, state: stateOf(1, { ...writable, semisync: semisyncOf({}) }) } : final,
  );
  expect(judge({ ...drill, finals })).toMatchObject({
    verdict: 'fail',
    summary: 'several nodes accepted writes at the end: db1, db2',
  });
});

test('a final state that was read before another node was promoted does not accuse it', () => {
  const [first] = drill.finals;
  const readMs = first?.takenAtMs ?? 0;
  const finals = drill.finals.map((final) =>
    final.node === 'db1'
      ? { ...final, state: stateOf(1, { ...writable, semisync: semisyncOf({}) }) }
      : { ...final, takenAtMs: readMs + 20 },
  );
  const promoted = eventOf(readMs + 10, 'promoted', { node: 'db2' });
  expect(judge({ ...drill, finals, events: [...drill.events, promoted] })).toMatchObject({
    verdict: 'inconclusive',
    summary: expect.stringMatching(
      /^several final states accept writes, but the final state of .* before promoted at /,
    ),
  });
  expect(judge({ ...drill, finals }).verdict).toBe('fail');
});

test('acknowledged writes whose servers interleave fail, even where no sample saw it', () => {
  // Some writes that were acknowledged after the failover were executed by the old primary.
  const [writer, from, to] = [0, 900, 905];
  const byOldPrimary = (rows: Row[]) =>
    rows.map(([w, s, v, id]): Row => [w, s, v, w === writer && s >= from && s <= to ? 1 : id]);
  const record = ['db1', 'db2', 'db3'].reduce(
    (changed, node) => withRows(changed, node, byOldPrimary),
    drill,
  );
  const found = judge(record);
  expect(found.verdict).toBe('fail');
  expect(found.summary).toMatch(
    /^servers that executed acknowledged writes changed 11 times, where 1 is explained/,
  );
});

const span = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 8 }), fc.integer({ min: 1, max: 3 }));

type Reached = { server: number; done: string; turns: number };

/** The fewest turns, by trying every sequence of owners, with any number of turns at each instant. */
function fewestTurns(spans: readonly (readonly [number, number, number])[]): number {
  const servers = [1, 2, 3];
  const start = '.'.repeat(spans.length);
  let states: Reached[] = servers.map((server) => ({ server, done: start, turns: 0 }));
  for (let at = 0; at <= 28; at += 1) {
    for (const turn of [0, 1, 2]) {
      const next = new Map<string, Reached>();
      const reach = (server: number, before: Reached, turns: number): void => {
        const done = spans
          .map(([from, length, owner], index) => {
            return owner === server && from <= at && at <= from + length ? 'x' : (before.done[index] ?? '.');
          })
          .join('');
        const known = next.get(`${server}${done}`);
        if (!known || known.turns > turns) next.set(`${server}${done}`, { server, done, turns });
      };
      for (const state of states) {
        reach(state.server, state, state.turns);
        if (turn === 0) continue;
        for (const server of servers) if (server !== state.server) reach(server, state, state.turns + 1);
      }
      states = [...next.values()];
    }
  }
  return Math.min(...states.filter(({ done }) => !done.includes('.')).map(({ turns }) => turns));
}

/** The turns that a record forces us to assume, in which writes were executed in some spans, by some servers. */
function turnsFor(spans: readonly (readonly [number, number, number])[]): number {
  const operations = spans.map(
    ([fromMs, lengthMs], index): Operation => ({
      stream: 'service',
      writer: 0,
      sequence: index + 1,
      value: 0,
      scheduledAtMs: fromMs,
      startedAtMs: fromMs,
      endedAtMs: fromMs + lengthMs,
      outcome: 'ok',
      error: null,
    }),
  );
  const rows = spans.map(([, , server], index): Row => [0, index + 1, 0, server]);
  const finals = [finalOf(1, rows, { state: stateOf(1, writable) })];
  return serverChanges(emptyRecord({ operations: tableOf(operations), finals })).changes.length;
}

test('never more turns between servers than the fewest that explain the writes', () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), (spans) => {
      expect(turnsFor(spans)).toBeLessThanOrEqual(fewestTurns(spans));
    }),
    { numRuns: 300 },
  );
});

test('all turns between servers, where writes do not overlap', () => {
  const servers = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(servers, (order) => {
      const changes = order.filter((server, index) => index > 0 && server !== order[index - 1]).length;
      expect(turnsFor(order.map((server, index) => [index * 3, 2, server]))).toBe(changes);
    }),
  );
});

test('a write that hung and was acknowledged late accuses nobody', () => {
  expect(
    turnsFor([
      [0, 1, 1],
      [0, 50, 1],
      [10, 1, 2],
      [20, 1, 2],
      [60, 1, 2],
    ]),
  ).toBe(1);
});
