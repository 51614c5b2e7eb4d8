import fc from 'fast-check';
import type { Planted, PlantedRows } from './binlog.ts';

export const uuidA = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
export const uuidB = 'ff22fb58-82db-22f2-8f44-d91bb053a673';

const rows: fc.Arbitrary<PlantedRows> = fc.record(
  {
    change: fc.constantFrom('insert', 'update', 'delete'),
    schema: fc.constantFrom('app', 'ledger'),
    table: fc.constantFrom('entries', 'kontostände', 't'.repeat(64)),
    rowBytes: fc.integer({ min: 2, max: 600 }),
    sql: fc.constant('UPDATE t SET a = 1'),
  },
  { requiredKeys: ['change', 'schema', 'table', 'rowBytes'] },
);

const work: fc.Arbitrary<Planted['work']> = fc.oneof(
  fc.record({
    kind: fc.constant('statement' as const),
    database: fc.constantFrom('', 'app'),
    sql: fc.constantFrom('DROP DATABASE `ledger`', 'TRUNCATE app.t', 'CREATE TABLE x (a INT)'),
  }),
  fc.record({
    kind: fc.constant('rows' as const),
    rows: fc.array(rows, { maxLength: 3 }),
    end: fc.constantFrom('xid', 'commit', 'xa', 'compressed'),
  }),
);

/** The first commit of all planted transactions. */
export const startUs = 1_795_264_297_971_313;

/** Transactions of any kind, their numbers ascending from 1 for each origin, a microsecond or more apart. */
export const plantedTransactions: fc.Arbitrary<Planted[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom(uuidA, uuidB, `${uuidA}:audit`),
      work,
      fc.integer({ min: 1, max: 9 }),
      fc.nat({ max: 5 }),
    ),
    { maxLength: 8 },
  )
  .map((all) => {
    const numbers = new Map<string, number>();
    let committedUs = startUs;
    return all.map(([origin, what, stepUs, delayUs]) => {
      const number = (numbers.get(origin) ?? 0) + 1;
      numbers.set(origin, number);
      committedUs += stepUs;
      return { origin, number, committedUs, immediateUs: committedUs + delayUs, work: what };
    });
  });

/** A transaction that inserts a row. */
export function insertOf(origin: string, number: number, committedUs = startUs + number): Planted {
  const row = { change: 'insert', schema: 'ledger', table: 'entries', rowBytes: 10 } as const;
  return { origin, number, committedUs, work: { kind: 'rows', rows: [row], end: 'xid' } };
}
