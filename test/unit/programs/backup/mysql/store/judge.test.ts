import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingKinds } from '../../../../../../src/programs/backup/common/judge/finding.ts';
import { doubtfulBackups } from '../../../../../../src/programs/backup/common/judge/manifests.ts';
import { filesOf } from '../../../../../../src/programs/backup/common/store/catalogue.ts';
import type { MeasuredFile } from '../../../../../../src/programs/backup/common/store/measure-files.ts';
import {
  judgeStore,
  type StoreFacts,
  type StoreLimits,
} from '../../../../../../src/programs/backup/mysql/judge/store.ts';
import type { Catalogue } from '../../../../../../src/programs/backup/mysql/store/read-catalogue.ts';
import { archiveOf, commitMs, fullAt, gtids, server, sha256, uuid } from './planted-store.ts';

const limits: StoreLimits = { fullAgeMs: 60_000, archiveLagMs: 2000, clockErrorMs: 0 };
const other = '4f22fb58-82db-22f2-8f44-d91bb053a673';

/** A healthy store, with changes to what it says; its files are as it says. */
function factsOf(changes: Partial<Catalogue> = {}, also: Partial<StoreFacts> = {}): StoreFacts {
  const catalogue: Catalogue = {
    fulls: [fullAt(5), fullAt(15)],
    archives: [archiveOf([10, 20, 30])],
    broken: [],
    unfinished: [{ path: 'incoming/busy', alive: true }],
    ...changes,
  };
  const files = filesOf(catalogue).map((expected) => ({ expected, found: expected }));
  const now = { primaryGtids: gtids(1, 30), nowMs: commitMs(30) };
  return { catalogue, timeline: 1, files, freeBytes: 1e9, ...now, ...also };
}

function found(facts: StoreFacts, changes: Partial<StoreLimits> = {}): string[] {
  return judgeStore(facts, { ...limits, ...changes }).map(
    ({ name, where, found: what }) => `${name} ${where}: ${what}`,
  );
}

/** The healthy store, in which one file is not as the catalogue says. */
function withFile(path: string, what: MeasuredFile['found']): StoreFacts {
  const facts = factsOf();
  expect(facts.files.map(({ expected }) => expected.path)).toContain(path);
  const files = facts.files.map((file) => (file.expected.path === path ? { ...file, found: what } : file));
  return { ...facts, files };
}

test('a healthy store has no finding, also when no primary can be asked', () => {
  expect(found(factsOf())).toEqual([]);
  expect(found(factsOf({}, { primaryGtids: null }))).toEqual([]);
});

describe('files', () => {
  const dump = 'full/full-5/data/dump.sql';

  test.each<[MeasuredFile['found'], string]>([
    ['missing', 'file-missing'],
    [{ bytes: 999, sha256 }, 'file-truncated'],
    [{ bytes: 1001, sha256 }, 'file-corrupt'],
    [{ bytes: 1000, sha256: 'cd'.repeat(32) }, 'file-corrupt'],
    [{ unreadable: 'EIO' }, 'file-corrupt'],
  ])('%j is %s', (what, name) => {
    const findings = judgeStore(withFile(dump, what), limits);
    expect(findings.map((one) => [one.name, one.where])).toEqual([[name, dump]]);
    expect(doubtfulBackups(findings)).toEqual(new Set(['full-5']));
  });

  test('the file that is being written may be longer than it was, not shorter', () => {
    const growing = 'archive/archive-1/data/binlog.000003';
    expect(found(withFile(growing, { bytes: 1001, sha256: null }))).toEqual([]);
    expect(found(withFile(growing, { bytes: 999, sha256: null }))[0]).toContain(`file-truncated ${growing}`);
  });

  test('a damaged binlog also breaks the chains that lead through it', () => {
    expect(found(withFile('archive/archive-1/data/binlog.000002', 'missing'))).toEqual([
      'file-missing archive/archive-1/data/binlog.000002: no such file',
      `binlog-missing full/full-5: without ${gtids(11, 20)}`,
      `binlog-missing full/full-15: without ${gtids(16, 20)}`,
    ]);
  });
});

describe('binlog-missing', () => {
  test('a binlog that nothing remembers any more is missed by the next one', () => {
    const { files, ...archive } = archiveOf([10, 20, 30]);
    const facts = factsOf({ archives: [{ ...archive, files: files.slice(0, 1) }] });
    expect(found(facts)).toEqual([
      `binlog-missing full/full-5: without ${gtids(11, 20)}`,
      `binlog-missing full/full-15: without ${gtids(16, 20)}`,
    ]);
  });

  test('it names exactly the transactions that are in no binlog and not in the backup', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(lengths, fc.nat(), fc.nat(), (sizes, pick, position) => {
        const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
        const { files, ...archive } = archiveOf(ends);
        const gone = pick % files.length;
        const first = (ends[gone - 1] ?? 0) + 1;
        const last = ends[gone] ?? 0;
        const full = fullAt(position % (ends.at(-1) ?? 1));
        const facts = factsOf(
          { fulls: [full], archives: [{ ...archive, files: files.toSpliced(gone, 1) }] },
          { primaryGtids: null, nowMs: commitMs(40) },
        );
        const has = position % (ends.at(-1) ?? 1);
        const from = Math.max(first, has + 1);
        const text = from === last ? `${uuid}:${last}` : gtids(from, last);
        expect(found(facts)).toEqual(has >= last ? [] : [`binlog-missing full/${full.id}: without ${text}`]);
      }),
    );
  });
});

describe('gtid-set-wrong', () => {
  test.each([
    ['one transaction that was committed after its end', `${uuid}:1-15:21`, `committed later: ${uuid}:21`],
    ['without one that its server had executed before', `${uuid}:1-9:11-15`, `without ${uuid}:10`],
    ['one that nobody knows', `${uuid}:1-15,${other}:1`, `known to neither: ${other}:1`],
  ])('it claims %s', (_, claimed, what) => {
    const facts = factsOf({ fulls: [fullAt(5), fullAt(15, { gtids: claimed })] });
    expect(found(facts)).toContain(`gtid-set-wrong full/full-15: ${what}`);
    expect(doubtfulBackups(judgeStore(facts, limits))).toContain('full-15');
  });

  test('to the millisecond, and to the error of the clocks', () => {
    const endingAt = (ms: number) =>
      factsOf({ fulls: [fullAt(20, { gtids: gtids(1, 21), endedAt: new Date(ms).toISOString() })] });
    expect(found(endingAt(commitMs(21)))).toEqual([]);
    expect(found(endingAt(commitMs(21) - 1))).toHaveLength(1);
    expect(found(endingAt(commitMs(21) - 1), { clockErrorMs: 1 })).toEqual([]);
  });

  test('what its server had executed before a binlog that had begun when the backup began', () => {
    const startingAt = (ms: number) =>
      factsOf({ fulls: [fullAt(15, { startedAt: new Date(ms).toISOString() })] });
    expect(found(startingAt(commitMs(21)))).toEqual([]);
    expect(found(startingAt(commitMs(21) + 1))).toEqual([
      `gtid-set-wrong full/full-15: without ${gtids(16, 20)}`,
    ]);
  });

  test('what its server had executed before a binlog of which it has something, whatever the clocks say', () => {
    const startedAt = new Date(commitMs(5)).toISOString();
    const full = fullAt(15, { startedAt, gtids: `${uuid}:1-9:11-15` });
    expect(found(factsOf({ fulls: [full] }))).toEqual([`gtid-set-wrong full/full-15: without ${uuid}:10`]);
  });

  test('a replica may be behind, and may commit later what came from elsewhere', () => {
    const replica = { ...server, uuid: other };
    expect(found(factsOf({ fulls: [fullAt(15, { gtids: gtids(1, 8), server: replica })] }))).toEqual([]);
    const { files, ...archive } = archiveOf([20, 30]);
    const late = files.map((file) => ({
      ...file,
      summary: { ...file.summary, firstWrittenUs: commitMs(25) * 1000, lastWrittenUs: commitMs(26) * 1000 },
    }));
    const archives = [archiveOf([10, 20, 30]), { ...archive, id: 'archive-2', server: replica, files: late }];
    expect(found(factsOf({ archives }))).toEqual([]);
  });
});

describe('archive-stale', () => {
  const ahead = (nowMs: number) => factsOf({}, { primaryGtids: gtids(1, 31), nowMs });

  test('one transaction more than a lag allows, to the millisecond', () => {
    expect(found(ahead(commitMs(30) + 2000))).toEqual([]);
    expect(found(ahead(commitMs(30) + 2001))).toEqual([
      `archive-stale archive: the newest is 2.00 s old; without ${uuid}:31`,
    ]);
    expect(found(ahead(commitMs(30) + 2001), { archiveLagMs: null })).toEqual([]);
  });

  test('an archive that has all is not stale, however old', () => {
    expect(found(factsOf({}, { nowMs: commitMs(60) }))).toEqual([]);
  });

  test('an archive without a transaction is stale', () => {
    expect(found(factsOf({ archives: [] }))).toEqual([
      `archive-stale archive: no transaction at all; without ${gtids(1, 30)}`,
    ]);
  });
});

describe('the rest', () => {
  test('no full backup, and one that is too old, to the millisecond', () => {
    expect(found(factsOf({ fulls: [] }))).toEqual(['no-full-backup full: none']);
    const at = (nowMs: number) => factsOf({}, { nowMs });
    expect(found(at(commitMs(15) + 500 + 60_000))).toEqual([]);
    expect(found(at(commitMs(15) + 501 + 60_000))).toEqual(['backup-too-old full/full-15: 60.00 s old']);
  });

  test('a store with one byte too little for the next full backup and what the archive grows by until then', () => {
    expect(found(factsOf({}, { freeBytes: 1000 + 3000 }))).toEqual([]);
    expect(found(factsOf({}, { freeBytes: 1000 + 2999 }))).toEqual(['store-full : 3999 free bytes']);
    expect(found(factsOf({}, { freeBytes: 1000 + 2000 }), { fullAgeMs: 14_900 })).toEqual([]);
  });

  test('what is broken, and what a dead process left', () => {
    const facts = factsOf({
      broken: [{ path: 'full/x/manifest.json', problem: 'expected JSON' }],
      unfinished: [{ path: 'incoming/x', alive: false }],
    });
    expect(found(facts)).toEqual([
      'manifest-broken full/x/manifest.json: expected JSON',
      'incomplete incoming/x: what a dead process left',
    ]);
    expect(doubtfulBackups(judgeStore(facts, limits))).toEqual(new Set(['x']));
  });

  test('each finding says what to do', () => {
    for (const kind of Object.values(findingKinds)) expect(kind.remedy.length).toBeGreaterThan(20);
  });
});
