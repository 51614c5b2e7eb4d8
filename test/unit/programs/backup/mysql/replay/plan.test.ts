import { describe, expect, test } from 'vitest';
import type { ChainFile } from '../../../../../../src/formats/binlog/chain.ts';
import { summarizeBinlog } from '../../../../../../src/formats/binlog/summary.ts';
import { readTransactions } from '../../../../../../src/formats/binlog/transactions.ts';
import { formatGtidSet, parseGtidSet } from '../../../../../../src/formats/gtid.ts';
import type { ReplayGoal } from '../../../../../../src/programs/backup/common/restore/goal.ts';
import { planReplay } from '../../../../../../src/programs/backup/mysql/replay/plan.ts';
import { encodeBinlog, inChunks, type Planted, type PlantedFile } from '../../../../../support/binlog.ts';
import { insertOf, startUs } from '../../../../../support/planted-binlog.ts';

const a = 'aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa';
const b = 'bbbbbbbb-0000-4000-8000-bbbbbbbbbbbb';

/** Transactions `first` to `last` of a server; its clock begins at `fromUs` and ticks with them. */
function inserts(uuid: string, first: number, last: number, fromUs = startUs): Planted[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    insertOf(uuid, first + index, fromUs + first + index),
  );
}

type Given = Partial<PlantedFile> & {
  readonly purged?: string | undefined;
  readonly spoil?: (bytes: Buffer) => Buffer;
};

/** Plans with files named f1, f2, ... */
async function plan(given: readonly Given[], base: string, goal: ReplayGoal = { kind: 'latest' }) {
  const contents = given.map(({ spoil = (bytes) => bytes, ...file }) => {
    return spoil(encodeBinlog({ transactions: [], ...file }).bytes);
  });
  const files: ChainFile[] = [];
  for (const [index, { purged }] of given.entries()) {
    const summary = await summarizeBinlog(`f${index + 1}`, inChunks(contents[index] ?? Buffer.alloc(0)));
    files.push({ ...summary, purgedGtids: purged });
  }
  return planReplay({ files, base: parseGtidSet(base), goal }, (file) =>
    readTransactions(inChunks(contents[Number(file.slice(1)) - 1] ?? Buffer.alloc(0))),
  );
}

/** `file gtids` of each file of a plan. */
const filesOf = (result: Awaited<ReturnType<typeof plan>>) =>
  result.kind === 'plan' ? result.files.map(({ file, gtids }) => `${file} ${gtids}`) : result.text;

const three: readonly Given[] = [
  { transactions: inserts(a, 1, 3) },
  { previous: `${a}:1-3`, transactions: inserts(a, 4, 6) },
  { previous: `${a}:1-6`, transactions: inserts(a, 7, 9) },
];
const [first = {}, second = {}, third = {}] = three;

describe('files that follow each other', () => {
  test('those that the base has are left out', async () => {
    expect(filesOf(await plan(three, `${a}:1-3`))).toEqual([`f2 ${a}:4-6`, `f3 ${a}:7-9`]);
    expect(filesOf(await plan(three, `${a}:1-4`))).toEqual([`f2 ${a}:5-6`, `f3 ${a}:7-9`]);
  });

  test('a base that is newer than the archive needs none, and is told', async () => {
    for (const base of [`${a}:1-9`, `${a}:1-12`]) {
      const notes = ['The base has all of it: nothing is replayed.'];
      expect(await plan(three, base)).toMatchObject({ files: [], transactions: 0, after: base, notes });
    }
  });

  test('nothing of a file behind the transaction of the goal', async () => {
    const result = await plan(three, '', { kind: 'before-gtid', gtid: `${a}:5` });
    const { spans } = encodeBinlog({ transactions: [], ...second });
    expect(result).toMatchObject({
      files: [{ file: 'f1' }, { file: 'f2', bytes: spans[0]?.[1], gtids: `${a}:4`, transactions: 1 }],
      after: `${a}:1-4`,
      transactions: 4,
    });
  });

  test('the first transaction that a time leaves out is named', async () => {
    const result = await plan(three, '', { kind: 'before-time', us: startUs + 7 });
    const notes = [
      `The first transaction that is left out is ${a}:7, committed 2026-11-21T12:31:37.971320Z.`,
    ];
    expect(result).toMatchObject({ after: `${a}:1-6`, notes });
  });

  test('a time behind the end is told', async () => {
    const result = await plan(three, '', { kind: 'before-time', us: startUs + 10 });
    const notes = [
      'No file has a transaction at or after 2026-11-21T12:31:37.971323Z: this replays all there is.',
    ];
    expect(result).toMatchObject({ after: `${a}:1-9`, notes });
  });

  test('all but one: that is committed empty before', async () => {
    const result = await plan(three, `${a}:1-3`, { kind: 'except', gtid: `${a}:5` });
    expect(filesOf(result)).toEqual([`f2 ${a}:4:6`, `f3 ${a}:7-9`]);
    expect(result).toMatchObject({ skip: `${a}:5`, after: `${a}:1-9`, transactions: 5 });
  });
});

describe('a gap is named, with the files beside it', () => {
  test.each<[string, readonly Given[], string, string, string]>([
    ['between two files', [first, third], '', `${a}:4-6`, `${a}:4-6 between f1 and f2`],
    ['behind the base', [second, third], `${a}:1-2`, `${a}:3`, `${a}:3 between the base and f1`],
    [
      'two of them',
      [second, { previous: `${a}:1-9`, transactions: inserts(a, 10, 10) }],
      `${a}:1`,
      `${a}:2-3:7-9`,
      `${a}:2-3 between the base and f1; ${a}:7-9 between f1 and f2`,
    ],
    [
      'before a last file without a transaction',
      [first, { previous: `${a}:1-6` }],
      '',
      `${a}:4-6`,
      `${a}:4-6 between f1 and the goal`,
    ],
    [
      'of a server that was cloned, by its numbers',
      [{ transactions: inserts(a, 8, 9) }],
      `${a}:1-5`,
      `${a}:6-7`,
      `${a}:6-7 between the base and f1`,
    ],
    [
      'of a server that was cloned, by its gtid_purged',
      [{ transactions: inserts(b, 1, 2), purged: `${a}:1-7` }],
      `${a}:1-5`,
      `${a}:6-7`,
      `${a}:6-7 between the base and f1`,
    ],
  ])('%s', async (_, given, base, missing, text) => {
    expect(await plan(given, base)).toEqual({
      kind: 'refusal',
      reason: 'gap',
      gtids: missing,
      text: `Transactions are missing: ${text}.`,
    });
  });

  test('where a file is damaged in the middle', async () => {
    const [, cut = 0] = encodeBinlog({ transactions: [], ...second }).spans[0] ?? [];
    const spoil = (bytes: Buffer) => bytes.fill(0xff, cut + 20, cut + 24);
    expect(await plan([first, { ...second, spoil }, third], '')).toMatchObject({
      reason: 'gap',
      gtids: `${a}:5-6`,
    });
  });

  test('but not where the numbers that a group left out are known to be none', async () => {
    const group = [first, { transactions: inserts(a, 1_000_001, 1_000_002), purged: `${a}:1-3` }];
    expect(filesOf(await plan(group, ''))).toEqual([`f1 ${a}:1-3`, `f2 ${a}:1000001-1000002`]);
    expect(await plan([first, { ...group[1], purged: undefined }], '')).toMatchObject({
      reason: 'gap',
      gtids: `${a}:4-1000000`,
    });
  });
});

describe('a failover', () => {
  const old = { transactions: inserts(a, 1, 8) };
  const young = { transactions: [...inserts(a, 1, 6), ...inserts(b, 1, 3, startUs + 10)] };
  const youngLater = {
    previous: `${a}:1-4`,
    transactions: [...inserts(a, 5, 6), ...inserts(b, 1, 3, startUs + 10)],
  };

  test('what only the old primary had is left out', async () => {
    expect(filesOf(await plan([old, youngLater], ''))).toEqual([`f1 ${a}:1-4`, `f2 ${a}:5-6,${b}:1-3`]);
  });

  test('the file of the old primary is not needed where the new one has all', async () => {
    expect(filesOf(await plan([old, young], `${a}:1-2`))).toEqual([`f2 ${a}:3-6,${b}:1-3`]);
  });

  test('a base with what only the old primary had is refused', async () => {
    expect(await plan([old, young], `${a}:1-7`)).toMatchObject({ reason: 'diverged', gtids: `${a}:7` });
  });

  test('a transaction that only the old primary had is no goal', async () => {
    for (const kind of ['before-gtid', 'except'] as const) {
      const result = await plan([old, young], '', { kind, gtid: `${a}:7` });
      expect(result).toMatchObject({
        reason: 'not-in-chain',
        gtids: `${a}:7`,
        text: expect.stringMatching(/f1.*f2/),
      });
    }
  });

  test('nor one that nobody had', async () => {
    const result = await plan([old, young], '', { kind: 'before-gtid', gtid: `${b}:4` });
    expect(result).toMatchObject({ reason: 'not-in-chain', text: `${b}:4 is in none of the 2 files.` });
  });

  test('an errant transaction that the new primary committed empty is taken from there', async () => {
    const empty: Planted = { ...insertOf(a, 7), work: { kind: 'rows', rows: [], end: 'commit' } };
    const repaired = { previous: `${a}:1-6`, transactions: [...inserts(b, 1, 1), empty] };
    expect(filesOf(await plan([old, repaired], ''))).toEqual([`f1 ${a}:1-6`, `f2 ${a}:7,${b}:1`]);
  });

  test('with a clock that is behind, a time still leaves out all that came after the first', async () => {
    const slow = { previous: `${a}:1-6`, transactions: inserts(b, 1, 3, startUs) };
    const result = await plan([old, slow], '', { kind: 'before-time', us: startUs + 5 });
    expect(result).toMatchObject({ after: `${a}:1-4` });
  });

  test('a new primary that was cloned, and logged nothing of the old one, must tell what it had', async () => {
    const cloned = { transactions: inserts(b, 1, 3) };
    expect(await plan([old, cloned], '')).toMatchObject({ reason: 'unknown-history', gtids: `${a}:1-8` });
    expect(filesOf(await plan([old, { ...cloned, purged: `${a}:1-6` }], ''))).toEqual([
      `f1 ${a}:1-6`,
      `f2 ${b}:1-3`,
    ]);
  });

  test('one that only the old primary had, in front of others that are needed, is never replayed', async () => {
    const c = 'cccccccc-0000-4000-8000-cccccccccccc';
    const errant = { transactions: [...inserts(a, 1, 3), insertOf(c, 1), ...inserts(a, 4, 6)] };
    const clean = { previous: `${a}:1-6`, transactions: inserts(b, 1, 1), purged: '' };
    expect(await plan([errant, clean], '')).toMatchObject({
      reason: 'gap',
      gtids: `${a}:4-6`,
      text: expect.stringContaining('f1 has some of them, but out of reach'),
    });
  });

  test('what an earlier file builds on is taken from files before it, though a later one has it', async () => {
    const files = [
      { transactions: inserts(a, 1, 3) },
      { previous: `${a}:1-3`, transactions: inserts(a, 4, 8) },
      { transactions: inserts(a, 1, 5) },
      { previous: `${a}:1-8`, transactions: inserts(b, 1, 1) },
    ];
    expect(filesOf(await plan(files, ''))).toEqual([`f1 ${a}:1-3`, `f2 ${a}:4-8`, `f4 ${b}:1`]);
  });

  test('a lost number that is given again is not taken for the first one', async () => {
    const files = [
      { transactions: inserts(a, 1, 7) },
      { previous: `${a}:1-6`, transactions: inserts(b, 1, 2, startUs + 10) },
      { previous: `${a}:1-6,${b}:1-2`, transactions: inserts(a, 7, 8, startUs + 20) },
    ];
    expect(filesOf(await plan(files, ''))).toEqual([`f1 ${a}:1-6`, `f2 ${b}:1-2`, `f3 ${a}:7-8`]);
    const before = await plan(files, '', { kind: 'before-time', us: startUs + 7 });
    expect(before).toMatchObject({ after: `${a}:1-6` });
  });

  test('the first file can be the one that is cut, when its rest is needed of none', async () => {
    const result = await plan([old, youngLater], '', { kind: 'before-gtid', gtid: `${a}:3` });
    expect(result).toMatchObject({ files: [{ file: 'f1', transactions: 2 }], after: `${a}:1-2` });
  });
});

describe('the end of the chain', () => {
  const cutBy = (bytes: number) => (file: Buffer) => file.subarray(0, file.length - bytes);

  test('a last file that is being written serves up to its last whole transaction', async () => {
    const result = await plan([first, second, { ...third, spoil: cutBy(1) }], '');
    const { spans } = encodeBinlog({ transactions: [], ...third });
    expect(result).toMatchObject({ after: `${a}:1-8`, files: [{}, {}, { bytes: spans[1]?.[1] }] });
  });

  test('or not at all, when it has just begun', async () => {
    const result = await plan([first, second, { ...third, spoil: (file) => file.subarray(0, 130) }], '');
    expect(result).toMatchObject({ after: `${a}:1-6` });
  });

  test('a last file that is damaged is not the latest, but serves for what is before', async () => {
    const { spans } = encodeBinlog({ transactions: [], ...third });
    const spoil = (file: Buffer) => file.fill(0xff, (spans[2]?.[0] ?? 0) + 20, (spans[2]?.[0] ?? 0) + 24);
    const spoiled = [first, second, { ...third, spoil }];
    expect(await plan(spoiled, '')).toMatchObject({
      reason: 'damaged',
      text: expect.stringContaining(`${spans[2]?.[0]}`),
    });
    expect(await plan(spoiled, '', { kind: 'before-time', us: startUs + 20 })).toMatchObject({
      reason: 'damaged',
    });
    expect(await plan(spoiled, '', { kind: 'before-gtid', gtid: `${a}:8` })).toMatchObject({
      after: `${a}:1-7`,
    });
  });

  test('a last file whose head is damaged is not left out in silence', async () => {
    const spoiled = [first, second, { ...third, spoil: (file: Buffer) => file.fill(0, 0, 4) }];
    expect(await plan(spoiled, '')).toMatchObject({ reason: 'damaged', text: expect.stringContaining('f3') });
    expect(await plan(spoiled, '', { kind: 'except', gtid: `${a}:2` })).toMatchObject({ reason: 'damaged' });
    expect(await plan(spoiled, '', { kind: 'before-gtid', gtid: `${a}:5` })).toMatchObject({
      after: `${a}:1-4`,
    });
  });
});

test('no file, or transactions without a GTID, are refused', async () => {
  expect(await plan([], '')).toMatchObject({ reason: 'no-files' });
  expect(await plan([{ spoil: (file) => file.fill(0, 0, 4) }], '')).toMatchObject({ reason: 'damaged' });
  const anonymous = { transactions: [{ ...insertOf(a, 1), origin: null }] };
  expect(await plan([first, anonymous], '')).toMatchObject({
    reason: 'without-gtid',
    text: expect.stringContaining('f2'),
  });
});

test('tagged transactions are chained as others are', async () => {
  const tagged = { previous: `${a}:1-3`, transactions: inserts(`${a}:batch`, 1, 2) };
  const next = {
    previous: formatGtidSet(parseGtidSet(`${a}:1-3:batch:1-2`)),
    transactions: inserts(`${a}:batch`, 3, 3),
  };
  expect(await plan([first, tagged, next], '')).toMatchObject({ after: `${a}:1-3:batch:1-3` });
  expect(await plan([first, next], '')).toMatchObject({ reason: 'gap', gtids: `${a}:batch:1-2` });
});
