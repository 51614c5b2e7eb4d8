/**
 * Write outages of a stream.
 *
 * Definition: a gap between consecutive acknowledgements, longer than the threshold, in which at least one write
 * was due that was not acknowledged by the end of the gap, or two that were in the instant in which it ended. The start of load to the first acknowledgement and the
 * last acknowledgement to the end of load are gaps as well.
 * Clock: the harness's, at which answers arrived.
 * Resolution: see resolution.ts. Threshold: what noise of the baseline cannot reach: ten arrival periods or 1.5 times the
 * longest gap of the baseline, whichever is longer. A gap that does not begin within a second of a fault's time zero
 * must also be longer than 250 ms: on a busy machine shorter ones come by themselves, and a hiccup seconds after a
 * failover is not its outage. Shorter gaps are hiccups and show in the latency.
 * Censoring: an outage that lasts to the end of load is `open`: at least this long.
 * Bias: too long by up to one arrival period and one latency at each end. A write that hung and was acknowledged
 * later does not shorten an outage: only an acknowledgement within it would. A gap whose writes the harness
 * itself started late is shortened by that before it is held against the threshold, so that a stalled harness
 * makes no outage.
 */
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord, OperationTable } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { actsOf } from './acts.ts';
import { causeOf, hiccupMs } from './attribution.ts';
import { oncePerRecord } from './once-per-record.ts';
import { okIndex, type StreamWrites, streamWrites } from './stream-writes.ts';
import { type Span, timelineOf } from './timeline.ts';
import type { FaultResult, Outage } from './types.ts';

const periodsOfThreshold = 10;
const gapsOfThreshold = 1.5;
/** A gap that begins within this of a time zero is near the fault (ms). */
const nearMs = 1000;

/** The outages of both streams, ascending by their start. */
export const outagesOf: (record: DrillRecord) => readonly Outage[] = oncePerRecord((record) => {
  const { load, baseline, spans } = timelineOf(record);
  if (!load) return [];
  const isNearFault = ({ startedAtMs, endedAtMs }: FoundOutage): boolean =>
    spans.some(({ zeroMs }) => endedAtMs > zeroMs && startedAtMs < zeroMs + nearMs);
  return streams
    .flatMap((stream) => {
      const writes = streamWrites(record)[stream];
      const thresholdMs = outageThresholdMs(record, writes, baseline);
      return findOutages(writes, record.operations, load, thresholdMs)
        .filter((outage) => outage.endedAtMs - outage.startedAtMs > hiccupMs || isNearFault(outage))
        .map((outage) => ({ ...outage, ...circumstances(record, outage, thresholdMs) }));
    })
    .sort((a, b) => a.startedAtMs - b.startedAtMs);
});

/** In which phase of the drill an outage began, and what it is put down to, in words. */
export function circumstances(
  record: DrillRecord,
  outage: Pick<Outage, 'startedAtMs' | 'endedAtMs'>,
  thresholdMs: number,
): Pick<Outage, 'phase' | 'after'> {
  const { events } = record;
  const phase = events.findLast(
    (event) => event.type === 'phase-started' && event.atMs <= outage.startedAtMs,
  );
  const { causes } = timelineOf(record);
  const cause = causeOf(outage, causes, thresholdMs);
  const struck = causes.find(
    ({ fault, atMs }) => fault && atMs > outage.startedAtMs && atMs < outage.endedAtMs,
  );
  const act = actsOf(record).findLast(
    ({ atMs }) => atMs <= outage.startedAtMs + hiccupMs && atMs >= (cause?.atMs ?? Number.POSITIVE_INFINITY),
  );
  const phaseName = typeof phase?.data?.phase === 'string' ? { phase: phase.data.phase } : {};
  if (!cause)
    return struck?.fault
      ? { ...phaseName, after: `${formatMs(struck.atMs - outage.startedAtMs)} before ${named(struck.fault)}` }
      : phaseName;
  const after = cause.fault
    ? `after ${named(cause.fault)}`
    : act
      ? `after the harness ${act.text}`
      : 'after the recovery began';
  return { ...phaseName, after };
}

function named({ fault, targets }: FaultResult): string {
  return `the ${fault} of ${targets.join(', ')}`;
}

/** The length that a gap must exceed to be an outage (ms). */
export function outageThresholdMs(
  { operations }: DrillRecord,
  writes: StreamWrites,
  baseline: Span | null,
): number {
  return Math.max(
    periodsOfThreshold * writes.periodMs,
    gapsOfThreshold * (baseline ? longestGapMs(writes, operations, baseline) : 0),
  );
}

function longestGapMs(writes: StreamWrites, operations: OperationTable, { fromMs, toMs }: Span): number {
  let longest = 0;
  let beforeMs = Number.POSITIVE_INFINITY;
  for (const row of writes.acknowledgedFrom(fromMs)) {
    const ackMs = operations.endedAtMs.at(row);
    if (ackMs > toMs) break;
    longest = Math.max(longest, ackMs - beforeMs);
    beforeMs = ackMs;
  }
  return longest;
}

/** The outages of one stream that are longer than a threshold (ms), ascending. */
export function findOutages(
  writes: StreamWrites,
  operations: OperationTable,
  load: Span,
  thresholdMs: number,
): FoundOutage[] {
  if (writes.rows.length === 0) return [];
  const gaps = gapsOf(writes, operations, load, thresholdMs);
  if (gaps.length === 0) return [];
  // Both ascend.
  let current = -1;
  for (let index = 0; index < writes.rows.length; index += 1) {
    const row = writes.rows.at(index);
    const dueMs = operations.scheduledAtMs.at(row);
    while ((gaps[current + 1]?.startedAtMs ?? Number.POSITIVE_INFINITY) <= dueMs) current += 1;
    const gap = gaps[current];
    if (!gap || (gap.open ? dueMs > gap.endedAtMs : dueMs >= gap.endedAtMs)) continue;
    gap.firstStartMs = Math.min(gap.firstStartMs, operations.startedAtMs.at(row));
    const acknowledged = operations.outcome[row] === okIndex;
    const endedAtMs = operations.endedAtMs.at(row);
    if (!acknowledged || endedAtMs > gap.endedAtMs) gap.missedWrites += 1;
    else if (endedAtMs === gap.endedAtMs) gap.answeredAtEnd += 1;
  }
  return gaps
    .filter(
      (gap) =>
        (gap.missedWrites > 0 || gap.answeredAtEnd > 1) &&
        gap.endedAtMs - Math.max(gap.startedAtMs, gap.firstStartMs) + writes.periodMs > thresholdMs,
    )
    .map(({ firstStartMs, answeredAtEnd, ...gap }) => ({ stream: writes.stream, ...gap }));
}

/** An outage of which nothing is known yet but the writes. */
type FoundOutage = Omit<Outage, 'phase' | 'after'>;

type Gap = {
  startedAtMs: number;
  endedAtMs: number;
  open: boolean;
  missedWrites: number;
  /** Writes that were due in it and acknowledged in the instant of its end: one ended it, others hung as well. */
  answeredAtEnd: number;
  /** When the first write that was due in it was started. */
  firstStartMs: number;
};

function gapsOf(writes: StreamWrites, operations: OperationTable, load: Span, thresholdMs: number): Gap[] {
  const gaps: Gap[] = [];
  let beforeMs = load.fromMs;
  const add = (endedAtMs: number, open: boolean): void => {
    if (endedAtMs - beforeMs > thresholdMs) {
      const nothingYet = { missedWrites: 0, answeredAtEnd: 0, firstStartMs: Number.POSITIVE_INFINITY };
      gaps.push({ startedAtMs: beforeMs, endedAtMs, open, ...nothingYet });
    }
  };
  for (const row of writes.acknowledgedFrom(Number.NEGATIVE_INFINITY)) {
    const ackMs = operations.endedAtMs.at(row);
    if (ackMs > load.toMs) break;
    add(ackMs, false);
    beforeMs = ackMs;
  }
  add(load.toMs, true);
  return gaps;
}
