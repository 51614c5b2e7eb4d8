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

/** What cannot be read of an act is taken for not told: it stays an act of the harness. */
const actData = z
  .object({
    step: z.number().int().optional().catch(undefined),
    turn: z.number().int().default(0).catch(0),
    by: z.enum(['for', 'recovery']).optional().catch('recovery'),
    action: z.string().optional().catch(undefined),
  })
  .catch({ turn: 0 });
type ActData = z.infer<typeof actData>;

/** All acts of the harness on the cluster, ascending by when they began. */
export const actsOf: (record: DrillRecord) => readonly HarnessAct[] = oncePerRecord((record) => {
  const { events } = record;
  return events
    .flatMap((event): HarnessAct[] => {
      const data = actData.parse(event.data ?? {});
      if (event.type === 'recovery-step') {
        const kind = data.action === 'start' ? 'restart' : 'operator';
        const text =
          kind === 'restart' ? `started ${event.node ?? 'a service'} again` : `acted (${event.text})`;
        return [act(record, event, data, text, kind)];
      }
      if (!isHealing(event, data, events)) return [];
      return [act(record, event, data, `healed ${describeFault(record, data)}`, 'heal')];
    })
    .sort((a, b) => a.atMs - b.atMs);
});

/** When the recovery began (ms); undefined when it never did. */
export function recoveryStartMs(events: readonly DrillEvent[]): number | undefined {
  return events.find((event) => event.type === 'phase-started' && event.data?.phase === 'recovery')?.atMs;
}

/** Records that are older than `fault-healing` have the end of a healing only. */
function isHealing(event: DrillEvent, { step, turn }: ActData, events: readonly DrillEvent[]): boolean {
  if (event.type === 'fault-healing') return true;
  if (event.type !== 'fault-healed') return false;
  return !events.some((other) => {
    const data = other.type === 'fault-healing' ? actData.parse(other.data ?? {}) : undefined;
    return data?.step === step && data?.turn === turn;
  });
}

/**
 * The end of a step's own `for` is written in the scenario: it waits for that. So is a restore. Any other act of the
 * recovery is waited for only where the scenario says so.
 */
function act(
  record: DrillRecord,
  event: DrillEvent,
  data: ActData,
  text: string,
  kind: AwaitedAct,
): HarnessAct {
  const { scenario } = record.manifest;
  const forItself = endsAFor(record, event, data);
  const awaited =
    forItself || scenario.recovery.restore !== undefined || scenario.waitsFor.some((one) => one === kind);
  return { atMs: event.atMs, text: forItself ? `${text}, as its step says` : text, awaited };
}

/**
 * Whether an act is the end of a step's own `for`: it says so, and the scenario has such a step. Old records do not say:
 * there it came before the recovery.
 */
function endsAFor({ manifest, events }: DrillRecord, { atMs }: DrillEvent, { step, by }: ActData): boolean {
  const told = by ?? (atMs < (recoveryStartMs(events) ?? Number.POSITIVE_INFINITY) ? 'for' : 'recovery');
  const { method } = manifest.scenario;
  const steps = step === undefined ? method : method.slice(step, step + 1);
  return told === 'for' && steps.some((one) => one.for !== undefined);
}

function describeFault({ events }: DrillRecord, { step, turn }: ActData): string {
  const fault = faultsOf(events).find((one) => one.step === step && one.turn === turn);
  return fault ? `the ${fault.fault} of ${fault.targets.join(', ')}` : 'a fault';
}
