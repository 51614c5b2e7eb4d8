import type { DrillRecord } from '../../history/record.ts';
import { placementOf } from '../measure/placement.ts';
import { lastAtOrBelow } from '../measure/sorted.ts';
import { okIndex } from '../measure/stream-writes.ts';
import { type Span, sureSpan, type WritableRun } from './writable-runs.ts';

/** Writes that one node executed and acknowledged while another was writable for sure. */
export type WritesDuring = {
  readonly run: WritableRun;
  /** Who executed them. */
  readonly node: string;
  readonly writes: number;
  /** From the first invocation to the last acknowledgement of them. */
  readonly span: Span;
};

/** For each run, and each other node, the acknowledged writes of that node that lie in it from invocation to answer. */
export function writesDuring(record: DrillRecord, runs: readonly WritableRun[]): WritesDuring[] {
  const { operations } = record;
  const { serverId } = placementOf(record);
  const nodes = nodesById(record);
  const byNode = [...Map.groupBy(runs, ({ node }) => node)].map(([node, own]) => {
    const ascending = own
      .map((run) => ({ run, span: sureSpan(run) }))
      .sort((one, other) => one.span.fromMs - other.span.fromMs);
    return { node, ascending, starts: Float64Array.from(ascending, ({ span }) => span.fromMs) };
  });
  const found = new Map<WritableRun, Map<string, WritesDuring>>();
  for (let row = 0; row < operations.length; row += 1) {
    const executedBy = operations.outcome[row] === okIndex ? nodes.get(serverId.at(row)) : undefined;
    if (executedBy === undefined) continue;
    const fromMs = operations.startedAtMs.at(row);
    const toMs = operations.endedAtMs.at(row);
    for (const { node, ascending, starts } of byNode) {
      const one = node === executedBy ? undefined : ascending[lastAtOrBelow(starts, fromMs)];
      if (!one || toMs > one.span.toMs) continue;
      const own = found.get(one.run) ?? new Map<string, WritesDuring>();
      const before = own.get(executedBy);
      own.set(executedBy, {
        run: one.run,
        node: executedBy,
        writes: (before?.writes ?? 0) + 1,
        span: { fromMs: Math.min(before?.span.fromMs ?? fromMs, fromMs), toMs },
      });
      found.set(one.run, own);
    }
  }
  return [...found.values()].flatMap((own) => [...own.values()]);
}

function nodesById({ samples, finals }: DrillRecord): ReadonlyMap<number, string> {
  const answered = [...samples, ...finals];
  return new Map(answered.flatMap(({ node, state }) => (state ? [[state.serverId, node] as const] : [])));
}
