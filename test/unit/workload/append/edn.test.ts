import { expect, test } from 'vitest';
import { appendHistory } from '../../../../src/workload/append/edn.ts';
import { txn } from '../../../support/append.ts';

test('each transaction is invoked and completed, in the order of time, in the words of Elle', () => {
  const operations = [
    txn(0, 'a1=1 r1=1', { process: 0, startedAtMs: 0, endedAtMs: 10 }),
    txn(1, 'r1=', { process: 1, startedAtMs: 5, endedAtMs: 10.001 }),
    // Its process was free at the very instant at which it began.
    txn(2, 'a1=2', { process: 0, startedAtMs: 10, endedAtMs: 12, outcome: 'info' }),
    txn(3, 'a1=3', { process: 1, startedAtMs: 11, endedAtMs: 11, outcome: 'fail' }),
    txn(4, 'a1=4', { process: null, outcome: 'fail' }),
  ];
  expect(appendHistory(operations)).toEqual([
    '{:index 0, :time 0, :type :invoke, :process 0, :f :txn, :value [[:append 1 1] [:r 1 nil]]}',
    '{:index 1, :time 5000000, :type :invoke, :process 1, :f :txn, :value [[:r 1 nil]]}',
    '{:index 2, :time 10000000, :type :ok, :process 0, :f :txn, :value [[:append 1 1] [:r 1 [1]]]}',
    '{:index 3, :time 10000000, :type :invoke, :process 0, :f :txn, :value [[:append 1 2]]}',
    '{:index 4, :time 10001000, :type :ok, :process 1, :f :txn, :value [[:r 1 []]]}',
    '{:index 5, :time 11000000, :type :invoke, :process 1, :f :txn, :value [[:append 1 3]]}',
    '{:index 6, :time 11000000, :type :fail, :process 1, :f :txn, :value [[:append 1 3]]}',
    '{:index 7, :time 12000000, :type :info, :process 0, :f :txn, :value [[:append 1 2]]}',
  ]);
});

test('what begins at the very instant at which another process completes is told first: it did not come after that', () => {
  const operations = [
    txn(0, 'a1=1', { process: 0, startedAtMs: 0, endedAtMs: 10 }),
    txn(1, 'r1=', { process: 1, startedAtMs: 10, endedAtMs: 20 }),
    txn(2, 'r1=1', { process: 0, startedAtMs: 10, endedAtMs: 10 }),
    txn(3, 'r1=1', { process: 0, startedAtMs: 10, endedAtMs: 20 }),
  ];
  const told = appendHistory(operations).map((line) =>
    /:type (:\w+), :process (\d)/.exec(line)?.slice(1).join(' '),
  );
  expect(told).toEqual([
    ...[':invoke 0', ':invoke 1', ':ok 0', ':invoke 0', ':ok 0', ':invoke 0'],
    ...[':ok 1', ':ok 0'],
  ]);
});
