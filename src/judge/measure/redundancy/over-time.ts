import { kindNamed, type ReplicationKind } from '../../../engine/replication/kinds.ts';
import { formatMs } from '../../../formats/units.ts';
import type { DrillRecord } from '../../../history/record.ts';
import type { DrillEvent, EventType, Sample } from '../../../history/schema.ts';
import { type ServiceLook, serviceLookSchema } from '../../../history/service-look.ts';
import { oncePerRecord } from '../once-per-record.ts';
import { timelineOf } from '../timeline.ts';
import type { Expected } from './looks.ts';
import { notRedundantBecause } from './state.ts';

/** What all looks at a cluster say about its redundancy, from time zero of the first fault to the end. */
export type RedundancyOverTime = {
  readonly zeroMs: number;
  /** Until the harness began to collect, or the record ended. */
  readonly endMs: number;
  /** From when on every look until the end says that it is fully redundant; null when the end does not. */
  readonly sinceMs: number | null;
  /** The same, where the harness's own last word on the recovery agrees; else null. */
  readonly backAtMs: number | null;
  /** What the harness said at last; null where the record ends before that. */
  readonly lastWord: DrillEvent | null;
  /** When a look last said that it is not, and why; null when none ever did. */
  readonly lastMissing: { readonly atMs: number; readonly reasons: readonly string[] } | null;
  /** Instants at which it was judged. */
  readonly looks: number;
  /** Whether the services that failover needs were looked at: they were not in old records. */
  readonly withServices: boolean;
};

/** Why there is nothing to judge by, as a clause. */
export type Unjudged = { readonly because: string };

/**
 * Judges the redundancy of a drill's cluster at every look at it. A service is looked at all the time, but only changes
 * and the last look are recorded: in between it was as it was before.
 */
export const redundancyOverTime: (record: DrillRecord) => RedundancyOverTime | Unjudged = oncePerRecord(
  (record) => {
    const zeroMs = timelineOf(record).spans[0]?.zeroMs;
    if (zeroMs === undefined) return { because: 'no fault has a time zero' };
    const kind = kindOf(record);
    if (!kind) return { because: 'the record does not tell the kind of replication' };
    const endMs = endOf(record);
    const services = serviceLooks(record.events);
    const withServices = services.length > 0 || record.manifest.topology.replication !== undefined;
    const expected: Expected = {
      nodes: record.manifest.topology.nodes,
      kind,
      services: withServices ? neededServices(record, services) : [],
    };
    const judged = judgeAll(record, services, expected, { fromMs: zeroMs, toMs: endMs });
    const lastWord = lastWordOf(record.events, zeroMs);
    const backAtMs = lastWord?.type === 'redundancy-restored' ? judged.sinceMs : null;
    return { zeroMs, endMs, withServices, lastWord, backAtMs, ...judged };
  },
);

type LookAtService = { readonly service: string; readonly atMs: number; readonly look: ServiceLook };

type Verdict = { readonly atMs: number; readonly reasons: readonly string[] };

function judgeAll(
  { samples, events }: DrillRecord,
  services: readonly LookAtService[],
  expected: Expected,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Pick<RedundancyOverTime, 'sinceMs' | 'lastMissing' | 'looks'> {
  const arrivals = [...samples, ...services]
    .filter((arrival) => arrivedAtMs(arrival) <= toMs)
    .sort((a, b) => arrivedAtMs(a) - arrivedAtMs(b));
  const seen = { samples: new Map<string, Sample[]>(), services: new Map<string, ServiceLook>() };
  let lastMissing: Verdict | null = null;
  let sinceMs: number | null = null;
  let looks = 0;
  const judgeAt = (atMs: number, more: readonly string[] = []): void => {
    const reasons = [...notRedundantBecause(seen, expected, atMs), ...more];
    looks += 1;
    if (reasons.length > 0) {
      lastMissing = { atMs, reasons };
      sinceMs = null;
    } else sinceMs ??= atMs;
  };
  let begun = false;
  for (const [index, arrival] of arrivals.entries()) {
    // What holds at time zero is what was seen before it.
    const atMs = arrivedAtMs(arrival);
    if (!begun && atMs > fromMs) {
      begun = true;
      judgeAt(fromMs);
    }
    if ('look' in arrival) seen.services.set(arrival.service, arrival.look);
    else push(seen.samples, arrival);
    // Looks of one instant are one look.
    const next = arrivals[index + 1];
    if (begun && !(next && arrivedAtMs(next) === atMs)) judgeAt(atMs);
  }
  judgeAt(toMs, [
    ...unfinished(expected.services, seen.services),
    ...notAskedSince(lastActMs(events, toMs), expected.nodes, seen.samples),
  ]);
  return { sinceMs, lastMissing, looks };
}

function arrivedAtMs(look: Sample | LookAtService): number {
  return 'look' in look ? look.atMs : look.answeredAtMs;
}

/** Services that were not looked at until the end: that nothing changed is not known of them. */
function unfinished(expected: readonly string[], seen: ReadonlyMap<string, ServiceLook>): string[] {
  return expected
    .filter((service) => seen.has(service) && !seen.get(service)?.last)
    .map((service) => `${service}: nothing tells that it was asked until the end`);
}

const acts: ReadonlySet<EventType> = new Set([
  'fault-injecting',
  'fault-in-force',
  'fault-healing',
  'fault-healed',
  'recovery-step',
  'recovery-step-failed',
  'data-restored',
]);

/** When the harness, or a fault, last changed anything. */
function lastActMs(events: readonly DrillEvent[], untilMs: number): number {
  // A step of the recovery that names no node, such as a backup, changes none.
  const last = events.findLast(
    ({ type, atMs, node }) =>
      atMs <= untilMs && acts.has(type) && (type !== 'recovery-step' || node !== undefined),
  );
  return last?.atMs ?? Number.NEGATIVE_INFINITY;
}

/** What was seen of a node before the last act says nothing about the end. */
function notAskedSince(
  actMs: number,
  nodes: readonly string[],
  seen: ReadonlyMap<string, readonly Sample[]>,
): string[] {
  return nodes
    .filter((node) => (seen.get(node)?.at(-1)?.askedAtMs ?? Number.POSITIVE_INFINITY) < actMs)
    .map((node) => `${node}: not asked since the last act, at ${formatMs(actMs)}`);
}

function push(into: Map<string, Sample[]>, sample: Sample): void {
  const own = into.get(sample.node);
  if (own) own.push(sample);
  else into.set(sample.node, [sample]);
}

/** The recorded looks at services, in the order of the events. */
export function serviceLooks(events: readonly DrillEvent[]): LookAtService[] {
  return events
    .filter(({ type }) => type === 'service-seen')
    .flatMap(({ node, atMs, data }) => {
      const look = serviceLookSchema.safeParse(data).data;
      return node && look ? [{ service: node, atMs, look }] : [];
    });
}

/** Those that were looked at, and those that the manifest names as manager or proxy. */
function neededServices({ manifest }: DrillRecord, looks: readonly LookAtService[]): string[] {
  const named = manifest.topology.services.filter(({ role }) => role === 'manager' || role === 'proxy');
  return [...new Set([...named.map(({ name }) => name), ...looks.map(({ service }) => service)])];
}

function lastWordOf(events: readonly DrillEvent[], fromMs: number): DrillEvent | null {
  const words: readonly string[] = ['redundancy-restored', 'redundancy-missing'];
  return events.findLast(({ type, atMs }) => atMs >= fromMs && words.includes(type)) ?? null;
}

function endOf(record: DrillRecord): number {
  const collecting = record.events.find(
    ({ type, data }) => type === 'phase-started' && data?.phase === 'collect',
  );
  return collecting?.atMs ?? timelineOf(record).recordEndMs;
}

/** Old records tell the kind only in the compose file of their topology. */
function kindOf({ manifest: { topology } }: DrillRecord): ReplicationKind | undefined {
  const told = /^x-ha-drill:\n(?:[ \t].*\n|\n)*?[ \t]+replication:[ \t]*([\w-]+)/m.exec(topology.composeText);
  return kindNamed(topology.replication ?? told?.[1] ?? '');
}
