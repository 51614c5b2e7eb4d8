import type { DrillRecord } from '../../history/record.ts';
import type { DrillResult, Outage } from '../../judge/measure/types.ts';
import type { Frame } from './frame.ts';

/** A fault as charts mark it: where it came into force and, where that was seen, where it was healed. */
export type FaultMark = {
  readonly label: string;
  readonly inForceAtMs: number;
  readonly healedAtMs: number | null;
};

/** A stage of the drill (baseline, method, recovery ...). */
export type Stage = { readonly name: string; readonly startedAtMs: number; readonly endedAtMs: number };

/** What all time charts of a report have in common. */
export type Marks = {
  readonly faults: readonly FaultMark[];
  readonly stages: readonly Stage[];
  readonly outages: readonly Outage[];
};

export function marksOf(record: DrillRecord, result: DrillResult, endMs: number): Marks {
  return { faults: faultMarks(record, result), stages: stagesOf(record, endMs), outages: result.outages };
}

function faultMarks(record: DrillRecord, result: DrillResult): FaultMark[] {
  return result.faults.flatMap(({ step, turn, fault, targets, inForceAtMs }) => {
    if (inForceAtMs === null) return [];
    const healed = record.events.find(
      ({ type, data }) => type === 'fault-healed' && data?.step === step && (data.turn ?? 0) === turn,
    );
    return [{ label: `${fault} ${targets.join(', ')}`, inForceAtMs, healedAtMs: healed?.atMs ?? null }];
  });
}

function stagesOf({ events }: DrillRecord, endMs: number): Stage[] {
  const started = events.filter((event) => event.type === 'phase-started');
  return started.map((event, index) => ({
    name: typeof event.data?.phase === 'string' ? event.data.phase : event.text,
    startedAtMs: event.atMs,
    endedAtMs: started[index + 1]?.atMs ?? Math.max(endMs, event.atMs),
  }));
}

/** The marks that lie in a frame, wholly or in part. */
export function croppedMarks(marks: Marks, { startMs, endMs }: Frame): Marks {
  const inside = (atMs: number) => atMs >= startMs && atMs <= endMs;
  return {
    ...marks,
    outages: marks.outages.filter((outage) => outage.endedAtMs >= startMs && outage.startedAtMs <= endMs),
    faults: marks.faults
      .filter(({ inForceAtMs }) => inside(inForceAtMs))
      .map((fault) => ({
        ...fault,
        healedAtMs: fault.healedAtMs !== null && inside(fault.healedAtMs) ? fault.healedAtMs : null,
      })),
  };
}
