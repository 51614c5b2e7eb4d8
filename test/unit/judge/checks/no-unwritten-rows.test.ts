import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { noUnwrittenRows } from '../../../../src/judge/checks/no-unwritten-rows.ts';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { withOperations, withRows } from '../../../support/change-record.ts';
import { emptyRecord, finalOf, operationsOf, type Row, rowsOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill({ loadToMs: 12_000 });
const { judge } = noUnwrittenRows;
const operations = operationsOf(drill.operations);
const written = operations.filter((one) => one.outcome === 'ok');
const everywhere = ['db1', 'db2', 'db3'] as const;
const phantom: Row = [1, 3_999_999_999, 7, 1];

const onAll = (record: DrillRecord, change: (rows: Row[]) => Row[]): DrillRecord =>
  everywhere.reduce((changed, node) => withRows(changed, node, change), record);

test('passes where every row was written, and says how many were looked up', () => {
  expect(judge(drill)).toEqual({
    verdict: 'pass',
    summary: `all ${(3 * written.length).toLocaleString('en-US')} rows of db1, db2, db3 were written by a client`,
    evidence: [],
  });
});

test('a row that nobody wrote, on all nodes alike, fails and is named', () => {
  const record = onAll(drill, (rows) => [...rows, phantom]);
  const line = 'writer 1 sequence 3999999999: value 7 by server 1 on db1, db2, db3; no operation wrote it';
  expect(judge(record)).toEqual({
    verdict: 'fail',
    summary: `1 row that nobody wrote is there: ${line}`,
    evidence: [line],
  });
  expect(nodesEqualPrimary.judge(record)).toMatchObject({
    verdict: 'pass',
    summary: expect.stringMatching(/; 1 row not as written, alike on all nodes$/),
    evidence: [
      'changed on all nodes alike: writer 1 sequence 3999999999: value 7 by server 1, which nobody wrote',
    ],
  });
});

const outcome = fc.constantFrom('ok' as const, 'info' as const);
const how = fc.constantFrom('phantom', 'changed', 'foreign');
const places = fc.subarray([...everywhere], { minLength: 1 });

test('one row that nobody wrote so, on any nodes, is always found, and nothing else', () => {
  fc.assert(
    fc.property(fc.nat({ max: written.length - 1 }), outcome, how, places, (index, ended, kind, on) => {
      const chosen = written[index];
      const isChosen = (row: { writer: number; sequence: number }) =>
        row.writer === chosen?.writer && row.sequence === chosen.sequence;
      const before = withOperations(drill, (all) =>
        all.flatMap((one) => {
          if (!isChosen(one)) return [one];
          return kind === 'phantom' ? [] : [{ ...one, outcome: ended }];
        }),
      );
      const change = (rows: Row[]): Row[] =>
        rows.flatMap(([w, s, v, id]): Row[] => {
          if (!isChosen({ writer: w, sequence: s })) return [[w, s, v, id]];
          if (kind === 'changed') return [[w, s, (v + 1) % 2 ** 32, id]];
          return [[w, s, v, kind === 'foreign' ? 9 : id]];
        });
      const without = (rows: Row[]): Row[] => rows.filter(([w, s]) => !isChosen({ writer: w, sequence: s }));
      const record = everywhere.reduce(
        (changed, node) =>
          withRows(changed, node, (rows) =>
            on.includes(node) ? change(rows) : kind === 'phantom' ? without(rows) : rows,
          ),
        before,
      );
      const { verdict, evidence } = judge(record);
      expect(verdict).toBe('fail');
      expect(evidence).toHaveLength(1);
      expect(evidence[0]).toMatch(new RegExp(`^writer ${chosen?.writer} sequence ${chosen?.sequence}: `));
      for (const node of on) expect(evidence[0]).toContain(node);
    }),
    { numRuns: 60 },
  );
});

test('writes of any outcome whose rows are there as written, or not there, invent nothing', () => {
  const some = fc.uniqueArray(fc.nat({ max: written.length - 1 }), { maxLength: 30 });
  fc.assert(
    fc.property(some, some, (unanswered, absent) => {
      const keys = (indexes: readonly number[]) =>
        new Set(indexes.map((index) => `${written[index]?.writer}-${written[index]?.sequence}`));
      const [info, gone] = [keys(unanswered), keys(absent)];
      const record = withOperations(
        onAll(drill, (rows) => rows.filter(([w, s]) => !gone.has(`${w}-${s}`))),
        (all) =>
          all.map((one) =>
            info.has(`${one.writer}-${one.sequence}`) ? { ...one, outcome: 'info' as const } : one,
          ),
      );
      expect(judge(record)).toMatchObject({ verdict: 'pass', evidence: [] });
    }),
    { numRuns: 20 },
  );
});

test('a row of a write that surely failed is left to the check for it', () => {
  const failed = operations.find((one) => one.outcome === 'fail');
  const row: Row = [failed?.writer ?? 0, failed?.sequence ?? 0, 5, 1];
  expect(judge(onAll(drill, (rows) => [...rows, row])).verdict).toBe('pass');
});

test('what recovery threw away is told, and does not fail', () => {
  const thrownAway = finalOf(3, [phantom], { taken: 'before-reclone', takenAtMs: 16_000 });
  expect(judge({ ...drill, finals: [...drill.finals, thrownAway] })).toMatchObject({
    verdict: 'pass',
    evidence: [
      'thrown away by recovery: writer 1 sequence 3999999999: no row on db1, db2, db3; value 7 by server 1 on db3 (before-reclone); no operation wrote it',
    ],
  });
});

test('no data never passes', () => {
  const empty = drill.finals.map((final) => ({ ...final, rows: finalOf(1, []).rows }));
  const late = drill.finals.map((final) => ({ ...final, takenAtMs: 11_000 }));
  for (const [record, summary] of [
    [emptyRecord(), 'no final state was recorded'],
    [{ ...drill, finals: [] }, 'no final state was recorded'],
    [{ ...drill, finals: drill.finals.slice(1) }, 'no final state of db1'],
    [{ ...drill, finals: empty }, 'there are no rows to look up'],
    [{ ...drill, operations: emptyRecord().operations }, 'the record has no operations'],
    [
      { ...drill, damage: ['history.ndjson.gz is missing'] },
      'the history cannot explain the rows: history.ndjson.gz is missing',
    ],
    [
      { ...drill, finals: late },
      'the final state of db1 was read at 11.00 s, before the last write ended at 12.00 s',
    ],
  ] as const)
    expect(judge(record)).toEqual({ verdict: 'inconclusive', summary, evidence: [] });
});

test('several findings are counted by kind, capped, and the first is named', () => {
  const [first] = rowsOf(drill.finals[0] ?? finalOf(1, []));
  const record = onAll(drill, (rows) => [
    ...rows.map(([w, s, v, id], index): Row => [w, s, index < 24 ? v + 1 : v, id]),
    phantom,
  ]);
  const { summary, evidence } = judge(record);
  expect(summary).toMatch(
    new RegExp(
      `^24 rows have a value that nobody wrote, 1 row that nobody wrote is there: writer ${first?.[0]} sequence ${first?.[1]}: .*; and others$`,
    ),
  );
  expect(evidence).toHaveLength(21);
});

test('rows by a server which is none of the cluster are told, in the singular and in the plural', () => {
  const [first, second] = rowsOf(drill.finals[0] ?? finalOf(1, []));
  const foreign = (...keys: (Row | undefined)[]) =>
    judge(
      withRows(drill, 'db3', (rows) =>
        rows.map(([w, s, v, id]): Row => [w, s, v, keys.some((k) => k?.[0] === w && k[1] === s) ? 9 : id]),
      ),
    );
  const [w, s, v, id] = first ?? [];
  const line = `writer ${w} sequence ${s}: value ${v} by server ${id} on db1, db2; value ${v} by server 9 on db3; written was value ${v}`;
  expect(foreign(first)).toEqual({
    verdict: 'fail',
    summary: `1 row is by a server which is none of the cluster: ${line}`,
    evidence: [line],
  });
  expect(foreign(first, second).summary).toBe(
    `2 rows are by a server which is none of the cluster: ${line}; and others`,
  );
});

test('one row with another value, and two that nobody wrote, are told in words', () => {
  const [first] = rowsOf(drill.finals[0] ?? finalOf(1, []));
  const changed = onAll(drill, (rows) =>
    rows.map((row, at): Row => (at ? row : [row[0], row[1], 1, row[3]])),
  );
  expect(judge(changed).summary).toBe(
    `1 row has a value that nobody wrote: writer 0 sequence 1: value 1 by server 1 on db1, db2, db3; written was value ${first?.[2]}`,
  );
  const phantoms: Row[] = [phantom, [1, 4_000_000_000, 7, 1]];
  expect(judge(onAll(drill, (rows) => [...rows, ...phantoms])).summary).toMatch(
    /^2 rows that nobody wrote are there: writer 1 sequence 3999999999: /,
  );
});

test('a row that was thrown away on one node, and is there on another, fails; what is there comes first', () => {
  const thrownAway = finalOf(1, [phantom], { taken: 'before-reclone', takenAtMs: 16_000 });
  const record = withRows(drill, 'db3', (rows) => [...rows, phantom]);
  expect(judge({ ...record, finals: [thrownAway, ...record.finals] })).toMatchObject({
    verdict: 'fail',
    evidence: [
      'writer 1 sequence 3999999999: no row on db1, db2; value 7 by server 1 on db3, db1 (before-reclone); no operation wrote it',
    ],
  });
});

test('all nodes without a final state are named', () => {
  expect(judge({ ...drill, finals: drill.finals.slice(1, 2) }).summary).toBe('no final state of db1, db3');
});
