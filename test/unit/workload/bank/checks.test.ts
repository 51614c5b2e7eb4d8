import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { seededRandom } from '../../../../src/random.ts';
import { bank } from '../../../../src/workload/bank/bank.ts';
import { bankChecks } from '../../../../src/workload/bank/checks.ts';
import { bankOptions, transferValue } from '../../../../src/workload/bank/operations.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

const options = bankOptions.parse({ accounts: 3, balance: 10, reads: 0.5 });
type Account = { id: number; balance: number; version: number };

/** What a bank does that does one operation after the other. */
function serially(seed: number, count: number): { operations: BesideOperation[]; reads: FinalRead[] } {
  const accounts: Account[] = [0, 1, 2].map((id) => ({ id, balance: options.balance, version: 0 }));
  const next = bank.operations(seededRandom(seed), options);
  const operations = Array.from({ length: count }, (_, index) => {
    const { function: name, value } = next();
    if (name === 'read')
      return besideOf(index, { result: accounts.map(({ id, balance, version }) => [id, balance, version]) });
    const { from, to, amount } = transferValue.parse(value);
    const both = accounts.filter(({ id }) => id === from || id === to);
    const versions = both.map(({ id, version }) => [id, version]);
    const moved = (accounts[from]?.balance ?? 0) >= amount;
    for (const one of moved ? both : []) {
      one.balance += one.id === from ? -amount : amount;
      one.version += 1;
    }
    return besideOf(index, { function: 'transfer', value, result: { moved, versions } });
  });
  return { operations, reads: accounts.map(({ id, balance, version }) => [id, [balance, version]]) };
}

const read = (index: number, ...balances: number[]) =>
  besideOf(index, { result: balances.map((balance, id) => [id, balance, 0]) });
const transfer = (index: number, ...versions: [number, number][]) =>
  besideOf(index, { function: 'transfer', result: { moved: true, versions } });
const right: FinalRead[] = [
  [0, [10, 0]],
  [1, [10, 0]],
  [2, [10, 0]],
];

test('a serial bank passes; of any read one unit more, and of any node one version less, is found', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat({ max: 2 }), (seed, pick, id) => {
      const { operations, reads } = serially(seed, 60);
      const evidence = evidenceOf(operations, { db1: reads, db2: reads }, options);
      for (const check of Object.values(bankChecks)) expect(check.judge(evidence).verdict).toBe('pass');

      const seen = operations.filter((one) => one.function === 'read');
      const chosen = seen[pick % seen.length];
      const changed = operations.map((one) =>
        one === chosen
          ? {
              ...one,
              result: (one.result as number[][]).map(([a = 0, b = 0, v = 0]) => [a, a === id ? b + 1 : b, v]),
            }
          : one,
      );
      expect(bankChecks['bank-totals'].judge({ ...evidence, operations: changed }).verdict).toBe('fail');

      const older = reads.map(([key, value]): FinalRead => {
        const [balance = 0, version = 0] = value as number[];
        return [key, [balance, key === id ? version - 1 : version]];
      });
      expect(
        bankChecks['bank-nodes'].judge(evidenceOf(operations, { db1: reads, db2: older }, options)).verdict,
      ).toBe('fail');
      expect(
        bankChecks['bank-updates'].judge(evidenceOf(operations, { db1: older, db2: older }, options)).verdict,
      ).toBe('fail');
    }),
    { numRuns: 50 },
  );
});

describe('bank-totals', () => {
  const judge = (operations: BesideOperation[], nodes = { db1: right }) =>
    bankChecks['bank-totals'].judge(evidenceOf(operations, nodes, options));

  test.each([
    [[10, 10, 11], 'a total of 31, and it is 30'],
    [[31, -1, 0], 'an account has -1'],
    [[15, 15], '2 accounts, and there are 3'],
  ])('%j fails: %s', (balances, problem) => {
    expect(judge([read(0, 10, 10, 10), read(1, ...balances)])).toMatchObject({
      verdict: 'fail',
      summary: `1 read of a wrong bank: read at 10 ms: ${problem}`,
    });
  });

  test('a node that is wrong at the end fails', () => {
    expect(judge([read(0, 10, 10, 10)], { db1: [[0, [10, 0]]] }).summary).toContain('db1 at the end');
  });

  test('without reads, and with a node that was not read, it is inconclusive', () => {
    expect(judge([transfer(0, [0, 0], [1, 0])]).verdict).toBe('inconclusive');
    const evidence = {
      ...evidenceOf([read(0, 10, 10, 10)], { db1: right }, options),
      finalsLack: 'db2 was not read',
    };
    expect(bankChecks['bank-totals'].judge(evidence)).toMatchObject({
      verdict: 'inconclusive',
      summary: 'db2 was not read',
    });
  });

  test('a read that failed says nothing', () => {
    expect(judge([read(0, 10, 10, 10), { ...read(1, 1, 1, 1), outcome: 'fail' }]).verdict).toBe('pass');
  });
});

describe('bank-updates', () => {
  const atEnd = (...versions: number[]) => ({
    db1: versions.map((version, id): FinalRead => [id, [10, version]]),
  });
  const judge = (operations: BesideOperation[], nodes: Record<string, FinalRead[]>) =>
    bankChecks['bank-updates'].judge(evidenceOf(operations, nodes, options));

  test('two that built upon one version, and one that is gone, are told apart', () => {
    expect(judge([transfer(0, [0, 0], [1, 0]), transfer(1, [0, 0], [2, 0])], atEnd(1, 1, 1))).toMatchObject({
      verdict: 'fail',
      summary:
        '1 lost update, and 0 changes that the final primary lacks: the transfers acknowledged at 5 ms and 15 ms built both upon version 0 of account 0',
    });
    expect(judge([transfer(0, [0, 0], [1, 0])], atEnd(1, 0, 0))).toMatchObject({
      verdict: 'fail',
      summary:
        '0 lost updates, and 1 change that the final primary lacks: the transfer acknowledged at 5 ms built upon version 0 of account 1, which has version 0 at the end',
    });
  });

  test('a transfer whose outcome is unknown may be there or not', () => {
    const unknown = { ...transfer(1, [0, 1], [1, 1]), outcome: 'info' as const, result: null };
    const acknowledged = transfer(0, [0, 0], [1, 0]);
    expect(judge([acknowledged, unknown], atEnd(1, 1, 0)).verdict).toBe('pass');
    expect(judge([acknowledged, unknown], atEnd(2, 2, 0)).verdict).toBe('pass');
  });

  test('nothing moved, nobody leads, or the leader was not read: inconclusive', () => {
    expect(judge([read(0, 10, 10, 10)], atEnd(0, 0, 0)).verdict).toBe('inconclusive');
    expect(judge([transfer(0, [0, 0], [1, 0])], { db2: right }).verdict).toBe('inconclusive');
    const nobody = {
      ...evidenceOf([transfer(0, [0, 0], [1, 0])], atEnd(1, 1, 1), options),
      primary: null,
      noPrimary: 'several lead',
    };
    expect(bankChecks['bank-updates'].judge(nobody)).toMatchObject({
      verdict: 'inconclusive',
      summary: 'several lead',
    });
  });
});
