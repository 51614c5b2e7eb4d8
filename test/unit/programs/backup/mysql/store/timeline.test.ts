import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  beginTimeline,
  currentTimeline,
} from '../../../../../../src/programs/backup/common/store/timeline.ts';
import { binlogsOf } from '../../../../../../src/programs/backup/mysql/judge/binlogs.ts';
import { judgeChains } from '../../../../../../src/programs/backup/mysql/judge/chain.ts';
import { readCatalogue } from '../../../../../../src/programs/backup/mysql/store/read-catalogue.ts';
import type { Archive, FullBackup } from '../../../../../../src/programs/backup/mysql/store/schema.ts';
import { archiveOf, fullAt, gtids, uuid, writePlantedStore } from './planted-store.ts';

describe('the timeline of a store', () => {
  let store = '';
  beforeEach(async () => {
    store = await mkdtemp(join(tmpdir(), 'ha-drill-store-'));
  });

  test('is 1 in a new store, and one more each time that one is begun', async () => {
    expect(await currentTimeline(store)).toBe(1);
    for (const next of [2, 3, 4]) {
      expect(await beginTimeline(store)).toBe(next);
      expect(await currentTimeline(store)).toBe(next);
    }
    expect(await readFile(join(store, 'timeline'), 'utf8')).toBe('4\n');
  });

  test('is the old one, when a process died while it wrote the new one', async () => {
    await beginTimeline(store);
    await writeFile(join(store, 'timeline.writing'), '');
    expect(await currentTimeline(store)).toBe(2);
    expect(await beginTimeline(store)).toBe(3);
  });

  test('begins without a change to what the store holds', async () => {
    await writePlantedStore(store);
    const before = await readCatalogue(store);
    await beginTimeline(store);
    expect(await readCatalogue(store)).toEqual(before);
  });

  test.each(['', '0', '-1', '1.5', 'two', 'NaN', '1 2'])('is not guessed from "%s"', async (text) => {
    const path = join(store, 'timeline');
    await writeFile(path, `${text}\n`);
    const refused = {
      exit: 'environment',
      message: `${path}: expected the number of a timeline, found ${text}.`,
    };
    await expect(currentTimeline(store)).rejects.toMatchObject(refused);
    await expect(beginTimeline(store)).rejects.toMatchObject(refused);
    expect(await readFile(path, 'utf8')).toBe(`${text}\n`);
  });

  test('cannot be told of a store that cannot be read', async () => {
    await expect(currentTimeline('/dev/null')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

/** What is said to be missing, as `path of the backup: what`. */
function missing(fulls: readonly FullBackup[], archives: readonly Archive[]): string[] {
  return judgeChains(fulls, binlogsOf(archives), new Set()).map(({ where, found }) => `${where}: ${found}`);
}

/** The archive of a timeline, without one of its files. */
function archiveIn(timeline: number, ends: readonly number[], gone?: number): Archive {
  const { files, ...archive } = archiveOf(ends, { id: `archive-${timeline}`, timeline });
  return { ...archive, files: gone === undefined ? files : files.toSpliced(gone, 1) };
}

const fullIn = (timeline: number, last: number) => fullAt(last, { id: `full-of-${timeline}`, timeline });

describe('binary logs of another timeline', () => {
  test('do not fill a gap, though they have the transactions', () => {
    const archives = [archiveIn(1, [10, 20, 30], 1), archiveIn(2, [30, 40])];
    expect(missing([fullIn(1, 5)], archives)).toEqual([`full/full-of-1: without ${gtids(11, 20)}`]);
    expect(missing([fullIn(2, 5)], archives)).toEqual([]);
  });

  test('do not make a gap, though their server had executed more', () => {
    const later = archiveIn(2, [50, 60], 0);
    expect(missing([fullIn(1, 5)], [archiveIn(1, [10, 20, 30]), later])).toEqual([]);
    expect(missing([fullIn(2, 55)], [archiveIn(1, [10, 20]), later])).toEqual([]);
    expect(missing([fullIn(2, 49)], [later])).toEqual([`full/full-of-2: without ${uuid}:50`]);
  });

  test('a timeline that has no archive yet misses nothing', () => {
    expect(missing([fullIn(2, 15)], [archiveIn(1, [10, 20, 30], 0)])).toEqual([]);
  });
});

/** An archive that lost a file, and a backup at some position. */
const losses = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 6 }), fc.nat(), fc.nat())
  .map(([sizes, pick, position]) => {
    const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
    return { ends, gone: pick % (ends.length - 1), has: position % (ends.at(-1) ?? 1) };
  });

test('each backup misses what its own timeline lost, to one transaction, whatever the other has', () => {
  fc.assert(
    fc.property(losses, losses, (one, other) => {
      const halves = [one, other];
      const archives = halves.map(({ ends, gone }, index) => archiveIn(index + 1, ends, gone));
      const fulls = halves.map(({ has }, index) => fullIn(index + 1, has));
      const expected = halves.flatMap(({ ends, gone, has }, index) => {
        const [from, to] = [Math.max((ends[gone - 1] ?? 0) + 1, has + 1), ends[gone] ?? 0];
        if (from > to) return [];
        return `full/full-of-${index + 1}: without ${from === to ? `${uuid}:${to}` : gtids(from, to)}`;
      });
      expect(missing(fulls, archives)).toEqual(expected);
      expect(missing(fulls, archives.toReversed())).toEqual(expected);
    }),
  );
});
