import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../../src/history/digest.ts';
import { endMark } from '../../../src/history/line-file.ts';
import { readRecord } from '../../../src/history/reader.ts';
import { judge } from '../../../src/judge/measure/judge.ts';
import { smallDrill } from '../../support/small-drill.ts';
import { writeRecord } from '../../support/write-record.ts';

const finals = ['db1', 'db2', 'db3'].map((node) => `final/${node}.ndjson.gz`);
const files = ['history.ndjson.gz', 'events.ndjson.gz', 'samples.ndjson.gz', ...finals];

let sealed = '';
let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ha-drill-changed-'));
  sealed = join(scratch, 'sealed');
  await writeRecord(sealed, smallDrill());
});

async function judged(folder: string): Promise<{ verdict: string; reasons: string }> {
  const { verdict, reasons } = judge(await readRecord(folder));
  return { verdict, reasons: reasons.join('\n') };
}

/** Judges a copy of the record after a change. */
async function changed(change: (folder: string) => Promise<void>) {
  const folder = join(scratch, 'changed');
  await rm(folder, { recursive: true, force: true });
  await cp(sealed, folder, { recursive: true });
  await change(folder);
  return judged(folder);
}

const linesOf = async (path: string): Promise<string[]> =>
  gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n');
const packed = (lines: readonly string[]): Buffer =>
  Buffer.concat([gzipSync(`${lines.join('\n')}\n`), endMark]);

type Manifest = { files?: Record<string, object>; format: string; lifecycle: string; endedAtMs: number };
async function changeManifest(folder: string, change: (manifest: Manifest) => void): Promise<void> {
  const path = join(folder, 'run.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

/** What a careful forger does: the hashes are made to fit. */
async function hashAgain(folder: string): Promise<void> {
  const found = new Map<string, object>();
  for (const file of files) found.set(file, { ...(await digestOf(join(folder, file))), lines: 0 });
  await changeManifest(folder, (manifest) => {
    manifest.files = Object.fromEntries(found);
  });
}

test('an untouched record passes', async () => {
  expect(await judged(sealed)).toEqual({ verdict: 'pass', reasons: '' });
});

const changes = {
  removed: (lines: string[], at: number) => lines.toSpliced(at, 1),
  doubled: (lines: string[], at: number) => lines.toSpliced(at, 0, lines[at] ?? ''),
  'exchanged with the next': (lines: string[], at: number) =>
    lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? ''),
  'altered by a digit': (lines: string[], at: number) =>
    lines.with(
      at,
      (lines[at] ?? '').replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
    ),
};

test.each(Object.entries(changes))('any line of any file that is %s is noticed', async (_, change) => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.nat(), async (file, nat) => {
      const { verdict, reasons } = await changed(async (folder) => {
        const lines = await linesOf(join(folder, file));
        await writeFile(join(folder, file), packed(change(lines, nat % (lines.length - 1))));
      });
      expect(verdict).toBe('inconclusive');
      expect(reasons).toContain(file);
    }),
    { numRuns: 25 },
  );
});

test('a file that only was packed anew is not the one that was written', async () => {
  for (const file of files) {
    const { verdict, reasons } = await changed(async (folder) =>
      writeFile(
        join(folder, file),
        Buffer.concat([gzipSync(gunzipSync(await readFile(join(folder, file))), { level: 1 }), endMark]),
      ),
    );
    expect([verdict, reasons.includes(file)]).toEqual(['inconclusive', true]);
  }
});

test('any file that is missing, and any that is new, is noticed', async () => {
  for (const file of files) {
    const gone = await changed((folder) => rm(join(folder, file)));
    expect([gone.verdict, gone.reasons.includes(`${file} is `)]).toEqual(['inconclusive', true]);
  }
  const another = await changed((folder) =>
    cp(join(folder, 'final/db1.ndjson.gz'), join(folder, 'final/db1.before-reclone.ndjson.gz')),
  );
  expect(another.reasons).toContain('final/db1.before-reclone.ndjson.gz is not named in run.json');
  const renamed = await changed((folder) =>
    rename(join(folder, 'final/db1.ndjson.gz'), join(folder, 'final/db4.ndjson.gz')),
  );
  expect(renamed.verdict).toBe('inconclusive');
});

/** Members of a gzip file, each a batch of lines as the writer wrote it. */
const batches = (lines: readonly string[], size: number): Buffer[] =>
  Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
    gzipSync(`${lines.slice(index * size, (index + 1) * size).join('\n')}\n`),
  );

test('a gzip member that is dropped or doubled is noticed, also where the hashes are made to fit', async () => {
  const lines = await linesOf(join(sealed, 'history.ndjson.gz'));
  const members = batches(lines, 40);
  for (let at = 1; at < members.length - 1; at += 1) {
    for (const other of [members.toSpliced(at, 1), members.toSpliced(at, 0, members[at] ?? endMark)]) {
      const { verdict, reasons } = await changed(async (folder) => {
        await writeFile(join(folder, 'history.ndjson.gz'), Buffer.concat([...other, endMark]));
        await hashAgain(folder);
      });
      expect(verdict).toBe('inconclusive');
      expect(reasons).toMatch(/operations are missing|is there more than once/);
    }
  }
});

test('hashes that were made to fit do not hide an order that was changed', async () => {
  for (const file of ['history.ndjson.gz', 'events.ndjson.gz', 'samples.ndjson.gz']) {
    const { reasons } = await changed(async (folder) => {
      const lines = await linesOf(join(folder, file));
      await writeFile(join(folder, file), packed(lines.toSpliced(5, 10, ...lines.slice(5, 15).toReversed())));
      await hashAgain(folder);
    });
    expect(reasons).toContain(`${file} is not in the order in which it was written`);
  }
});

const manifestChanges: [string, (manifest: Manifest) => void, string][] = [
  ['its hashes', (manifest) => delete manifest.files, 'run.json keeps no hashes of the files'],
  ['one hash', ({ files: kept = {} }) => delete kept['samples.ndjson.gz'], 'keeps no hash of samples'],
  [
    'hashes and format',
    (manifest) => {
      delete manifest.files;
      manifest.format = 'ha-drill/run/1';
    },
    'run.json says ha-drill/run/1, and other files were written by a newer version',
  ],
  [
    'another hash',
    ({ files: kept = {} }) =>
      Object.assign(kept, { 'events.ndjson.gz': { sha256: '0'.repeat(64), bytes: 1, lines: 1 } }),
    'events.ndjson.gz has',
  ],
  [
    'a file that is none',
    ({ files: kept = {} }) =>
      Object.assign(kept, { '../../etc/passwd': { sha256: '0'.repeat(64), bytes: 1, lines: 1 } }),
    '../../etc/passwd is named in run.json and is not there',
  ],
  [
    'its lifecycle',
    (manifest) => {
      manifest.lifecycle = 'interrupted';
    },
    'run.json says that the drill was interrupted, and its last event that it was completed',
  ],
  [
    'its end',
    (manifest) => {
      manifest.endedAtMs += 1;
    },
    'run.json was changed after the record was sealed',
  ],
];

test.each(manifestChanges)('run.json without %s, or with another, is noticed', async (_, change, problem) => {
  const { verdict, reasons } = await changed((folder) => changeManifest(folder, change));
  expect(verdict).toBe('inconclusive');
  expect(reasons).toContain(problem);
});

test('any value of run.json that is altered is noticed', async () => {
  const text = await readFile(join(sealed, 'run.json'), 'utf8');
  const { files: _, ...rest } = JSON.parse(text);
  const paths = leavesOf(rest).filter((path) => path[0] !== 'format');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), async (path) => {
      const { verdict, reasons } = await changed((folder) =>
        changeManifest(folder, (manifest) => alter(manifest, path)),
      ).catch((error: unknown) => ({ verdict: 'refused', reasons: String(error) }));
      expect(verdict, path.join('.')).toMatch(/inconclusive|refused/);
      expect(reasons).toMatch(/run\.json|its last event/);
    }),
    { numRuns: 80 },
  );
});

function leavesOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

function alter(value: object, path: readonly string[]): void {
  const [key = '', ...rest] = path;
  const holder = value as Record<string, unknown>;
  const part = holder[key];
  if (rest.length > 0 && typeof part === 'object' && part !== null) alter(part, rest);
  else if (typeof part === 'number') holder[key] = part + 1;
  else if (typeof part === 'boolean') holder[key] = !part;
  else holder[key] = `${part} `;
}

test('a record that nobody sealed is that of a killed harness', async () => {
  const { verdict, reasons } = await changed(async (folder) => {
    const path = join(folder, 'events.ndjson.gz');
    await writeFile(path, packed((await linesOf(path)).slice(0, -1)));
    await changeManifest(folder, (manifest) => {
      delete manifest.files;
      manifest.lifecycle = 'running';
    });
  });
  expect(verdict).toBe('inconclusive');
  expect(reasons).toBe('the drill never ended: the harness was killed');
});

test('the records of an older version are judged to their verdicts', async () => {
  for (const name of ['kill-primary', 'drop-database'])
    expect(await judged(`reports/examples/${name}`)).toEqual({ verdict: 'pass', reasons: '' });
});
