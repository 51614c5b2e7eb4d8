import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { judgeFolder } from '../../../src/cli/judge-folder.ts';
import { DrillError } from '../../../src/errors.ts';
import { endMark } from '../../../src/history/line-file.ts';
import type { FinalRead } from '../../../src/workload/beside/types.ts';
import { besideOf, besideRecordOf } from '../../support/beside.ts';
import { selfSamplesOf } from '../../support/known-outage.ts';
import { smallDrill } from '../../support/small-drill.ts';
import { writeRecord } from '../../support/write-record.ts';

const accounts: FinalRead[] = [
  [0, [10, 0]],
  [1, [10, 0]],
];
/** Reads of a bank in which nothing is moved, one a second while the load runs. */
const bank = besideRecordOf(
  'bank',
  Array.from({ length: 20 }, (_, index) => {
    const atMs = 1000 + 1000 * index;
    const times = { scheduledAtMs: atMs, startedAtMs: atMs, endedAtMs: atMs + 2 };
    return besideOf(index, { ...times, result: accounts.map(([id]) => [id, 10, 0]) });
  }),
  {
    options: { accounts: 2, balance: 10 },
    finals: ['db1', 'db2', 'db3'].map((node) => ({ node, atMs: 23_200, reads: accounts, error: null })),
  },
);
const { checks, workload, ...rest } = smallDrill().manifest.scenario;
const beside = [{ kind: 'bank', rate: 1 }];
const manifest = {
  ...smallDrill().manifest,
  scenario: { ...rest, workload: { ...workload, beside }, checks: [...checks, 'bank-totals', 'bank-nodes'] },
};

/** A record is damaged at random: it is never a bug, never a pass, and what is wrong is named. */

let scratch = '';
let sealed = '';
const contents = new Map<string, Buffer>();
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ha-drill-damaged-'));
  sealed = join(scratch, 'sealed');
  await writeRecord(sealed, { ...smallDrill(), manifest, harness: selfSamplesOf([]), beside: [bank] });
  for (const name of await readdir(sealed, { recursive: true })) {
    if ((await stat(join(sealed, name))).isFile()) contents.set(name, await readFile(join(sealed, name)));
  }
});

const names = [
  'run.json',
  'history.ndjson.gz',
  'events.ndjson.gz',
  'samples.ndjson.gz',
  'harness.ndjson.gz',
  'definitions.ndjson.gz',
  'operations/bank.ndjson.gz',
].concat(['db1', 'db2', 'db3'].map((node) => `final/${node}.ndjson.gz`));

type Damage = (content: Buffer, at: number, more: number) => Buffer;
const bytes: Readonly<Record<string, Damage>> = {
  cut: (content, at) => content.subarray(0, at % content.length),
  'cut at its beginning': (content, at) => content.subarray(1 + (at % (content.length - 1))),
  'one bit': (content, at, more) => {
    const changed = Buffer.from(content);
    changed[at % content.length] = (content[at % content.length] ?? 0) ^ (1 << (more % 8));
    return changed;
  },
  'a byte more': (content, at, more) => {
    const where = at % (content.length + 1);
    return Buffer.concat([content.subarray(0, where), Buffer.from([more % 256]), content.subarray(where)]);
  },
  'a byte less': (content, at) => {
    const where = at % content.length;
    return Buffer.concat([content.subarray(0, where), content.subarray(where + 1)]);
  },
  'a stretch of zeros': (content, at, more) => {
    const where = at % content.length;
    return Buffer.from(content).fill(0, where, Math.min(where + 1 + (more % 64), content.length));
  },
};

const lines: Readonly<Record<string, (all: string[], at: number, more: number) => string[]>> = {
  dropped: (all, at) => all.toSpliced(at, 1),
  doubled: (all, at) => all.toSpliced(at, 0, all[at] ?? ''),
  exchanged: (all, at, more) => {
    const other = more % all.length;
    return all.with(at, all[other] ?? '').with(other, all[at] ?? '');
  },
  'cut short': (all, at, more) =>
    all.with(at, (all[at] ?? '').slice(0, more % ((all[at] ?? '').length || 1))),
  'of another file': (all, at) =>
    all.with(at, '{"atMs":1,"source":"harness","type":"harness-note","text":"x"}'),
};
const lineDamages = Object.entries(lines).map(([name, change]): [string, Damage] => [
  `a line ${name}`,
  (content, at, more) => {
    const isPacked = content[0] === 0x1f;
    const text = (isPacked ? gunzipSync(content) : content).toString();
    const all = text.trimEnd().split('\n');
    const changed = `${change(all, at % all.length, more).join('\n')}\n`;
    if (changed === text) return content;
    return isPacked ? Buffer.concat([gzipSync(changed), endMark]) : Buffer.from(changed);
  },
]);

/** Whether the damage left what it says as it was: white space of `run.json`. */
function isSame(name: string, before: Buffer, after: Buffer): boolean {
  if (before.equals(after)) return true;
  if (name !== 'run.json') return false;
  try {
    return isDeepStrictEqual(JSON.parse(before.toString()), JSON.parse(after.toString()));
  } catch {
    return false;
  }
}

let count = 0;
async function judgeDamaged(
  name: string,
  content: Buffer | null,
): Promise<{ verdict: string; told: string }> {
  count += 1;
  const folder = join(scratch, `damaged-${count}`);
  await cp(sealed, folder, { recursive: true });
  if (content === null) await rm(join(folder, name));
  else await writeFile(join(folder, name), content);
  try {
    const { verdict, reasons } = await judgeFolder(folder, null);
    return { verdict, told: reasons.join('\n') };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return { verdict: error.exit, told: error.message };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the record that is damaged passes before', async () => {
  expect((await judgeFolder(sealed, null)).verdict).toBe('pass');
  expect([...contents.keys()].sort()).toEqual([...names].sort());
});

test.each([...Object.entries(bytes), ...lineDamages])(
  '%s',
  async (_, damage) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(), async (name, at, more) => {
        const before = contents.get(name) ?? Buffer.alloc(0);
        const after = damage(before, at, more);
        fc.pre(!isSame(name, before, after));
        const { verdict, told } = await judgeDamaged(name, after);
        expect(name === 'run.json' ? ['inconclusive', 'usage'] : ['inconclusive']).toContain(verdict);
        // A changed hash of a file in run.json is told as a change of that file: nobody knows which of both was changed.
        const named = name === 'run.json' ? names : [name];
        expect(
          named.filter((one) => told.includes(one)),
          told,
        ).not.toEqual([]);
      }),
      { numRuns: 25 },
    );
  },
  120_000,
);

test('any file that is missing', async () => {
  for (const name of names) {
    const { verdict, told } = await judgeDamaged(name, null);
    expect([verdict, told]).toEqual([
      name === 'run.json' ? 'usage' : 'inconclusive',
      expect.stringContaining(name),
    ]);
  }
}, 120_000);

test('any number that run.json keeps of a file', async () => {
  const manifest = JSON.parse(String(contents.get('run.json')));
  for (const name of names.slice(1)) {
    for (const key of ['sha256', 'bytes', 'lines']) {
      const kept = manifest.files[name];
      const other =
        key === 'sha256'
          ? String(kept.sha256).replace(/^./, (one) => (one === '0' ? '1' : '0'))
          : kept[key] + 1;
      const changed = { ...manifest, files: { ...manifest.files, [name]: { ...kept, [key]: other } } };
      const { verdict, told } = await judgeDamaged('run.json', Buffer.from(JSON.stringify(changed)));
      expect([name, key, verdict, told]).toEqual([name, key, 'inconclusive', expect.stringContaining(name)]);
    }
  }
});

test('judging writes nothing into the evidence, however damaged it is, and also where it writes reports', async () => {
  const folder = join(scratch, 'evidence');
  await cp(sealed, folder, { recursive: true });
  await writeFile(join(folder, 'events.ndjson.gz'), 'damaged');
  const look = async () => {
    const found = (await readdir(folder, { recursive: true })).sort();
    return Promise.all(found.map(async (name) => [name, (await stat(join(folder, name))).mtimeMs]));
  };
  const before = await look();
  await judgeFolder(folder, join(scratch, 'reports'));
  await judgeFolder(folder, null);
  expect(await look()).toEqual(before);
});
