import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { endMark } from '../../../src/history/line-file.ts';
import { readRecord } from '../../../src/history/reader.ts';
import type { Operation } from '../../../src/history/record.ts';
import { outcomes, streams } from '../../../src/history/schema.ts';
import { selfSamplesOf } from '../../support/known-outage.ts';
import {
  emptyRecord,
  eventOf,
  finalOf,
  operationsOf,
  type Row,
  rowsOf,
  sampleOf,
  tableOf,
} from '../../support/parts.ts';
import { writeRecord } from '../../support/write-record.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const time = fc.oneof(
  fc.integer({ min: 0, max: 10_000_000 }).map((thousandths) => thousandths / 1000),
  fc.integer({ min: 0, max: 10_000_000 }).map((thirds) => thirds / 3),
  fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((ms) => (Object.is(ms, -0) ? 0 : ms)),
);
const operation: fc.Arbitrary<Operation> = fc.record({
  stream: fc.constantFrom(...streams),
  writer: uint32,
  sequence: uint32,
  value: uint32,
  scheduledAtMs: time,
  startedAtMs: time,
  endedAtMs: time,
  outcome: fc.constantFrom(...outcomes),
  error: fc.oneof(fc.constant(null), fc.string({ unit: 'binary' })),
});
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(fc.tuple(uint32, uint32, uint32, uint32), {
  selector: ([writer, sequence]) => `${writer}-${sequence}`,
});

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-reader-')), 'run');
});

const small = emptyRecord({
  operations: tableOf(
    Array.from({ length: 500 }, (_, index) => ({
      stream: 'service' as const,
      writer: 0,
      sequence: index + 1,
      value: index * 7919,
      scheduledAtMs: index * 10,
      startedAtMs: index * 10 + 0.125,
      endedAtMs: index * 10 + 2.5,
      outcome: 'ok' as const,
      error: null,
    })),
  ),
  events: [eventOf(1, 'cluster-ready'), eventOf(2, 'phase-started', { data: { phase: 'baseline' } })],
  samples: [sampleOf(1, 0, 1), sampleOf(2, 1, 2, null)],
  finals: [finalOf(1, [[0, 1, 0, 1]])],
});

test('reads what the writer wrote, whatever the numbers and texts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation), rows, async (operations, finalRows) => {
      const record = emptyRecord({ operations: tableOf(operations), finals: [finalOf(2, finalRows)] });
      await writeRecord(folder, record);
      const read = await readRecord(folder);
      expect(operationsOf(read.operations)).toEqual(operationsOf(record.operations));
      expect(read.finals.map(rowsOf)).toEqual(record.finals.map(rowsOf));
      expect(read.damage).toEqual([]);
      await rm(folder, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

test('reads manifest, events and samples; sorts them by time', async () => {
  const late = { ...small, events: small.events.toReversed(), samples: small.samples.toReversed() };
  await writeRecord(folder, late);
  const read = await readRecord(folder);
  expect(read.manifest).toMatchObject({ ...small.manifest, format: 'ha-drill/run/4' });
  expect(read.events).toEqual(small.events);
  expect(read.samples).toEqual(small.samples);
});

test('reads how the harness was; a record of before that was recorded is whole, and does not say', async () => {
  const harness = selfSamplesOf([[4100, 4300]], 6000);
  await writeRecord(folder, { ...small, harness: harness.toReversed() });
  expect((await readRecord(folder)).harness).toEqual(harness);
  await rm(join(folder, 'harness.ndjson.gz'));
  const old = await readRecord(folder);
  expect(old).not.toHaveProperty('harness');
  expect(old.damage).toEqual([]);
});

test('puts operations in the order in which they ended', async () => {
  const operations = operationsOf(small.operations);
  const table = tableOf([...operations.slice(250), ...operations.slice(0, 250)]);
  expect(operationsOf(table)).toEqual(operations);
});

test('a history that is cut short is read up to the cut, and the damage is named', async () => {
  await writeRecord(folder, small);
  const path = join(folder, 'history.ndjson.gz');
  const whole = await readFile(path);
  for (const cut of [1, endMark.length, endMark.length + 1, 100, 2000]) {
    await writeFile(path, whole.subarray(0, whole.length - cut));
    const read = await readRecord(folder);
    expect(read.damage).toEqual(['history.ndjson.gz was cut short: it lacks its end mark']);
    const { length } = read.operations;
    expect(operationsOf(read.operations)).toEqual(operationsOf(small.operations).slice(0, length));
    if (cut < 100) expect(length).toBe(500);
    else expect(length).toBeLessThan(500);
  }
});

test('a history with flipped bytes is damaged, not trusted', async () => {
  await writeRecord(folder, small);
  const path = join(folder, 'history.ndjson.gz');
  const whole = await readFile(path);
  const broken = Buffer.from(whole);
  broken.fill(0xff, whole.length - endMark.length - 8, whole.length - endMark.length);
  await writeFile(path, broken);
  expect((await readRecord(folder)).damage[0]).toMatch(/^history\.ndjson\.gz is damaged \(incorrect/);
});

test('a final state that is cut short is left out: a row that is missing in it proves nothing', async () => {
  await writeRecord(folder, small);
  const path = join(folder, 'final', 'db1.ndjson.gz');
  await writeFile(path, (await readFile(path)).subarray(0, -endMark.length));
  const read = await readRecord(folder);
  expect(read.finals).toEqual([]);
  expect(read.damage).toEqual(['final/db1.ndjson.gz was cut short: it lacks its end mark']);
});

test('missing files are damage', async () => {
  await writeRecord(folder, small);
  await rm(join(folder, 'samples.ndjson.gz'));
  const read = await readRecord(folder);
  expect(read.samples).toEqual([]);
  expect(read.damage).toEqual(['samples.ndjson.gz is missing']);
});

test('a folder without a record is a usage error', async () => {
  await expect(readRecord(folder)).rejects.toMatchObject({
    exit: 'usage',
    message: expect.stringContaining(`no record of a drill in ${folder}`),
  });
});

test.each([
  [
    'events.ndjson.gz',
    1,
    '{"atMs":1,"source":"harness","type":"no-such-type","text":""}',
    'expected a known type of event, found "no-such-type"',
  ],
  ['events.ndjson.gz', 1, '{"atMs":1e308,"source":"docker","type":"routed","text":""}', 'Too big'],
  ['history.ndjson.gz', 3, '["service",1,2,3,4,5,1000000001,"ok",null]', 'Too big'],
  ['history.ndjson.gz', 3, '["batch",1,2,3,4,5,6,"ok",null]', 'expected a known stream, found "batch"'],
  ['samples.ndjson.gz', 1, `{"node":${'['.repeat(99_999)}`, 'expected JSON'],
  ['samples.ndjson.gz', 2, '{"node":1}', 'expected string, received number'],
  ['history.ndjson.gz', 3, '["service",1,2', 'expected JSON'],
  [
    'history.ndjson.gz',
    3,
    '["service",-1,2,3,4,5,6,"ok",null]',
    'expected writer, sequence and value from 0',
  ],
  ['history.ndjson.gz', 3, '["service",1,4294967296,3,4,5,6,"ok",null]', 'from 0 to 4294967295'],
  ['history.ndjson.gz', 3, '["service",1,2,3,4,5,6,"maybe",null]', 'expected a known outcome, found "maybe"'],
  ['history.ndjson.gz', 1, '{"format":"ha-drill/history/9","columns":[]}', 'expected the columns'],
  ['final/db1.ndjson.gz', 2, '[1,[1,2],[1],[1,1]]', 'expected as many values and server ids as sequences'],
  ['final/db1.ndjson.gz', 2, '[1,[2,2],[1,1],[1,1]]', 'expected rows that ascend by writer and sequence'],
  ['final/db1.ndjson.gz', 3, '[0,[1],[1],[1]]', 'expected rows that ascend by writer and sequence'],
])(
  '%s:%i: a line that is not as its schema says is left out, and named',
  async (file, line, text, problem) => {
    await writeRecord(folder, small);
    const path = join(folder, file);
    const lines = gunzipSync(await readFile(path))
      .toString()
      .split('\n');
    lines[line - 1] = text;
    await writeFile(path, Buffer.concat([gzipSync(`${lines.join('\n').trimEnd()}\n`), endMark]));
    const { damage } = await readRecord(folder);
    expect(damage).toEqual([expect.stringMatching(new RegExp(`^${file}:${line}: .*${problem}`))]);
  },
);
