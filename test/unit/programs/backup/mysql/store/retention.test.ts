import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BinlogSummary } from '../../../../../../src/formats/binlog/summary.ts';
import { containsGtidSet, parseGtidSet } from '../../../../../../src/formats/gtid.ts';
import {
  type RetentionPolicy,
  whatMayGo,
} from '../../../../../../src/programs/backup/mysql/store/retention.ts';
import type { Archive, FullBackup } from '../../../../../../src/programs/backup/mysql/store/schema.ts';
import { archiveOf, commitMs, fullAt, gtids, sealedOf } from './planted-store.ts';

const newest = 40;

/** An archive of the transactions from `first` on, in files of these lengths (0: a file without any). */
function archiveFrom(id: string, first: number, lengths: readonly number[]): Archive {
  const files = [];
  let next = first;
  for (const [index, length] of [...lengths, newest].entries()) {
    const last = Math.min(newest, next + length - 1);
    files.push(sealedOf(index + 1, next, last));
    next = last + 1;
  }
  const growing = files.pop();
  return archiveOf([], {
    id,
    files,
    growing: growing ? { name: growing.name, summary: growing.summary } : null,
  });
}

const archives = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 })),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((starts) => starts.map(([first, lengths], index) => archiveFrom(`archive-${index}`, first, lengths)));
const fulls = fc
  .uniqueArray(fc.integer({ min: 1, max: newest }), { minLength: 1, maxLength: 6 })
  .map((positions) => positions.map((position) => fullAt(position)));
const policies: fc.Arbitrary<RetentionPolicy> = fc.oneof(
  fc.record({ keepFull: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ keepFull: fc.integer({ min: 0, max: 7 }), keepForMs: fc.integer({ min: 0, max: 50_000 }) }),
);

/** How far replay gets from a full backup: each binlog can follow once all before it was executed. */
function reach(full: FullBackup, from: readonly Archive[]): Set<number> {
  const has = numbers(full.gtids);
  const all: BinlogSummary[] = from.flatMap(({ files, growing }) =>
    [...files, ...(growing ? [growing] : [])].flatMap(({ summary }) => summary ?? []),
  );
  for (let before = -1; before !== has.size; ) {
    before = has.size;
    for (const { previousGtids, gtids: own } of all) {
      if ([...numbers(previousGtids ?? '')].every((number) => has.has(number))) {
        for (const number of numbers(own)) has.add(number);
      }
    }
  }
  return has;
}

function numbers(set: string): Set<number> {
  const intervals = [...parseGtidSet(set).values()].flat();
  return new Set(intervals.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, index) => a + index)));
}

function apply(
  given: { fulls: readonly FullBackup[]; archives: readonly Archive[] },
  policy: RetentionPolicy,
) {
  const gone = whatMayGo(given, policy, commitMs(newest));
  const isGone = (archiveId: string, name: string) =>
    gone.binlogs.some((one) => one.archiveId === archiveId && one.name === name);
  return {
    gone,
    fulls: given.fulls.filter(({ id }) => !gone.fulls.includes(id)),
    archives: given.archives.map((archive) => ({
      ...archive,
      files: archive.files.filter(({ name }) => !isGone(archive.id, name)),
    })),
  };
}

test('each kept full backup reaches exactly what it reached before', () => {
  fc.assert(
    fc.property(fulls, archives, policies, (given, from, policy) => {
      const left = apply({ fulls: given, archives: from }, policy);
      for (const full of left.fulls) expect(reach(full, left.archives)).toEqual(reach(full, from));
    }),
  );
});

test('the first binlog that stays has a transaction that a kept full backup lacks', () => {
  fc.assert(
    fc.property(fulls, archives, policies, (given, from, policy) => {
      const left = apply({ fulls: given, archives: from }, policy);
      for (const { files } of left.archives) {
        const [first] = files;
        if (!first) continue;
        const held = parseGtidSet(first.summary.gtids);
        expect(left.fulls.every((full) => containsGtidSet(parseGtidSet(full.gtids), held))).toBe(false);
      }
    }),
  );
});

test('as many full backups stay as told, and the newest, and each moment of the window stays restorable', () => {
  fc.assert(
    fc.property(fulls, policies, fc.integer({ min: 0, max: 50_000 }), (given, policy, backMs) => {
      const left = apply({ fulls: given, archives: [] }, policy).fulls;
      const ends = (some: readonly FullBackup[]) => some.map(({ endedAt }) => Date.parse(endedAt)).toSorted();
      const byCount = Math.min(given.length, Math.max(1, policy.keepFull));
      expect(left.length).toBeGreaterThanOrEqual(byCount);
      expect(ends(left)).toEqual(ends(given).slice(-left.length));
      if (policy.keepForMs === undefined) expect(left.length).toBe(byCount);
      const momentMs = commitMs(newest) - Math.min(backMs, policy.keepForMs ?? 0);
      const before = (some: readonly FullBackup[]) => ends(some).some((endMs) => endMs <= momentMs);
      if (policy.keepForMs !== undefined) expect(before(left)).toBe(before(given));
    }),
  );
});

test('to one transaction: a binlog goes when the oldest kept full backup has its last one', () => {
  const store = (position: number) => ({ fulls: [fullAt(position)], archives: [archiveOf([10, 20, 30])] });
  expect(whatMayGo(store(19), { keepFull: 1 }, 0).binlogs.map(({ name }) => name)).toEqual(['binlog.000001']);
  expect(whatMayGo(store(20), { keepFull: 1 }, 0).binlogs.map(({ name }) => name)).toEqual([
    'binlog.000001',
    'binlog.000002',
  ]);
  expect(whatMayGo(store(30), { keepFull: 1 }, 0).binlogs).toHaveLength(2);
});

test('without a full backup nothing goes', () => {
  const store = { fulls: [], archives: [archiveOf([10, 20])] };
  expect(whatMayGo(store, { keepFull: 1 }, 0)).toEqual({ fulls: [], binlogs: [] });
});

test('a full backup in doubt pushes out no good one', () => {
  const store = { fulls: [fullAt(5), fullAt(15), fullAt(25)], archives: [archiveOf([10, 20, 30])] };
  const gone = (...doubtful: string[]) => whatMayGo(store, { keepFull: 1 }, 0, new Set(doubtful));
  expect(gone().fulls).toEqual(['full-5', 'full-15']);
  expect(gone('full-25').fulls).toEqual(['full-5']);
  expect(gone('full-25').binlogs).toHaveLength(1);
  expect(gone('full-5', 'full-15', 'full-25')).toEqual({ fulls: [], binlogs: [] });
});

test('the window, to the millisecond', () => {
  const store = { fulls: [fullAt(5), fullAt(15)], archives: [] };
  const at = (nowMs: number) => whatMayGo(store, { keepFull: 1, keepForMs: 10_000 }, nowMs).fulls;
  const endMs = commitMs(15) + 500;
  expect(at(endMs + 9_999)).toEqual([]);
  expect(at(endMs + 10_000)).toEqual(['full-5']);
});

test('an archive that begins late keeps what no full backup has', () => {
  const late = archiveFrom('late', 11, [5, 5]);
  expect(late.files[0]?.summary.previousGtids).toBe(gtids(1, 10));
  expect(whatMayGo({ fulls: [fullAt(5)], archives: [late] }, { keepFull: 1 }, 0).binlogs).toEqual([]);
});
