import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BesideOperation,
  type BesideRecord,
  besideColumns,
  besideFormat,
} from '../../../src/history/beside.ts';
import { LineFile } from '../../../src/history/line-file.ts';
import { readBeside } from '../../../src/history/read-beside.ts';
import { readRecord } from '../../../src/history/reader.ts';
import { outcomes } from '../../../src/history/schema.ts';
import { besideOf } from '../../support/beside.ts';
import { emptyRecord } from '../../support/parts.ts';
import { writeRecord } from '../../support/write-record.ts';

const time = fc.integer({ min: 0, max: 10_000_000 }).map((thousandths) => thousandths / 1000);
// JSON has no -0.
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)));
const operation: fc.Arbitrary<BesideOperation> = fc.record({
  index: fc.nat(),
  process: fc.oneof(fc.constant(null), fc.nat()),
  function: fc.string(),
  key: fc.oneof(
    fc.constant(null),
    fc.integer().map((key) => key || 0),
    fc.string(),
  ),
  value: json,
  scheduledAtMs: time,
  startedAtMs: time,
  endedAtMs: time,
  outcome: fc.constantFrom(...outcomes),
  result: json,
  error: fc.oneof(fc.constant(null), fc.string()),
});

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('what is written of workloads is read again, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation), json, (operations, value) =>
      inFolder(async (folder) => {
        const beside: BesideRecord[] = [
          {
            workload: 'bank',
            options: { accounts: 3 },
            operations,
            finals: [
              { node: 'db1', atMs: 1, reads: [[1, value]], error: null },
              { node: 'db2', atMs: 2, reads: null, error: 'gone' },
            ],
          },
        ];
        await writeRecord(folder, emptyRecord({ beside }));
        const read = await readRecord(folder);
        expect(read.beside).toEqual(beside);
        expect(read.damage).toEqual([]);
        expect([...(read.disk?.files.keys() ?? [])]).toContain('operations/bank.ndjson.gz');
      }),
    ),
    { numRuns: 20 },
  );
});

test('a record without such workloads says nothing of them', async () => {
  await inFolder(async (folder) => {
    await writeRecord(folder, emptyRecord());
    expect(await readRecord(folder)).not.toHaveProperty('beside');
  });
});

test('lines that are no operations are left out and named; an unknown format is not read', async () => {
  await inFolder(async (folder) => {
    const header = { format: besideFormat, workload: 'bank', options: {}, columns: besideColumns };
    const write = async (name: string, ...lines: unknown[]): Promise<string> => {
      const file = await LineFile.create(join(folder, name));
      for (const line of lines) file.write(JSON.stringify(line));
      await file.close();
      return join(folder, name);
    };
    const some = await readBeside(await write('some.gz', header, ['no'], { final: { node: 'db1' } }));
    expect(some.record?.operations).toEqual([]);
    expect(some.problems).toHaveLength(2);
    const newer = await readBeside(
      await write('newer.gz', { ...header, format: 'ha-drill/operations/9' }, ['no']),
    );
    expect(newer).toMatchObject({ record: undefined, problems: [expect.stringContaining('format')] });
    const other = await readBeside(await write('other.gz', { ...header, columns: ['index'] }));
    expect(other.problems[0]).toContain('expected the columns index,process');
    const [last, first] = [besideOf(1), besideOf(0)];
    const disordered = emptyRecord({
      beside: [{ workload: 'bank', options: {}, operations: [last, first], finals: [] }],
    });
    await writeRecord(join(folder, 'record'), disordered);
    expect((await readRecord(join(folder, 'record'))).disk?.disordered).toContain(
      'operations/bank.ndjson.gz',
    );
  });
});
