import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTransactions, type Transaction } from '../../../../src/formats/binlog/transactions.ts';
import { type Encoded, encodeBinlog, gather, inChunks, type Planted } from '../../../support/binlog.ts';
import { insertOf, plantedTransactions, uuidA } from '../../../support/planted-binlog.ts';

const readAll = (bytes: Uint8Array) => gather(readTransactions(inChunks(bytes)));

/** What must come out of a planted transaction, apart from what it did. */
function truthOf(
  { origin, number, committedUs, immediateUs = committedUs }: Planted,
  span: Encoded['spans'][number],
) {
  return {
    kind: 'transaction',
    gtid: origin === null ? null : { origin, number },
    offset: span[0],
    endOffset: span[1],
    complete: true,
    committedUs,
    immediateCommitUs: immediateUs,
  };
}

/** Row events by kind and table, counted in another way than the reader does. */
function rowsOf({ work }: Planted) {
  const counts: Record<string, number> = {};
  for (const { change, schema, table } of work.kind === 'rows' ? work.rows : []) {
    const key = `${change} ${schema}.${table}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function rowsFound({ changes }: Transaction) {
  const rows = changes.filter(({ by }) => by === 'rows');
  return Object.fromEntries(
    rows.map(({ kind, schema, table, events }) => [`${kind} ${schema}.${table}`, events]),
  );
}

test('what is planted comes out', async () => {
  await fc.assert(
    fc.asyncProperty(plantedTransactions, async (planted) => {
      const { bytes, spans } = encodeBinlog({ transactions: planted });
      const found = await readAll(bytes);
      expect(found).toMatchObject(planted.map((one, index) => truthOf(one, spans[index] ?? [0, 0])));
      const transactions = found.filter((one) => one.kind === 'transaction');
      expect(transactions.map(rowsFound)).toEqual(planted.map(rowsOf));
    }),
  );
});

test('a file cut anywhere yields the transactions that end before, then the one that is cut as not complete', async () => {
  await fc.assert(
    fc.asyncProperty(plantedTransactions, fc.nat(), async (planted, seed) => {
      const { bytes, spans } = encodeBinlog({ transactions: planted });
      const whole = await readAll(bytes);
      const cut = seed % (bytes.length + 1);
      const found = (await readAll(bytes.subarray(0, cut))).filter((one) => one.kind === 'transaction');
      const complete = found.filter((one) => one.complete);
      expect(complete).toEqual(whole.slice(0, spans.filter(([, end]) => end <= cut).length));
      const open = found.filter((one) => !one.complete);
      expect(open.length).toBeLessThanOrEqual(1);
      if (open[0]) expect(open[0].offset).toBe(spans[complete.length]?.[0]);
    }),
  );
});

test('a cut at every single byte of a file', async () => {
  const planted = [
    insertOf(uuidA, 1),
    { ...insertOf(uuidA, 2), work: { kind: 'statement', database: '', sql: 'DROP TABLE a.b' } },
  ] as const;
  const { bytes, spans } = encodeBinlog({ transactions: planted });
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const found = (await readAll(bytes.subarray(0, cut))).filter(
      (one) => one.kind === 'transaction' && one.complete,
    );
    expect(found, `cut at ${cut}`).toHaveLength(spans.filter(([, end]) => end <= cut).length);
  }
});

const work = (rows: readonly object[], sql: string | null = null) =>
  rows.map((row) => ({ by: sql === null ? 'rows' : 'statement', sql, ...row }));

describe('what it did', () => {
  test('row events by kind and table, with the statement where it is logged', async () => {
    const row = { schema: 'ledger', table: 'entries' };
    const rows = [
      { ...row, change: 'update', rowBytes: 100, sql: 'UPDATE entries SET value = 0' },
      { ...row, change: 'update', rowBytes: 50 },
      { ...row, change: 'delete', rowBytes: 1, table: 'other' },
    ] as const;
    for (const end of ['xid', 'commit', 'xa', 'compressed'] as const) {
      const checksum = end === 'compressed' ? 0 : 4;
      const { bytes } = encodeBinlog({
        transactions: [{ ...insertOf(uuidA, 1), work: { kind: 'rows', rows, end } }],
      });
      const [found] = await readAll(bytes);
      const statement = 'UPDATE entries SET value = 0';
      expect(found).toMatchObject({
        changes: [
          {
            by: 'rows',
            kind: 'update',
            ...row,
            events: 2,
            bytes: 150 + 2 * (19 + 8 + checksum),
            sql: statement,
          },
          {
            by: 'rows',
            kind: 'delete',
            schema: 'ledger',
            table: 'other',
            events: 1,
            bytes: 1 + 19 + 8 + checksum,
          },
        ],
      });
    }
  });

  test('a statement, in the current database, an entry for each table', async () => {
    const sql = 'DROP TABLE IF EXISTS a, other.b';
    const { bytes } = encodeBinlog({
      transactions: [{ ...insertOf(uuidA, 1), work: { kind: 'statement', database: 'app', sql } }],
    });
    const [found] = await readAll(bytes);
    const expected = [
      { kind: 'drop-table', schema: 'app', table: 'a' },
      { kind: 'drop-table', schema: 'other', table: 'b' },
    ];
    expect(found).toMatchObject({ changes: work(expected, sql) });
  });
});

test('a transaction without a GTID is told as such', async () => {
  const { bytes } = encodeBinlog({ transactions: [{ ...insertOf(uuidA, 1), origin: null }] });
  expect(await readAll(bytes)).toMatchObject([{ gtid: null, complete: true }]);
});

test('a transaction that another one follows before its end is not complete', async () => {
  const { bytes, boundaries } = encodeBinlog({ transactions: [insertOf(uuidA, 1), insertOf(uuidA, 2)] });
  // Without the XID event of the first: events 2 (GTID) to 6 (XID).
  const file = Buffer.concat([bytes.subarray(0, boundaries[6]), bytes.subarray(boundaries[7])]);
  expect(await readAll(file)).toMatchObject([
    { gtid: { number: 1 }, complete: false },
    { gtid: { number: 2 }, complete: true },
  ]);
});
