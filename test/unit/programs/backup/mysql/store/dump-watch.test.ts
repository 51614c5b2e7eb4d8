import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DumpWatch } from '../../../../../../src/programs/backup/mysql/store/dump-watch.ts';

const a = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const b = '4f22fb58-82db-22f2-8f44-d91bb053a673';
const manyIntervals = Array.from({ length: 400 }, (_, index) => index * 2 + 1).join(':');

/** As mysqldump 9.7 writes it: with a row that is longer than anything it looks at, and a body that lies. */
const dump = [
  '-- MySQL dump 10.13  Distrib 9.7.4, for Linux (x86_64)',
  'SET @@SESSION.SQL_LOG_BIN= 0;',
  "-- CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='binlog.000004', SOURCE_LOG_POS=1330910;",
  `INSERT INTO \`t\` VALUES (1,'${'x'.repeat(5000)}\\n-- Dump completed\\n');`,
  'DELIMITER ;;',
  'CREATE PROCEDURE `p`() BEGIN',
  `SET @@GLOBAL.GTID_PURGED='${b}:999';`,
  "CHANGE MASTER TO MASTER_LOG_FILE='lie.000001', MASTER_LOG_POS=4;",
  '-- Dump completed',
  'END ;;',
  'DELIMITER ;',
  '-- GTID state at the end of the backup ',
  `SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '${a}:1-5:7,`,
  `${b}:${manyIntervals}';`,
  '',
  '-- Dump completed on 2026-11-21  9:04:07',
  '',
].join('\n');

async function watch(text: string, pieces: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const cuts = [0, ...pieces.map((piece) => piece % bytes.length).toSorted((x, y) => x - y), bytes.length];
  const chunks = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
  const watching = new DumpWatch();
  const passed = await buffer(Readable.from(chunks, { objectMode: false }).pipe(watching));
  expect(passed.equals(bytes)).toBe(true);
  return watching.facts;
}

test('bytes pass unchanged, and the facts are the same wherever the pieces end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (pieces) => {
      expect(await watch(dump, pieces)).toEqual({
        whole: true,
        gtids: `${a}:1-5:7,${b}:${manyIntervals}`,
        position: { file: 'binlog.000004', position: 1330910 },
        lastLine: '-- Dump completed on 2026-11-21  9:04:07',
      });
    }),
    { numRuns: 40 },
  );
});

test('a dump cut anywhere is not whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: dump.length - 1 }), async (length) => {
      expect((await watch(dump.slice(0, length))).whole).toBe(false);
    }),
    { examples: [[dump.length - 1], [dump.indexOf('END ;;')], [dump.length - 2]] },
  );
});

test('nothing may follow the ending', async () => {
  expect((await watch(`${dump}CREATE TABLE`)).whole).toBe(false);
  expect((await watch(`${dump}DELIMITER ;;\n`)).whole).toBe(false);
  expect((await watch(`${dump}CREATE TABLE t (a INT);\n`)).whole).toBe(false);
});

test.each([
  ['none', '-- Dump completed\n', null],
  ['empty', "SET @@GLOBAL.GTID_PURGED='';\n-- Dump completed\n", ''],
  [
    'a long one in one line',
    `SET @@GLOBAL.GTID_PURGED='${a}:${manyIntervals}';\n-- Dump completed\n`,
    `${a}:${manyIntervals}`,
  ],
  [
    'of an old server',
    "CHANGE MASTER TO MASTER_LOG_FILE='m.1', MASTER_LOG_POS=4;\n-- Dump completed\n",
    null,
  ],
])('the stated set: %s', async (_, text, gtids) => {
  expect(await watch(text)).toMatchObject({ whole: true, gtids });
});

test('a set that is none is an error', async () => {
  const watching = new DumpWatch();
  watching.end("SET @@GLOBAL.GTID_PURGED='1-5';\n");
  watching.resume();
  expect(() => watching.facts).toThrow(SyntaxError);
});
