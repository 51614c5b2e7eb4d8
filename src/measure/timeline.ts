import { z } from 'zod';
import type { DrillRecord } from '../history/record.ts';
import type { DrillEvent, EventType } from '../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';
import { streamWrites } from './stream-writes.ts';
import type { FaultResult } from './types.ts';

export type Span = { readonly fromMs: number; readonly toMs: number };

/** A fault that was proved in force, and the span in which what happens to writes is put down to it. */
export type FaultSpan = {
  readonly fault: FaultResult;
  /** Time zero: the earliest instant at which the effect may have begun. */
  readonly zeroMs: number;
  /** The next fault's time zero, or the start of recovery, or the end of load. */
  readonly endMs: number;
};

/** The instants of a drill that measures refer to. */
export type Timeline = {
  /** From the first to the last scheduled write; null when none was. */
  readonly load: Span | null;
  /** The span that was watched for the steady state; null when it was not judged. */
  readonly baseline: Span | null;
  readonly faults: readonly FaultResult[];
  /** Faults with a time zero, ascending by it. */
  readonly spans: readonly FaultSpan[];
  /** The last instant of which the record tells anything. */
  readonly recordEndMs: number;
};

const injectionData = z.object({ step: z.number().int(), turn: z.number().int().default(0) });

const faultData = injectionData.extend({
  fault: z.string(),
  targets: z.array(z.string()),
  evidence: z.string().optional(),
  effectAtMs: z.number().optional(),
});

/** Reads the instants of a drill from its events. */
export const timelineOf: (record: DrillRecord) => Timeline = oncePerRecord((record) => {
  const load = loadOf(record);
  const faults = faultsOf(record.events);
  return {
    load,
    baseline: baselineOf(record),
    faults,
    spans: spansOf(faults, recoveryAt(record.events), load),
    recordEndMs: Math.max(
      0,
      load?.toMs ?? 0,
      record.operations.endedAtMs.at(-1) ?? 0,
      record.events.at(-1)?.atMs ?? 0,
      ...record.samples.slice(-20).map((sample) => sample.answeredAtMs),
    ),
  };
});

/** The first event of a type at or after an instant. */
export function firstEvent(
  events: readonly DrillEvent[],
  type: EventType,
  fromMs: number,
): DrillEvent | undefined {
  return events.find((event) => event.type === type && event.atMs >= fromMs);
}

function loadOf(record: DrillRecord): Span | null {
  const dues = Object.values(streamWrites(record)).map((writes) => writes.dueAtMs);
  const starts = dues.flatMap((due) => due[0] ?? []);
  const ends = dues.flatMap((due) => due.at(-1) ?? []);
  return starts.length === 0 ? null : { fromMs: Math.min(...starts), toMs: Math.max(...ends) };
}

function baselineOf({ events, manifest }: DrillRecord): Span | null {
  const judged = events.find((event) => event.type === 'steady-state');
  if (!judged) return null;
  return { fromMs: judged.atMs - manifest.scenario.baseline.duration, toMs: judged.atMs };
}

function faultsOf(events: readonly DrillEvent[]): FaultResult[] {
  const dataOf = (event: DrillEvent) => faultData.safeParse(event.data).data;
  const about = (event: DrillEvent, { step, turn }: z.infer<typeof injectionData>): boolean => {
    const other = injectionData.safeParse(event.data).data;
    return other?.step === step && other.turn === turn;
  };
  return events
    .filter((event) => event.type === 'fault-injecting')
    .flatMap((event) => {
      const injecting = dataOf(event);
      if (!injecting) return [];
      const inForce = events.find((other) => other.type === 'fault-in-force' && about(other, injecting));
      const unproved = events.find((other) => other.type === 'fault-unproved' && about(other, injecting));
      const proof = inForce && dataOf(inForce);
      return {
        step: injecting.step,
        turn: injecting.turn,
        fault: injecting.fault,
        targets: injecting.targets,
        injectingAtMs: event.atMs,
        inForceAtMs: inForce ? (proof?.effectAtMs ?? inForce.atMs) : null,
        evidence: proof?.evidence ?? inForce?.text ?? unproved?.text ?? 'neither proved nor refuted',
      };
    });
}

function recoveryAt(events: readonly DrillEvent[]): number {
  const recovery = events.find((event) => event.type === 'phase-started' && event.data?.phase === 'recovery');
  return recovery?.atMs ?? Number.POSITIVE_INFINITY;
}

function spansOf(faults: readonly FaultResult[], recoveryMs: number, load: Span | null): FaultSpan[] {
  const proved = faults
    .flatMap((fault) => (fault.inForceAtMs === null ? [] : { fault, zeroMs: fault.inForceAtMs }))
    .sort((a, b) => a.zeroMs - b.zeroMs);
  const ends = [...proved.map(({ zeroMs }) => zeroMs), recoveryMs, load?.toMs ?? Number.POSITIVE_INFINITY];
  return proved.map((span) => ({ ...span, endMs: Math.min(...ends.filter((end) => end > span.zeroMs)) }));
}
