import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTransactions } from '../../../../../../src/formats/binlog/transactions.ts';
import {
  laterUpdates,
  mustNotBeUpdatedLater,
} from '../../../../../../src/programs/backup/common/restore/later-updates.ts';
import type { ReplayPlan } from '../../../../../../src/programs/backup/mysql/replay/types.ts';
import { encodeBinlog, inChunks, type Planted, type PlantedRows } from '../../../../../support/binlog.ts';
import { startUs, uuidA } from '../../../../../support/planted-binlog.ts';

type Row = readonly [change: PlantedRows['change'], table: string];

const change = fc.tuple(
  fc.constantFrom<PlantedRows['change']>('insert', 'update', 'delete'),
  fc.constantFrom('orders', 'log'),
);

/** Transactions 1, 2, ... with these changes, in two files; the plan leaves out one of them. */
function planted(transactions: readonly (readonly Row[])[], skipped: number, split = transactions.length) {
  const all = transactions.map(
    (rows, index): Planted => ({
      origin: uuidA,
      number: index + 1,
      committedUs: startUs + index,
      work: {
        kind: 'rows',
        rows: rows.map(([what, table]) => ({ change: what, schema: 'shop', table, rowBytes: 10 })),
        end: 'xid',
      },
    }),
  );
  const contents = [all.slice(0, split), all.slice(split)].map(
    (own) => encodeBinlog({ previous: '', transactions: own }).bytes,
  );
  const files = contents.map((_, index) => ({ file: `${index}`, bytes: 0, gtids: '', transactions: 0 }));
  const skip = skipped === 0 ? null : `${uuidA}:${skipped}`;
  const plan: ReplayPlan = {
    kind: 'plan',
    files,
    skip,
    after: '',
    transactions: 0,
    bytes: 0,
    notes: [],
  };
  return [
    plan,
    (file: string) => readTransactions(inChunks(contents[Number(file)] ?? Buffer.alloc(0))),
  ] as const;
}

describe('updates after the one that is left out', () => {
  test('of the same table are counted, wherever the files are split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        fc.nat(8),
        async (transactions, skipped, split) => {
          const tablesOf = (rows: readonly Row[] = []) =>
            rows.filter(([what]) => what === 'update').map(([, table]) => table);
          const damaged = tablesOf(transactions[skipped - 1]);
          const expected = transactions.flatMap((rows, index) =>
            skipped > 0 && index >= skipped && tablesOf(rows).some((table) => damaged.includes(table))
              ? index + 1
              : [],
          );
          const later = await laterUpdates(...planted(transactions, skipped, split));
          expect(later?.transactions ?? 0).toBe(expected.length);
          expect(later?.first).toBe(expected.length > 0 ? `${uuidA}:${expected[0]}` : undefined);
        },
      ),
    );
  });

  test('are refused with their table, number and first; anything else is not', async () => {
    const bad: Row[] = [['update', 'orders']];
    await expect(
      mustNotBeUpdatedLater(...planted([bad, [['update', 'log']], bad, bad], 1)),
    ).rejects.toMatchObject({
      exit: 'environment',
      message: `2 transactions after ${uuidA}:1 update shop.orders too, the first is ${uuidA}:3: the rows that they touched would be damaged as before.`,
    });
    await mustNotBeUpdatedLater(...planted([bad, [['insert', 'orders']], [['delete', 'orders']]], 1));
    await mustNotBeUpdatedLater(...planted([[['delete', 'orders']], bad], 1));
  });
});
