import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { filesOf } from '../../../../../../src/programs/backup/common/store/catalogue.ts';
import {
  type MeasureProgress,
  measureFiles,
} from '../../../../../../src/programs/backup/common/store/measure-files.ts';
import { judgeStore } from '../../../../../../src/programs/backup/mysql/judge/store.ts';
import { readCatalogue } from '../../../../../../src/programs/backup/mysql/store/read-catalogue.ts';
import { commitMs, gtids, writePlantedStore } from './planted-store.ts';

let healthy = '';
let paths: string[] = [];
beforeAll(async () => {
  healthy = await mkdtemp(join(tmpdir(), 'ha-drill-healthy-'));
  await writePlantedStore(healthy);
  const entries = await readdir(healthy, { recursive: true, withFileTypes: true });
  paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(healthy.length + 1))
    .toSorted();
});

async function inspect(store: string, onProgress?: (progress: MeasureProgress) => void) {
  const catalogue = await readCatalogue(store);
  const files = await measureFiles(store, filesOf(catalogue), onProgress);
  return judgeStore(
    { catalogue, timeline: 1, files, freeBytes: 1e9, primaryGtids: gtids(1, 30), nowMs: commitMs(30) },
    { fullAgeMs: 60_000, archiveLagMs: 2000, clockErrorMs: 0 },
  );
}

test('a healthy store has no finding, and every byte of what is complete is read', async () => {
  const progress: MeasureProgress[] = [];
  expect(await inspect(healthy, (one) => progress.push(one))).toEqual([]);
  const bytes = 300 + 301 + 'CREATE 5GRANT'.length + 'CREATE 15GRANT'.length;
  expect(progress.at(-1)).toEqual({ doneBytes: bytes, totalBytes: bytes });
  expect(paths).toHaveLength(3 + 4 + 3);
});

const damages = {
  flip: async (path: string, at: number, bits: number) => {
    const bytes = await readFile(path);
    const offset = at % bytes.length;
    bytes[offset] = (bytes[offset] ?? 0) ^ bits;
    await writeFile(path, bytes);
  },
  cut: async (path: string, at: number) => truncate(path, at % (await readFile(path)).length),
  extend: async (path: string) => writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(1)])),
  remove: (path: string) => rm(path),
};

test('whatever is flipped, cut, extended or removed, a finding names that file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom(...(['flip', 'cut', 'extend', 'remove'] as const)),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (pick, damage, at, bits) => {
        const path = paths[pick % paths.length] ?? '';
        // The binlog that is being written has no checksum yet; its own events have.
        fc.pre(!path.endsWith('binlog.000003') || damage === 'cut' || damage === 'remove');
        const original = await readFile(join(healthy, path));
        await damages[damage](join(healthy, path), at, bits);
        const findings = await inspect(healthy);
        await writeFile(join(healthy, path), original);
        expect(findings.map(({ where }) => where)).toContain(path);
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

test('a file that cannot be read is told, not thrown', async () => {
  const store = await mkdtemp(join(tmpdir(), 'ha-drill-unreadable-'));
  const file = { path: '.', bytes: 1, sha256: 'x' };
  expect(await measureFiles(store, [file])).toEqual([
    { expected: file, found: { unreadable: expect.stringContaining('EISDIR') } },
  ]);
});
