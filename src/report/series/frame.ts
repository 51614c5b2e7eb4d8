import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import type { DrillResult, Outage } from '../../judge/measure/types.ts';

/** The span of time that the charts of a report share (ms of the record), and their zero. */
export type Frame = {
  readonly startMs: number;
  readonly endMs: number;
  /** The first fault in force, or null where no fault was proved. */
  readonly zeroMs: number | null;
};

/** When the first fault was proved in force (ms of the record); null when none was. */
export function timeZero(result: Pick<DrillResult, 'faults'>): number | null {
  const proved = result.faults.flatMap((fault) => fault.inForceAtMs ?? []);
  return proved.length === 0 ? null : Math.min(...proved);
}

/**
 * From the first scheduled write to the end of the load, of the last phase and of the last outage.
 * Without load: all that was recorded. Never empty: at least one second wide.
 */
export function frameOf(record: DrillRecord, result: DrillResult): Frame {
  const load = loadSpan(record);
  const judged = [...result.phases, ...result.outages].flatMap((span) => span.endedAtMs ?? []);
  const [startMs, recordedEndMs] = load ?? recordedSpan(record);
  const endMs = Math.max(recordedEndMs, startMs + 1000, ...judged);
  return { startMs, endMs, zeroMs: timeZero(result) };
}

function loadSpan({ operations }: DrillRecord): [number, number] | null {
  if (operations.length === 0) return null;
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < operations.length; row += 1) {
    const scheduledAtMs = operations.scheduledAtMs.at(row);
    const endedAtMs = operations.endedAtMs.at(row);
    if (scheduledAtMs < startMs) startMs = scheduledAtMs;
    if (endedAtMs > endMs) endMs = endedAtMs;
  }
  return [startMs, endMs];
}

function recordedSpan(record: DrillRecord): [number, number] {
  let startMs = record.events[0]?.atMs ?? record.samples[0]?.askedAtMs ?? 0;
  let endMs = record.events.at(-1)?.atMs ?? startMs;
  for (const sample of record.samples) {
    if (sample.askedAtMs < startMs) startMs = sample.askedAtMs;
    if (sample.answeredAtMs > endMs) endMs = sample.answeredAtMs;
  }
  return [startMs, endMs];
}

/** Outages that take less than this share of a picture are too narrow to be read in it. */
const smallestLegibleShare = 0.02;

/** The time around the longest outage of each stream, where the whole frame shows them too small; else null. */
export function closeUpOf(frame: Frame, outages: readonly Outage[]): Frame | null {
  const lengthOf = (outage: Outage) => outage.endedAtMs - outage.startedAtMs;
  const longest = streams.flatMap((stream) => {
    const mine = outages.filter((outage) => outage.stream === stream);
    return mine.sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, 1);
  });
  const spanMs = frame.endMs - frame.startMs;
  const longestMs = Math.max(...longest.map(lengthOf));
  if (longest.length === 0 || longestMs > smallestLegibleShare * spanMs) return null;
  const marginMs = Math.max(longestMs, 1000);
  const startMs = Math.max(frame.startMs, Math.min(...longest.map((one) => one.startedAtMs)) - marginMs);
  const endMs = Math.min(frame.endMs, Math.max(...longest.map((one) => one.endedAtMs)) + marginMs);
  return endMs - startMs > spanMs / 2 ? null : { startMs, endMs, zeroMs: frame.zeroMs };
}
