import type { BesideOperation } from '../../history/beside.ts';
import { type Statement, transaction } from './operations.ts';

type Event = {
  readonly atMs: number;
  readonly type: string;
  readonly of: BesideOperation;
  readonly value: string;
};

/**
 * The transactions as a history of Jepsen's, a map of EDN a line, which Elle's `elle.list-append/check` reads: each is
 * invoked, and completes `ok`, `fail` or `info`. Times are in ns. What was never sent is left out.
 */
export function appendHistory(operations: readonly BesideOperation[]): string[] {
  const events = operations
    .filter(({ process }) => process !== null)
    .flatMap((of): Event[] => {
      const asked = ednOf(transaction.parse(of.value));
      const answered = of.outcome === 'ok' ? ednOf(transaction.parse(of.result)) : asked;
      return [
        { atMs: of.startedAtMs, type: 'invoke', of, value: asked },
        { atMs: of.endedAtMs, type: of.outcome, of, value: answered },
      ];
    })
    // A process completes one operation before it invokes the next, at the same instant too.
    .sort((a, b) => a.atMs - b.atMs || a.of.startedAtMs - b.of.startedAtMs || rank(a) - rank(b));
  return events.map(
    ({ atMs, type, of, value }, index) =>
      `{:index ${index}, :time ${Math.round(atMs * 1e6)}, :type :${type}, :process ${of.process}, :f :txn, :value ${value}}`,
  );
}

function rank({ type }: Event): number {
  return type === 'invoke' ? 0 : 1;
}

function ednOf(statements: readonly Statement[]): string {
  const each = statements.map(([what, key, value]) => {
    const shown = value === null ? 'nil' : typeof value === 'number' ? value : `[${value.join(' ')}]`;
    return `[:${what} ${key} ${shown}]`;
  });
  return `[${each.join(' ')}]`;
}
