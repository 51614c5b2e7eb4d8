import { formatMs } from '../../../formats/units.ts';
import type { DrillRecord } from '../../../history/record.ts';
import { type Stream, streams } from '../../../history/schema.ts';
import { type Writer, writersOf } from './sequences.ts';

/** What is in flight when the load is stopped gets 3 s to end; then the nodes are read. */
export const longestDrainMs = 5000;

/**
 * What does not hold of the operations: the arrivals of a stream go round its writers, and each counts its own sequence
 * from 1, so that each operation of a whole record has its place; an operation is due, starts and ends in this order;
 * and load runs until it is stopped.
 */
export function operationProblems(record: DrillRecord): string[] {
  if (record.operations.length === 0) return ['there are no operations'];
  const writers = writersOf(record.operations).sort((a, b) => a.writer - b.writer);
  return [
    ...timeProblems(record),
    ...writers.flatMap(({ problems }) => problems),
    ...streams.flatMap((stream) => [
      ...turnProblems(
        record,
        stream,
        writers.filter((writer) => writer.stream === stream),
      ),
      ...endProblems(record, stream),
    ]),
  ];
}

function timeProblems({ operations, manifest }: DrillRecord): string[] {
  const { length, scheduledAtMs, startedAtMs, endedAtMs } = operations;
  const endMs = manifest.endedAtMs ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let first = '';
  for (let row = 0; row < length; row += 1) {
    const due = scheduledAtMs.at(row);
    const started = startedAtMs.at(row);
    const ended = endedAtMs.at(row);
    if (due >= 0 && due <= started && started <= ended && ended <= endMs) continue;
    count += 1;
    if (count > 1) continue;
    const which = `sequence ${operations.sequence[row]} of writer ${operations.writer[row]}`;
    first = `${which} was due at ${due} ms, started at ${started} ms, ended at ${ended} ms`;
  }
  if (count === 0) return [];
  const rule = 'not due, started and ended in this order within the drill';
  return [`${count === 1 ? 'an operation was' : `${count} operations were`} ${rule}: ${first}`];
}

/** All writers have their turn: none is more than one operation ahead of those after it, nor behind. */
function turnProblems({ manifest }: DrillRecord, stream: Stream, writers: readonly Writer[]): string[] {
  const [first, count] = stream === 'service' ? [0, 1] : [1, manifest.scenario.workload.writers];
  const strange = writers.find(({ writer }) => writer < first || writer >= first + count);
  if (strange) return [`writer ${strange.writer} is none of the ${count} of the ${stream} stream`];
  const ends = new Map(writers.map(({ writer, highest }) => [writer, highest]));
  const most = writers.reduce((highest, one) => Math.max(highest, one.highest), 0);
  // Those after the last that had its turn may be one behind.
  const lastAhead = Math.max(...[...ends].flatMap(([writer, end]) => (end === most ? writer : [])));
  for (let writer = first; writer < first + count; writer += 1) {
    const least = writer <= lastAhead ? most : most - 1;
    const end = ends.get(writer) ?? 0;
    if (end < least)
      return [`writer ${writer} (${stream}) ends at sequence ${end}, and others go on to ${most}`];
  }
  return [];
}

/** Load that ends long before it was stopped was cut off. */
function endProblems({ operations, events, manifest }: DrillRecord, stream: Stream): string[] {
  const stopped = events.find(({ type, data }) => type === 'phase-started' && data?.phase === 'collect');
  if (!stopped) return [];
  const index = streams.indexOf(stream);
  let lastMs = 0;
  for (let row = 0; row < operations.length; row += 1) {
    const due = operations.scheduledAtMs.at(row);
    if (due > lastMs && operations.stream[row] === index) lastMs = due;
  }
  const { probeEvery, rate } = manifest.scenario.workload;
  const periodMs = stream === 'service' ? probeEvery : 1000 / rate;
  if (stopped.atMs - lastMs <= longestDrainMs + 2 * periodMs) return [];
  return [
    `the ${stream} writes end at ${formatMs(lastMs)}, and the load was stopped at ${formatMs(stopped.atMs)}`,
  ];
}
