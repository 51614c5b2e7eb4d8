import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binlogSummarySchema, summarizeBinlog } from '../../../../src/formats/binlog/summary.ts';
import { formatGtidSet, parseGtidSet } from '../../../../src/formats/gtid.ts';
import { encodeBinlog, inChunks } from '../../../support/binlog.ts';
import { insertOf, plantedTransactions, startUs, uuidA, uuidB } from '../../../support/planted-binlog.ts';

const summarize = (bytes: Uint8Array) => summarizeBinlog('binlog.000001', inChunks(bytes));

test('a whole file', async () => {
  const previous = `${uuidA}:1-4,${uuidB}:1-9:audit:1-3:7`;
  const transactions = [
    insertOf(uuidA, 5, startUs + 7),
    insertOf(uuidB, 11, startUs),
    insertOf(`${uuidB}:audit`, 8, startUs + 3),
  ];
  const { bytes } = encodeBinlog({ previous, transactions, end: { rotateTo: 'binlog.000002' } });
  const summary = await summarize(bytes);
  expect(summary).toEqual({
    file: 'binlog.000001',
    serverVersion: '9.7.4-planted',
    serverId: 7,
    previousGtids: previous,
    gtids: `${uuidA}:5,${uuidB}:11:audit:8`,
    transactions: 3,
    withoutGtid: 0,
    earliestCommitUs: startUs,
    latestCommitUs: startUs + 7,
    firstWrittenUs: startUs + 7,
    lastWrittenUs: startUs + 3,
    bytes: bytes.length,
    completeBytes: bytes.length,
    ended: 'rotate',
    nextFile: 'binlog.000002',
    inUse: false,
    damage: null,
  });
  expect(binlogSummarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
});

test('what MySQL 9.7 wrote, cut in the middle of its tenth transaction', async () => {
  const bytes = readFileSync(new URL('../../../fixtures/mysql-9.7-cut.binlog', import.meta.url));
  expect(await summarize(bytes)).toMatchObject({
    previousGtids: '',
    gtids: '67b89b92-e5a7-11f1-ad7a-02420ad5010c:8645-8653',
    transactions: 9,
    bytes: 3000,
    completeBytes: 158 + 9 * 299,
    inUse: true,
    ended: null,
    damage: { kind: 'truncated' },
  });
});

test('a file cut anywhere counts what is complete, and no byte more', async () => {
  await fc.assert(
    fc.asyncProperty(plantedTransactions, fc.nat(), async (planted, seed) => {
      const { bytes, spans, boundaries } = encodeBinlog({ transactions: planted, end: 'stop' });
      const cut = seed % (bytes.length + 1);
      const complete = planted.filter((_, index) => (spans[index]?.[1] ?? 0) <= cut);
      const summary = await summarize(bytes.subarray(0, cut));
      const gtids = parseGtidSet(complete.map(({ origin, number }) => `${origin}:${number}`).join(','));
      const open = spans.find(([offset, end]) => offset < cut && cut < end);
      const whole = open ? open[0] : (boundaries.findLast((boundary) => boundary <= cut) ?? 0);
      expect(summary).toMatchObject({
        gtids: formatGtidSet(gtids),
        transactions: complete.length,
        bytes: cut,
        completeBytes: whole === 4 ? 0 : whole,
        latestCommitUs: complete.at(-1)?.committedUs ?? null,
        ended: cut === bytes.length ? 'stop' : null,
      });
    }),
  );
});

test('damage ends the count', async () => {
  const { bytes, spans } = encodeBinlog({
    transactions: [1, 2, 3].map((number) => insertOf(uuidA, number)),
    end: 'stop',
  });
  const [offset = 0] = spans[1] ?? [];
  bytes[offset + 30] = 0xff;
  expect(await summarize(bytes)).toMatchObject({
    gtids: `${uuidA}:1`,
    completeBytes: offset,
    bytes: bytes.length,
    ended: null,
    damage: { kind: 'checksum', offset },
  });
});

test('numbers in any order are one set', async () => {
  const numbers = Array.from({ length: 101 }, (_, index) => ((index * 37) % 101) + 1);
  const { bytes } = encodeBinlog({ transactions: numbers.map((number) => insertOf(uuidA, number)) });
  expect(await summarize(bytes)).toMatchObject({ gtids: `${uuidA}:1-101`, transactions: 101 });
});

test('a catalogue entry that holds no GTID set is not one', () => {
  expect(binlogSummarySchema.shape.gtids.safeParse('1-5').success).toBe(false);
});
