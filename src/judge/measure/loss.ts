/**
 * Acknowledged writes against the final primary (RPO).
 *
 * Definition: a write that was acknowledged and whose row, with its value, is not on the final primary is missing.
 * It is `stranded` when another node's final state has it, or data that recovery was about to throw away; else it
 * is `lost`. A row with another value than was written counts as lost. Of a write that was never acknowledged the row may
 * be there, with its value, or not; with another value it is neither: nobody wrote that (`unknownChanged`).
 * RPO in rows: lost and stranded. RPO in time: how long before the next time zero the oldest missing write was
 * acknowledged, or after the last one, how long before the newest missing write; the longest of these; 0 when none is
 * missing.
 * The final primary is the one node whose final state accepts writes.
 * Clock: the harness's, at which answers arrived.
 * Resolution: rows are counted exactly; time is as fine as the arrival period of the load.
 * Censoring: not measured without a final primary.
 * Bias: none for rows. RPO in time is what the load could tell: with sparse writes the truth may be longer.
 */

import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { outcomes, streams } from '../../history/schema.ts';
import { finalPrimaryOf } from './final-primary.ts';
import { oncePerRecord } from './once-per-record.ts';
import { placementOf, places } from './placement.ts';
import { okIndex, streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { Loss, Measurement } from './types.ts';

const exampleLimit = 20;
const infoIndex = outcomes.indexOf('info');

/** Acknowledged and unknown writes by class; null when there is no final primary to compare with. */
export const lossOf: (record: DrillRecord) => Loss | null = oncePerRecord((record) => {
  if (!finalPrimaryOf(record).state) return null;
  const { operations } = record;
  const { place } = placementOf(record);
  const loss = {
    acknowledged: 0,
    lost: 0,
    stranded: 0,
    unknownPresent: 0,
    unknownChanged: 0,
    unknownAbsent: 0,
  };
  let oldestLostAckMs: number | null = null;
  const examples: string[] = [];
  for (let row = 0; row < operations.length; row += 1) {
    const found = place.at(row);
    const present = found === places.primary;
    if (operations.outcome[row] === okIndex) {
      loss.acknowledged += 1;
      if (present) continue;
      if (found === places.elsewhere) loss.stranded += 1;
      else loss.lost += 1;
      oldestLostAckMs ??= operations.endedAtMs.at(row);
      if (examples.length < exampleLimit) examples.push(describe(record, row, found));
    } else if (operations.outcome[row] === infoIndex) {
      if (present) loss.unknownPresent += 1;
      else if (found === places.changed) loss.unknownChanged += 1;
      else loss.unknownAbsent += 1;
    }
  }
  return { ...loss, oldestLostAckMs, examples };
});

function describe({ operations }: DrillRecord, row: number, place: number): string {
  const stream = streams[operations.stream[row] ?? 0];
  const key = `writer ${operations.writer[row]} sequence ${operations.sequence[row]} (${stream})`;
  const fate = {
    [places.nowhere]: 'lost',
    [places.changed]: 'changed on the final primary',
    [places.elsewhere]: 'stranded on another node',
  }[place];
  return `${key}, acknowledged at ${formatMs(operations.endedAtMs.at(row))}: ${fate}`;
}

/** RPO in rows and in time. */
export function rpoMeasurements(record: DrillRecord): Measurement[] {
  const loss = lossOf(record);
  const primary = finalPrimaryOf(record);
  const measured = loss !== null && loss.acknowledged > 0;
  const why = loss === null ? `not measured: ${primary.reason}` : 'not measured: no write was acknowledged';
  const oldest = measured ? oldestMissing(record) : { ms: null, how: why };
  const periods = Object.values(streamWrites(record)).map((writes) => writes.periodMs);
  return [
    {
      name: 'rpo-rows',
      title: 'Acknowledged writes missing on the final primary',
      value: measured ? loss.lost + loss.stranded : null,
      unit: 'rows',
      atLeast: false,
      resolution: null,
      how: measured
        ? `all ${loss.acknowledged} acknowledged writes looked up on ${primary.state?.node}: ${loss.lost} lost, ${loss.stranded} stranded; counted exactly`
        : why,
    },
    {
      name: 'rpo-seconds',
      title: 'Age of the oldest missing write at time zero',
      value: oldest.ms,
      unit: 'ms',
      atLeast: false,
      resolution: oldest.ms === null || loss?.oldestLostAckMs === null ? null : Math.max(...periods),
      how: oldest.how,
    },
  ];
}

/** RPO in time (ms), with the faults that it counts to; null where there is none. */
function oldestMissing(record: DrillRecord): { ms: number | null; how: string } {
  const { operations } = record;
  const { place } = placementOf(record);
  const zerosMs = timelineOf(record).spans.map(({ zeroMs }) => zeroMs);
  /** The oldest and the newest between two times zero, by the later one; by infinity behind the last. */
  const missing = new Map<number, { oldestMs: number; newestMs: number }>();
  for (let row = 0; row < operations.length; row += 1) {
    if (operations.outcome[row] !== okIndex || place.at(row) === places.primary) continue;
    const ackMs = operations.endedAtMs.at(row);
    const zeroMs = zerosMs.find((one) => one >= ackMs) ?? Number.POSITIVE_INFINITY;
    const { oldestMs } = missing.get(zeroMs) ?? { oldestMs: ackMs };
    missing.set(zeroMs, { oldestMs, newestMs: ackMs });
  }
  if (missing.size === 0) return { ms: 0, how: 'no acknowledged write is missing' };
  if (zerosMs.length === 0)
    return { ms: null, how: 'not measured: writes are missing, but no fault has a time zero' };
  const spans = [...missing].map(([zeroMs, { oldestMs, newestMs }]) => {
    const to = Number.isFinite(zeroMs)
      ? `time zero at ${formatMs(zeroMs)}`
      : `after the last time zero, the newest missing write acknowledged at ${formatMs(newestMs)}`;
    const ms = (Number.isFinite(zeroMs) ? zeroMs : newestMs) - oldestMs;
    return { ms, how: `${to}, the oldest missing write acknowledged at ${formatMs(oldestMs)}` };
  });
  return spans.reduce((longest, one) => (one.ms > longest.ms ? one : longest));
}
