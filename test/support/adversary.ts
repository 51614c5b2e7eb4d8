import type { DrillRecord, Operation } from '../../src/history/record.ts';
import { type DrillEvent, type Sample, type Stream, streams } from '../../src/history/schema.ts';
import { judge } from '../../src/judge/measure/judge.ts';
import type { Measurement } from '../../src/judge/measure/types.ts';
import type { ScenarioDocument } from '../../src/scenario/schema.ts';
import { manifestOf, operationsOf, type Row, scenarioOf, tableOf } from './parts.ts';
import { plantFinals } from './planted-drill.ts';

/** What somebody changes in a made-up record to fool the judge; each returns a new record. */

/** Writes that are due in [from, to) fail, hang until an instant and are acknowledged then, or were never due. */
export function down(
  record: DrillRecord,
  stream: Stream | 'both',
  fromMs: number,
  toMs: number,
  how: 'fail' | 'info' | { readonly acknowledgedAtMs: number } = 'fail',
): DrillRecord {
  const change = (one: Operation): Operation => {
    const isOurs = stream === 'both' || one.stream === stream;
    if (!isOurs || one.scheduledAtMs < fromMs || one.scheduledAtMs >= toMs) return one;
    if (typeof how === 'string') return { ...one, outcome: how, error: 'ECONNREFUSED' };
    return { ...one, outcome: 'ok', error: null, endedAtMs: how.acknowledgedAtMs + one.scheduledAtMs / 1e7 };
  };
  return withFittingRows(record, operationsOf(record.operations).map(change));
}

/** Leaves operations out, as if they had never been due: the others are numbered anew. */
export function without(record: DrillRecord, isLeftOut: (operation: Operation) => boolean): DrillRecord {
  const writers = record.manifest.scenario.workload.writers;
  const left = operationsOf(record.operations).filter((one) => !isLeftOut(one));
  const renumbered = streams.flatMap((stream) => {
    const [first, count] = stream === 'service' ? [0, 1] : [1, writers];
    return left
      .filter((one) => one.stream === stream)
      .sort((one, other) => one.scheduledAtMs - other.scheduledAtMs)
      .map((one, index) => ({
        ...one,
        writer: first + (index % count),
        sequence: Math.floor(index / count) + 1,
      }));
  });
  return withFittingRows(record, renumbered);
}

/** The harness starts in one instant all that is due in [from, to). */
export function stalled(record: DrillRecord, fromMs: number, toMs: number): DrillRecord {
  const late = operationsOf(record.operations).map((one) =>
    one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs
      ? { ...one, startedAtMs: toMs, endedAtMs: toMs + 2 + one.scheduledAtMs / 1e7 }
      : one,
  );
  return withFittingRows(record, late);
}

/** These operations, and on every node the rows of those that were acknowledged. */
export function withFittingRows(record: DrillRecord, operations: readonly Operation[]): DrillRecord {
  const sorted = operations.toSorted((one, other) => one.endedAtMs - other.endedAtMs);
  const rows = sorted
    .filter(({ outcome }) => outcome === 'ok')
    .map((one): Row => [one.writer, one.sequence, one.value, one.endedAtMs < 8000 ? 1 : 2]);
  const [first] = record.finals;
  const finals = plantFinals(rows).map((final) => ({ ...final, takenAtMs: first?.takenAtMs ?? 0 }));
  return { ...record, operations: tableOf(sorted), finals };
}

export function withEvents(record: DrillRecord, ...events: readonly DrillEvent[]): DrillRecord {
  return { ...record, events: [...record.events, ...events].sort((one, other) => one.atMs - other.atMs) };
}

export function changeEvents(
  record: DrillRecord,
  change: (event: DrillEvent) => DrillEvent | readonly DrillEvent[],
): DrillRecord {
  const events = record.events.flatMap(change).sort((one, other) => one.atMs - other.atMs);
  return { ...record, events };
}

export function changeSamples(
  record: DrillRecord,
  change: (sample: Sample) => Sample | readonly Sample[],
): DrillRecord {
  return { ...record, samples: record.samples.flatMap(change) };
}

export function withScenario(record: DrillRecord, changes: Partial<ScenarioDocument>): DrillRecord {
  const { endedAtMs = 60_000 } = record.manifest;
  return { ...record, manifest: manifestOf({ endedAtMs, scenario: scenarioOf(changes) }) };
}

export function measured(record: DrillRecord, name: string): Measurement {
  const found = judge(record).measurements.find((one) => one.name === name);
  if (!found) throw new Error(`nothing is measured by the name ${name}`);
  return found;
}

/** Verdict and everything that is told of it in one text. */
export function judged(record: DrillRecord): { verdict: string; told: string } {
  const { verdict, sentence, reasons } = judge(record);
  return { verdict, told: [sentence, ...reasons].join('\n') };
}
