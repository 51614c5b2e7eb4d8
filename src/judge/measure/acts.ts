/**
 * What the harness did that may have ended a write outage: it healed a fault, started something again, or took a step
 * as an operator would. Whoever wants to know what the cluster did by itself must know these instants.
 *
 * An act counts from when it began: writes may be back before its success is proved.
 */
import { z } from 'zod';
import type { DrillRecord } from '../../history/record.ts';
import type { AwaitedAct } from '../../history/recorded-scenario.ts';
import type { DrillEvent } from '../../history/schema.ts';
import { faultsOf } from './fault-results.ts';
import { oncePerRecord } from './once-per-record.ts';

/** One act of the harness. */
export type HarnessAct = {
  /** When it began. */
  readonly atMs: number;
  /** What it was, as the words that follow "the harness". */
  readonly text: string;
  /** Whether the scenario says that it waits for acts of this kind: such a one may end an RTO. */
  readonly awaited: boolean;
};

const actData = z.object({
  step: z.number().int().optional(),
  turn: z.number().int().default(0),
  by: z.enum(['for', 'recovery']).optional(),
  action: z.string().optional(),
});

/** All acts of the harness on the cluster, ascending by when they began. */
export const actsOf: (record: DrillRecord) => readonly HarnessAct[] = oncePerRecord((record) => {
  const { events } = record;
  const recoveryMs = recoveryStartMs(events) ?? Number.POSITIVE_INFINITY;
  return events
    .flatMap((event): HarnessAct[] => {
      const data = actData.safeParse(event.data ?? {}).data;
      if (!data) return [];
      if (event.type === 'recovery-step') {
        const kind = data.action === 'start' ? 'restart' : 'operator';
        const text =
          kind === 'restart' ? `started ${event.node ?? 'a service'} again` : `acted (${event.text})`;
        return [act(record, event, text, kind, data.by ?? (event.atMs < recoveryMs ? 'for' : 'recovery'))];
      }
      if (!isHealing(event, data, events)) return [];
      const by = data.by ?? (event.atMs < recoveryMs ? 'for' : 'recovery');
      return [act(record, event, `healed ${describeFault(record, data)}`, 'heal', by)];
    })
    .sort((a, b) => a.atMs - b.atMs);
});

/** When the recovery began (ms); undefined when it never did. */
export function recoveryStartMs(events: readonly DrillEvent[]): number | undefined {
  return events.find((event) => event.type === 'phase-started' && event.data?.phase === 'recovery')?.atMs;
}

/** Records that are older than `fault-healing` have the end of a healing only. */
function isHealing(
  event: DrillEvent,
  { step, turn }: z.infer<typeof actData>,
  events: readonly DrillEvent[],
): boolean {
  if (event.type === 'fault-healing') return true;
  if (event.type !== 'fault-healed') return false;
  return !events.some((other) => {
    const data = other.type === 'fault-healing' ? actData.safeParse(other.data).data : undefined;
    return data?.step === step && data?.turn === turn;
  });
}

/**
 * The end of a step's own `for` is written in the scenario: it waits for that. So is a restore. Any other act of the
 * recovery is waited for only where the scenario says so.
 */
function act(
  { manifest: { scenario } }: DrillRecord,
  { atMs }: DrillEvent,
  text: string,
  kind: AwaitedAct,
  by: 'for' | 'recovery',
): HarnessAct {
  const awaited = by === 'for' || scenario.recovery.restore !== undefined || scenario.waitsFor.includes(kind);
  return { atMs, text: by === 'for' ? `${text}, as its step says` : text, awaited };
}

function describeFault(
  { events }: DrillRecord,
  { step, turn }: { step?: number | undefined; turn: number },
): string {
  const fault = faultsOf(events).find((one) => one.step === step && one.turn === turn);
  return fault ? `the ${fault.fault} of ${fault.targets.join(', ')}` : 'a fault';
}
