import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarizeBinlog } from '../../../../../../src/formats/binlog/summary.ts';
import { readTransactions } from '../../../../../../src/formats/binlog/transactions.ts';
import { formatGtidSet, parseGtidSet } from '../../../../../../src/formats/gtid.ts';
import type { RestoreGoal } from '../../../../../../src/programs/backup/common/restore/goal.ts';
import { chooseBackup } from '../../../../../../src/programs/backup/mysql/restore/choose.ts';
import type { FullBackup } from '../../../../../../src/programs/backup/mysql/store/schema.ts';
import { encodeBinlog, inChunks, type PlantedFile } from '../../../../../support/binlog.ts';
import { insertOf, startUs } from '../../../../../support/planted-binlog.ts';
import { fullAt, gtids, uuid } from '../store/planted-store.ts';

/** Transactions `first` to `last`, number n committed n microseconds after the start. */
function fileOf(first: number, last: number): PlantedFile {
  const transactions = Array.from({ length: last - first + 1 }, (_, index) => insertOf(uuid, first + index));
  return { previous: gtids(1, first - 1), transactions };
}

const three = [fileOf(1, 10), fileOf(11, 20), fileOf(21, 30)];
const fulls = [fullAt(5), fullAt(15)];

/** Chooses, with files named f1, f2, ... */
async function choose(
  planted: readonly PlantedFile[],
  from: readonly FullBackup[],
  goal: RestoreGoal = { kind: 'latest' },
) {
  const contents = planted.map((file) => encodeBinlog(file).bytes);
  const files = await Promise.all(
    contents.map((bytes, index) => summarizeBinlog(`f${index + 1}`, inChunks(bytes))),
  );
  const { full, replay } = await chooseBackup(from, files, goal, (file) =>
    readTransactions(inChunks(contents[Number(file.slice(1)) - 1] ?? Buffer.alloc(0))),
  );
  return { full: full.id, after: replay.after, transactions: replay.transactions };
}

const beforeOf = (number: number): RestoreGoal => ({ kind: 'before-gtid', gtid: `${uuid}:${number}` });
const exceptOf = (number: number): RestoreGoal => ({ kind: 'except', gtid: `${uuid}:${number}` });
const upTo = (last: number) => formatGtidSet(parseGtidSet(last === 0 ? '' : `${uuid}:1-${last}`));

describe('the newest full backup that leads to the goal', () => {
  test('is the newest of all for the latest', async () => {
    expect(await choose(three, fulls)).toEqual({ full: 'full-15', after: upTo(30), transactions: 15 });
  });

  test('is one that does not have the bad transaction yet, to the one', async () => {
    expect(await choose(three, fulls, beforeOf(15))).toMatchObject({ full: 'full-5', after: upTo(14) });
    expect(await choose(three, fulls, beforeOf(16))).toEqual({
      full: 'full-15',
      after: upTo(15),
      transactions: 0,
    });
    expect(await choose(three, fulls, exceptOf(15))).toEqual({
      full: 'full-5',
      after: upTo(30),
      transactions: 24,
    });
    expect(await choose(three, fulls, exceptOf(16))).toEqual({
      full: 'full-15',
      after: upTo(30),
      transactions: 14,
    });
  });

  test('is not one that has what the server never had', async () => {
    const strange = fullAt(15, { gtids: `${uuid}:1-15:40` });
    expect(await choose(three, [fullAt(5), strange])).toMatchObject({ full: 'full-5', after: upTo(30) });
  });

  test('is one from behind a gap, though a newer one of a replica that lagged is from before it', async () => {
    const withGap = [fileOf(1, 10), fileOf(21, 30)];
    const from = [fullAt(5), fullAt(20), fullAt(19)];
    expect(await choose(withGap, from)).toEqual({ full: 'full-20', after: upTo(30), transactions: 10 });
  });

  test('is one that has all there is, when the archive ends before it', async () => {
    const newer = fullAt(31);
    expect(await choose(three, [...fulls, newer])).toEqual({
      full: 'full-31',
      after: upTo(31),
      transactions: 0,
    });
  });

  test('wherever backups and the bad transaction are', async () => {
    const positions = fc.uniqueArray(fc.nat({ max: 29 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(positions, fc.integer({ min: 1, max: 30 }), async (unsorted, bad) => {
        const sorted = unsorted.toSorted((one, other) => one - other);
        const best = sorted.findLast((position) => position < bad);
        fc.pre(best !== undefined);
        const from = sorted.map((position) => fullAt(position));
        const rest = { full: `full-${best}`, after: upTo(bad - 1), transactions: bad - 1 - (best ?? 0) };
        expect(await choose(three, from, beforeOf(bad))).toEqual(rest);
        expect(await choose(three, from, { kind: 'before-time', us: startUs + bad })).toEqual(rest);
        const all = { full: `full-${best}`, after: upTo(30), transactions: 29 - (best ?? 0) };
        expect(await choose(three, from, exceptOf(bad))).toEqual(all);
      }),
      { numRuns: 40 },
    );
  });
});

describe('to restore a backup and no further', () => {
  const full: RestoreGoal = { kind: 'full' };

  test('takes the newest, and replays nothing onto it, whatever the archive has', async () => {
    const none = { full: 'full-15', after: gtids(1, 15), transactions: 0 };
    expect(await choose(three, fulls, full)).toEqual(none);
    expect(await choose([], fulls, full)).toEqual(none);
  });

  test('takes one at least', async () => {
    await expect(choose(three, [], full)).rejects.toMatchObject({
      exit: 'environment',
      message: 'There is no full backup to restore.',
    });
  });
});

describe('when no backup leads to the goal', () => {
  const refused = (...parts: Parameters<typeof choose>) =>
    choose(...parts).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('each is named with its reason, the newest first', async () => {
    expect(await refused([fileOf(11, 20), fileOf(21, 30)], fulls, beforeOf(12))).toMatchObject({
      exit: 'environment',
      message: [
        'No full backup leads to what is to be restored:',
        `  full-15: The base has ${uuid}:12 already: it takes one from before that.`,
        `  full-5: Transactions are missing: ${gtids(6, 10)} between the base and f1.`,
      ].join('\n'),
      hint: 'node /app/backup.mjs verify judges the whole store; list shows what is there',
    });
  });

  test('also when none was ever taken', async () => {
    expect(await refused(three, [])).toMatchObject({
      exit: 'environment',
      message: 'No full backup leads to what is to be restored: there is none.',
    });
  });

  test('a transaction that nobody has is the reason for each', async () => {
    expect(await refused(three, fulls, exceptOf(31))).toMatchObject({
      message: [
        'No full backup leads to what is to be restored:',
        `  full-15: ${uuid}:31 is in none of the 3 files.`,
        `  full-5: ${uuid}:31 is in none of the 3 files.`,
      ].join('\n'),
    });
  });
});
