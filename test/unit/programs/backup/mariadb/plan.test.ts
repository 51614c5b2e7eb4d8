import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePosition } from '../../../../../src/formats/mariadb-gtid.ts';
import type { ReplayGoal } from '../../../../../src/programs/backup/common/restore/goal.ts';
import type { ArchivedFile } from '../../../../../src/programs/backup/mariadb/archive/files.ts';
import { planReplay } from '../../../../../src/programs/backup/mariadb/replay/plan.ts';
import { at, atUs, fileOf, readerOfPlanted } from './planted.ts';

const three = [fileOf(1, 10), fileOf(11, 20), fileOf(21, 30)];
const latest: ReplayGoal = { kind: 'latest' };
const upTo = (number: number): ReplayGoal => ({ kind: 'before-gtid', gtid: at(number) });
const except = (number: number): ReplayGoal => ({ kind: 'except', gtid: at(number) });

const plan = (base: number, goal: ReplayGoal = latest, files: readonly ArchivedFile[] = three) =>
  planReplay({ files, base: parsePosition(at(base)), goal }, readerOfPlanted(files));

/** The numbers that a plan replays: ten bytes each. */
async function replayed(base: number, goal: ReplayGoal, files: readonly ArchivedFile[] = three) {
  const made = await plan(base, goal, files);
  if (made.kind === 'refusal') return made.text;
  return made.files.flatMap(({ file, from, to }) => {
    const first = Number(files.find((one) => one.file === file)?.first[0]?.split('-')[2]);
    return Array.from({ length: (to - from) / 10 }, (_, index) => first + (from - 100) / 10 + index);
  });
}
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('what is replayed onto a backup', () => {
  test('is all that came after it, from the file in which that begins', async () => {
    expect(await plan(15)).toMatchObject({
      files: [
        { file: three[1]?.file, from: 150, to: 200 },
        { file: three[2]?.file, from: 100, to: 200 },
      ],
      after: '0-1-30',
      reached: '0-1-30',
      transactions: 15,
      bytes: 150,
      skip: null,
    });
    expect(await plan(30)).toMatchObject({ files: [], after: '0-1-30', transactions: 0 });
  });

  test('ends before a transaction, or leaves it out, wherever it stands', async () => {
    const base = fc.integer({ min: 0, max: 29 });
    await fc.assert(
      fc.asyncProperty(base, fc.integer({ min: 1, max: 30 }), async (from, offset) => {
        const number = from + 1 + ((offset - 1) % (30 - from));
        expect(await replayed(from, upTo(number))).toEqual(numbers(from + 1, number - 1));
        expect(await replayed(from, except(number))).toEqual(
          numbers(from + 1, 30).filter((n) => n !== number),
        );
      }),
    );
  });

  test('the last transaction left out counts as passed, and the one before it is what was reached', async () => {
    expect(await plan(5, except(30))).toMatchObject({ after: '0-1-30', reached: '0-1-29', skip: '0-1-30' });
  });

  test('ends before the first transaction of a time', async () => {
    expect(await replayed(5, { kind: 'before-time', us: atUs(12) })).toEqual(numbers(6, 11));
    const made = await plan(5, { kind: 'before-time', us: atUs(12) });
    expect(made).toMatchObject({ notes: [expect.stringContaining('0-1-12')] });
  });

  test('is refused where the backup has the transaction already, or nothing has it', async () => {
    expect(await replayed(15, upTo(12))).toContain('already');
    expect(await replayed(15, except(15))).toContain('already');
    expect(await replayed(15, upTo(31))).toContain('in none of the files');
    expect(await replayed(15, except(31))).toContain('in none of the files');
  });
});

describe('a history that is not whole is refused', () => {
  test('without a file in the middle, and is not where the backup has all of it', async () => {
    const torn = [fileOf(1, 10), fileOf(21, 30)];
    expect(await replayed(5, latest, torn)).toContain('Transactions are missing: 0-1-10 to 0-1-20');
    expect(await replayed(20, latest, torn)).toEqual(numbers(21, 30));
  });

  test('where a file does not list what came before, and begins too late', async () => {
    const after = [fileOf(21, 30, { before: '' })];
    expect(await replayed(10, latest, after)).toContain('missing before 0-1-21');
    expect(await replayed(20, latest, after)).toEqual(numbers(21, 30));
  });

  test('with a damaged file, and with one of a server that never had what the one before wrote', async () => {
    const damage = { kind: 'checksum', offset: 120, text: 'its checksum is wrong' } as const;
    expect(await replayed(5, latest, [fileOf(1, 10, { damage })])).toContain('damaged at offset 120');
    const other = [fileOf(1, 10), fileOf(9, 12, { serverId: 2 })];
    expect(await replayed(5, latest, other)).toContain('never had 0-1-10');
  });

  test('a file that was begun again holds what the one before held: each transaction is replayed once', async () => {
    const again = [fileOf(1, 10), fileOf(1, 14, { file: 'archive/b/data/binlog.000001' })];
    expect(await replayed(5, latest, again)).toEqual(numbers(6, 14));
  });
});
