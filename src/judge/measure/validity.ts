import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { outagesOf } from './outages.ts';
import { integrityProblems } from './record-integrity.ts';
import { unsteadyReasons } from './steadiness.ts';
import { type Rows, streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';

/** Fewer writes than this after time zero tell nothing about an outage. */
const leastWrites = 20;

/** Time in which the harness started no write (ms): an outage of as long that no objective covers would decide. */
const longestPauseMs = 1000;

/** Why this record proves nothing, whatever its numbers say; none when it does. Each reason is a clause. */
export function invalidBecause(record: DrillRecord): string[] {
  const finals = record.finals.filter((final) => final.taken === 'final');
  return [
    ...lifecycleProblems(record),
    ...integrityProblems(record),
    ...unsteadyReasons(record),
    ...faultProblems(record),
    ...loadProblems(record),
    ...unwatchedTime(record),
    ...(finals.length === 0 ? ['no final state of any node was recorded'] : []),
  ];
}

function lifecycleProblems({ manifest }: DrillRecord): string[] {
  const { lifecycle, failure } = manifest;
  if (lifecycle === 'completed') return [];
  if (lifecycle === 'running') return ['the drill never ended: the harness was killed'];
  const why = failure ? `: ${failure}` : '';
  return [lifecycle === 'interrupted' ? `the drill was interrupted${why}` : `the drill failed${why}`];
}

/** Why the load was not steady before the first fault; null when it was. A clause. */
export function unsteadyBecause(record: DrillRecord): string | null {
  return unsteadyReasons(record)[0] ?? null;
}

function faultProblems(record: DrillRecord): string[] {
  const { faults } = timelineOf(record);
  const skipped = record.manifest.scenario.method.flatMap(({ fault, repeat }, step) => {
    const times = repeat?.times ?? 1;
    const injected = faults.filter((one) => one.step === step).length;
    if (injected >= times) return [];
    const howOften = injected === 0 ? 'never injected' : `injected ${injected} of ${times} times`;
    return [`step ${step} (${fault}) was ${howOften}${whyUnproved(record, step)}`];
  });
  const unproved = faults
    .filter((fault) => fault.inForceAtMs === null)
    .map(({ fault, targets, evidence }) => `${fault} of ${targets.join(', ')} was not proved: ${evidence}`);
  return [...skipped, ...unproved];
}

function whyUnproved({ events }: DrillRecord, step: number): string {
  const unproved = events.find((event) => event.type === 'fault-unproved' && event.data?.step === step);
  return unproved ? `: ${unproved.text}` : '';
}

function loadProblems(record: DrillRecord): string[] {
  const zeroMs = timelineOf(record).spans[0]?.zeroMs;
  if (zeroMs === undefined) return [];
  return streams
    .map((stream) => ({
      stream,
      due: streamWrites(record)[stream].due(zeroMs, Number.POSITIVE_INFINITY),
    }))
    .filter(({ due }) => due < leastWrites)
    .map(({ stream, due }) => `only ${due} ${stream} writes were due after time zero`);
}

/**
 * Spans after the baseline in which the harness started no write of a stream, and no outage is told: nobody knows what users
 * would have met. The load pauses, or its thread stood still.
 */
function unwatchedTime(record: DrillRecord): string[] {
  const { baseline, load } = timelineOf(record);
  const fromMs = baseline?.toMs ?? load?.fromMs ?? 0;
  return streams.flatMap((stream) => {
    const { rows, periodMs } = streamWrites(record)[stream];
    const { startedAtMs } = record.operations;
    const spans: string[] = [];
    for (const [beforeMs, nextMs] of pausesIn(rows, startedAtMs, fromMs, longestPauseMs + 2 * periodMs)) {
      const isTold = outagesOf(record).some(
        (outage) => outage.stream === stream && outage.startedAtMs < nextMs && outage.endedAtMs > beforeMs,
      );
      if (isTold) continue;
      spans.push(
        `no ${stream} write was started from ${formatMs(beforeMs)} to ${formatMs(nextMs)}: nobody knows whether users were out`,
      );
    }
    return spans;
  });
}

/**
 * Where longer than `longestMs` none of some rows began, from an instant on. Of each span of that length the first and the
 * last are enough: within one there is no such pause.
 */
function pausesIn(
  rows: Rows,
  startedAtMs: { at(row: number): number },
  fromMs: number,
  longestMs: number,
): (readonly [beforeMs: number, nextMs: number])[] {
  const ends = new Map<number, { firstMs: number; lastMs: number }>();
  for (let index = 0; index < rows.length; index += 1) {
    const atMs = startedAtMs.at(rows.at(index));
    if (atMs < fromMs) continue;
    const span = Math.floor((atMs - fromMs) / longestMs);
    const known = ends.get(span);
    if (!known) ends.set(span, { firstMs: atMs, lastMs: atMs });
    else {
      known.firstMs = Math.min(known.firstMs, atMs);
      known.lastMs = Math.max(known.lastMs, atMs);
    }
  }
  const inOrder = [...ends].sort(([one], [other]) => one - other).map(([, span]) => span);
  return inOrder.flatMap(({ firstMs }, index) => {
    const before = inOrder[index - 1];
    return before && firstMs - before.lastMs > longestMs ? [[before.lastMs, firstMs] as const] : [];
  });
}
