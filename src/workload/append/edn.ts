import type { BesideOperation } from '../../history/beside.ts';
import { type Statement, transaction } from './operations.ts';

type Event = {
  readonly atMs: number;
  /** Place among the events of one instant. */
  readonly turn: number;
  readonly type: string;
  readonly of: BesideOperation;
  readonly value: string;
};

/**
 * The transactions as a history of Jepsen's, a map of EDN a line, which Elle's `elle.list-append/check` reads: each is
 * invoked, and completes `ok`, `fail` or `info`. Times are in ns. What was never sent is left out.
 */
export function appendHistory(operations: readonly BesideOperation[]): string[] {
  const events = inTurn(operations.filter(({ process }) => process !== null)).toSorted(
    (a, b) => a.atMs - b.atMs || a.turn - b.turn,
  );
  return events.map(
    ({ atMs, type, of, value }, index) =>
      `{:index ${index}, :time ${Math.round(atMs * 1e6)}, :type :${type}, :process ${of.process}, :f :txn, :value ${value}}`,
  );
}

/**
 * Elle takes what is told first for what came first. What began at the very instant at which another ended did not come
 * after it, so it is told first, unless it is of the same process: that completes one operation before it invokes the next.
 */
function inTurn(operations: readonly BesideOperation[]): Event[] {
  const completed = new Map<number | null, { readonly atMs: number; readonly times: number }>();
  return operations
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.endedAtMs - b.endedAtMs)
    .flatMap((of): Event[] => {
      const { process, startedAtMs, endedAtMs, outcome } = of;
      const before = completed.get(process);
      const begins = before?.atMs === startedAtMs ? before.times : 0;
      const ends = startedAtMs === endedAtMs ? begins : 0;
      completed.set(process, { atMs: endedAtMs, times: ends + 1 });
      const asked = ednOf(transaction.parse(of.value));
      const answered = outcome === 'ok' ? ednOf(transaction.parse(of.result)) : asked;
      return [
        { atMs: startedAtMs, turn: 2 * begins, type: 'invoke', of, value: asked },
        { atMs: endedAtMs, turn: 2 * ends + 1, type: outcome, of, value: answered },
      ];
    });
}

function ednOf(statements: readonly Statement[]): string {
  const each = statements.map(([what, key, value]) => {
    const shown = value === null ? 'nil' : typeof value === 'number' ? value : `[${value.join(' ')}]`;
    return `[:${what} ${key} ${shown}]`;
  });
  return `[${each.join(' ')}]`;
}
