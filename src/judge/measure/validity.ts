import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { attemptsOf } from './attempts.ts';
import { outagesOf } from './outages.ts';
import { integrityProblems } from './record-integrity.ts';
import { countWithin, lowerBound } from './sorted.ts';
import { unsteadyReasons } from './steadiness.ts';
import { streamWrites } from './stream-writes.ts';
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
      due: countWithin(streamWrites(record)[stream].dueAtMs, zeroMs, Number.POSITIVE_INFINITY),
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
    const { periodMs } = streamWrites(record)[stream];
    const starts = attemptsOf(record)[stream].startedAtMs.toSorted();
    const spans: string[] = [];
    for (let at = lowerBound(starts, fromMs) + 1; at < starts.length; at += 1) {
      const [beforeMs, nextMs] = [starts[at - 1] ?? 0, starts[at] ?? 0];
      if (nextMs - beforeMs <= longestPauseMs + 2 * periodMs) continue;
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
