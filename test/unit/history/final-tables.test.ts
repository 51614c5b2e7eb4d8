import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { SharedNumbers } from '../../../src/history/final-rows.ts';
import { endMark } from '../../../src/history/line-file.ts';
import { readFinal } from '../../../src/history/read-final.ts';
import type { FinalState } from '../../../src/history/record.ts';
import { emptyRecord, finalOf, rowsOf } from '../../support/parts.ts';
import { writeRecord } from '../../support/write-record.ts';

const counters = { name: 'ledger.counters', columns: ['id', 'raised'], countsByValueModulo: 4 };
const accounts = { name: 'bank.accounts', columns: ['id', 'owner', 'cents'] };
const state = finalOf(
  1,
  [
    [0, 1, 7, 1],
    [1, 1, 8, 1],
  ],
  {
    tables: [
      {
        ...counters,
        rows: [
          [0, 1],
          [3, 1],
        ],
      },
      { ...accounts, rows: [] },
    ],
  },
);

let folder = '';
let path = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-final-')), 'run');
  path = join(folder, 'final', 'db1.ndjson.gz');
});

const write = (final: FinalState) => writeRecord(folder, emptyRecord({ finals: [final] }));

/** Changes the lines of the file, and reads it. */
async function readChanged(change: (lines: string[]) => readonly string[]) {
  await write(state);
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n');
  await writeFile(path, Buffer.concat([gzipSync(`${change(lines).join('\n')}\n`), endMark]));
  return readFinal(path, new SharedNumbers());
}

const number = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });
const table = fc
  .uniqueArray(fc.tuple(number, number), { selector: ([key]) => key, maxLength: 20 })
  .map((rows) => rows.toSorted(([one], [other]) => one - other));

test('reads the tables that were written, and which there were not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(table), fc.boolean(), async (rows, withoutLedger) => {
      const ledger = withoutLedger ? [] : rowsOf(state);
      const final = finalOf(1, ledger, { tables: [{ ...counters, rows }], withoutLedger });
      await write(final);
      const read = await readFinal(path, new SharedNumbers());
      expect(read).toEqual({ state: final, lines: expect.any(Number), damage: null });
      expect(read.state && rowsOf(read.state)).toEqual(ledger);
      await rm(folder, { recursive: true });
    }),
    { numRuns: 30 },
  );
});

test('an old file has the rows of the ledger, and no line that ends it', async () => {
  const old = await readChanged(([, ...lines]) => {
    const { tables: _, withoutLedger: __, rows: ___, ...header } = state;
    return [JSON.stringify(header), ...lines.slice(0, 2)];
  });
  expect(old).toEqual({ state: { ...state, tables: [] }, lines: 3, damage: null });
});

test('a file whose reading did not come to its end is not whole', async () => {
  const { damage } = await readChanged((lines) => lines.slice(0, -1));
  expect(damage).toBe('was not read to its end: the line is missing that says how many rows the node had');
});

test.each([
  ['a row of the ledger', 2, 'is not whole: it says that the ledger had 2 rows, and holds 1'],
  ['rows of a table', 3, 'is not whole: it says that ledger.counters had 2 rows, and holds 0'],
])('a file that lacks %s is not whole', async (_, index, damage) => {
  expect(await readChanged((lines) => lines.toSpliced(index, 1))).toMatchObject({ damage });
});

test.each([
  [3, '["ledger.others",[[1,2]]]', 'expected a table that the first line names, found ledger.others'],
  [3, '["ledger.counters",[[1,2],[1,3]]]', 'expected rows of 2 numbers that ascend by the first'],
  [3, '["ledger.counters",[[1,2,3]]]', 'expected rows of 2 numbers that ascend by the first'],
  [3, '{"end":{"rows":-1.5,"tables":{}}}', 'expected int'],
])('line %i: %s is a usage error', async (index, line, problem) => {
  await expect(readChanged((lines) => lines.toSpliced(index, 1, line))).rejects.toMatchObject({
    exit: 'usage',
    message: expect.stringMatching(new RegExp(`^${path}:${index + 1}: .*${problem}`)),
  });
});

test('nothing may follow the end', async () => {
  await expect(readChanged((lines) => [...lines, '[2,[1],[1],[1]]'])).rejects.toMatchObject({
    message: expect.stringMatching(/: expected nothing after the line that ends the file$/),
  });
});
