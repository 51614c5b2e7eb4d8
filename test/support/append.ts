import type { BesideOperation } from '../../src/history/beside.ts';
import type { Random } from '../../src/random.ts';
import { append } from '../../src/workload/append/append.ts';
import { appendOptions, type Statement, transaction } from '../../src/workload/append/operations.ts';
import { besideOf } from './beside.ts';

/** A transaction in short: `a1=2` appends 2 to list 1, `r1=2,3` read it so. */
export function txn(index: number, text: string, changes: Partial<BesideOperation> = {}): BesideOperation {
  const statements = text.split(' ').map((one): Statement => {
    const [, what, key, value = ''] = /^([ar])(\d+)=([\d,]*)$/.exec(one) ?? [];
    return what === 'a'
      ? ['append', Number(key), Number(value)]
      : ['r', Number(key), value === '' ? [] : value.split(',').map(Number)];
  });
  const value = statements.map((one): Statement => (one[0] === 'r' ? ['r', one[1], null] : one));
  const operation = besideOf(index, { process: index, function: 'txn', value, ...changes });
  return operation.outcome === 'ok' ? { ...operation, result: statements } : operation;
}

/**
 * What a database does that executes one transaction after the other, each at an instant between its start and its end; many
 * overlap. Some fail, of some the outcome is unknown, done or not.
 */
export function serialHistory(
  random: Random,
  count: number,
  keys = 5,
  /** Of the elements that a list has, so many of the last may be missed by a read: 0 reads all. */
  mostMissed = 0,
  /** Where the lists are at the end. */
  lists = new Map<number, number[]>(),
): BesideOperation[] {
  const next = append.operations(random, appendOptions.parse({ keys }));
  const operations = Array.from({ length: count }, (_, index) => {
    const { value } = next();
    const atMs = 10 * (index + 1);
    const chance = random();
    const times = {
      process: index,
      scheduledAtMs: 0,
      startedAtMs: atMs - 1 - Math.floor(random() * 40),
      endedAtMs: atMs + 1 + Math.floor(random() * 40),
    };
    const about = { function: 'txn', value, ...times };
    if (chance < 0.05) return besideOf(index, { ...about, outcome: 'fail', error: 'conflict' });
    if (chance < 0.07) return besideOf(index, { ...about, outcome: 'info', error: 'lost' });
    const result = transaction.parse(value).map((one): Statement => {
      const list = lists.get(one[1]) ?? [];
      lists.set(one[1], list);
      const missed = mostMissed > 0 ? Math.floor(random() * (mostMissed + 1)) : 0;
      if (one[0] === 'r') return ['r', one[1], list.slice(0, Math.max(list.length - missed, 0))];
      list.push(one[2]);
      return one;
    });
    return chance < 0.1
      ? besideOf(index, { ...about, outcome: 'info', error: 'lost' })
      : besideOf(index, { ...about, result });
  });
  return operations.sort((a, b) => a.endedAtMs - b.endedAtMs);
}
