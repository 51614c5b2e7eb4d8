import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type TransactionDigest,
  transactionDigests,
} from '../../../../src/formats/binlog/transaction-digests.ts';
import { encodeBinlog, type Planted, type PlantedRows } from '../../../support/binlog.ts';

const origin = '00000001-0000-0000-0000-000000000000';
const rows: PlantedRows = { change: 'insert', schema: 'shop', table: 'orders', rowBytes: 40 };
const of = (own: readonly PlantedRows[], number = 1, end: 'xid' | 'compressed' = 'xid'): Planted => ({
  origin,
  number,
  committedUs: 1,
  work: { kind: 'rows', rows: own, end },
});

async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function digestsOf(
  transactions: readonly Planted[],
  { checksummed = true, size = 2 ** 16 } = {},
): Promise<TransactionDigest[]> {
  const { bytes } = encodeBinlog({ transactions, checksummed });
  const items = await Array.fromAsync(transactionDigests(chunksOf(bytes, size)));
  return items.flatMap((item) => (item.kind === 'digest' ? [item] : []));
}

const digestOf = async (...changes: PlantedRows[]) => (await digestsOf([of(changes)]))[0]?.digest;

test('the same rows have the same digest, whatever the file is like', async () => {
  const [plain, compressed] = await digestsOf([of([rows]), of([rows], 2, 'compressed')]);
  expect(plain).toMatchObject({ gtid: { origin, number: 1 }, digest: expect.stringMatching(/^[\w-]{11}$/) });
  expect(compressed?.digest).toBe(plain?.digest);
  const [other] = await digestsOf([of([rows])], { checksummed: false, size: 7 });
  expect(other).toEqual(plain);
});

test('another row, table, schema, kind or order of changes has another one', async () => {
  const other = { ...rows, table: 'items' };
  const digests = await Promise.all([
    digestOf(rows),
    digestOf({ ...rows, rowBytes: 41 }),
    digestOf({ ...rows, table: 'order' }),
    digestOf({ ...rows, schema: 'shops' }),
    digestOf({ ...rows, change: 'delete' }),
    digestOf(rows, other),
    digestOf(other, rows),
    digestOf(),
  ]);
  expect(new Set(digests).size).toBe(digests.length);
});

test('a statement counts by its text and its schema', async () => {
  const statement = (database: string, sql: string): Planted => ({
    origin,
    number: 1,
    committedUs: 1,
    work: { kind: 'statement', database, sql },
  });
  const texts = [
    statement('a', 'DROP TABLE t'),
    statement('b', 'DROP TABLE t'),
    statement('a', 'DROP TABLE u'),
  ];
  const digests = await Promise.all(texts.map(async (one) => (await digestsOf([one]))[0]?.digest));
  expect(new Set(digests).size).toBe(3);
});

test('a file that is cut tells all digests of before the cut, and its damage', async () => {
  const planted = Array.from({ length: 5 }, (_, index) => of([rows], index + 1));
  const { bytes, spans } = encodeBinlog({ transactions: planted });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: spans[0]?.[0] ?? 0, max: bytes.length - 1 }), async (cut) => {
      const items = await Array.fromAsync(transactionDigests(chunksOf(bytes.subarray(0, cut), 1000)));
      const whole = spans.filter(([, end]) => end <= cut).length;
      expect(items.filter(({ kind }) => kind === 'digest')).toHaveLength(whole);
    }),
  );
});
