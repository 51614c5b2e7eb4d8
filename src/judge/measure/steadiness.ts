/**
 * Whether the load was steady before the first fault.
 *
 * Definition: by the writes that ended in the baseline, the span that was watched for it, each stream had some, no larger
 * share of them failed than the scenario allows, the application's 99th percentile of latency was within its limit
 * (baseline.ts), and no stream went without an acknowledgement for longer than a second and two of its periods. By the
 * samples of that span each node answered, and those that accept writes were the same all the time. It is worked out of
 * operations and samples; that the harness took it for steady, and before it injected anything, must be told as well.
 * Clock: the harness's. Resolution: one write, one sample.
 * Censoring: limits that a scenario does not have, and samples that a record does not have, are not judged.
 * Bias: what was in flight when the baseline ended counts where it ended.
 */

import { kindNamed } from '../../engine/replication/kinds.ts';
import { standsBy } from '../../engine/standby.ts';
import { counted } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type OperationLine, outcomes, type Sample, type Stream, streams } from '../../history/schema.ts';
import { assessBaseline } from './baseline.ts';
import { oncePerRecord } from './once-per-record.ts';
import { staleMs } from './redundancy/state.ts';
import { lowerBound } from './sorted.ts';
import { streamWrites } from './stream-writes.ts';
import { type Span, timelineOf } from './timeline.ts';

/** A write that is answered within this counts as in time (ms): so long without an answer is an outage for users. */
const longestGapMs = 1000;

/** Why the load was not steady before the fault, a clause each; none when it was. */
export const unsteadyReasons: (record: DrillRecord) => readonly string[] = oncePerRecord((record) => {
  const { baseline } = timelineOf(record);
  if (!baseline) return ['nothing tells that the load was steady before the fault'];
  const told = [
    ...toldOtherwise(record),
    ...[...byOperations(record, baseline), ...bySamples(record, baseline)].map(
      (why) => `the load was not steady before the fault (${why})`,
    ),
  ];
  // The harness and the record mostly see the same, in the same words.
  return [...new Set(told)];
});

function toldOtherwise({ events }: DrillRecord): string[] {
  const judged = events.filter(({ type }) => type === 'steady-state');
  const fault = events.find(({ type }) => type === 'fault-injecting');
  const late = judged.find(({ atMs }) => fault && atMs > fault.atMs);
  return [
    ...judged
      .filter(({ data }) => data?.held !== true)
      .map(({ text }) => `the load was not steady before the fault (${text})`),
    ...(late && fault
      ? [
          `the load was watched until ${formatMs(late.atMs)}, and the first fault was injected at ${formatMs(fault.atMs)}`,
        ]
      : []),
  ];
}

function byOperations(record: DrillRecord, baseline: Span): string[] {
  const { maxErrors = 1, maxLatency = Number.POSITIVE_INFINITY } = record.manifest.scenario.baseline;
  const { held, text } = assessBaseline(endedIn(record, baseline), { maxErrors, maxLatency });
  const gaps = streams.flatMap((stream) => gapOf(record, stream, baseline) ?? []);
  return [...(held ? [] : [text]), ...gaps];
}

/** The operations that ended in a span. */
function endedIn({ operations }: DrillRecord, { fromMs, toMs }: Span): OperationLine[] {
  const { length, stream, writer, sequence, value, scheduledAtMs, startedAtMs, endedAtMs, outcome } =
    operations;
  const lines: OperationLine[] = [];
  for (let row = lowerBound(endedAtMs, fromMs); row < length && endedAtMs.at(row) <= toMs; row += 1) {
    lines.push([
      streams[stream[row] ?? 0] ?? 'service',
      writer[row] ?? 0,
      sequence[row] ?? 0,
      value.at(row) ?? 0,
      scheduledAtMs.at(row),
      startedAtMs.at(row),
      endedAtMs.at(row),
      outcomes[outcome[row] ?? 0] ?? 'info',
      null,
    ]);
  }
  return lines;
}

function gapOf(record: DrillRecord, stream: Stream, { fromMs, toMs }: Span): string | null {
  const { acknowledgedFrom, periodMs } = streamWrites(record)[stream];
  let longestMs = 0;
  let beforeMs = fromMs;
  for (const row of acknowledgedFrom(fromMs)) {
    const ackMs = record.operations.endedAtMs.at(row);
    if (ackMs >= toMs) break;
    longestMs = Math.max(longestMs, ackMs - beforeMs);
    beforeMs = ackMs;
  }
  longestMs = Math.max(longestMs, toMs - beforeMs);
  return longestMs > longestGapMs + 2 * periodMs
    ? `no ${stream} write was acknowledged for ${formatMs(longestMs)}`
    : null;
}

function bySamples({ samples, manifest }: DrillRecord, { fromMs, toMs }: Span): string[] {
  if (samples.length === 0) return [];
  const kind = kindNamed(manifest.topology.replication ?? '');
  const isWell = (sample: Sample): boolean =>
    sample.state !== null || (kind !== undefined && standsBy(kind, sample));
  return manifest.topology.nodes.flatMap((node) => {
    const own = samples.filter(
      (sample) => sample.node === node && sample.answeredAtMs <= toMs && isWell(sample),
    );
    const lastMs = own.at(-1)?.answeredAtMs ?? Number.NEGATIVE_INFINITY;
    if (lastMs < Math.min(fromMs, toMs - staleMs)) return [`${node} did not answer`];
    const states = own.filter(({ askedAtMs }) => askedAtMs >= fromMs).flatMap(({ state }) => state ?? []);
    const writable = states.filter(({ acceptsWrites }) => acceptsWrites).length;
    return writable === 0 || writable === states.length
      ? []
      : [`${node} accepted writes in ${writable} of ${counted(states.length, 'sample')}`];
  });
}
