import { besideLineOf } from '../../src/history/beside.ts';
import { runFormat } from '../../src/history/files.ts';
import type { DrillRecord } from '../../src/history/record.ts';
import { finalFormat, type OperationLine } from '../../src/history/schema.ts';
import { openRecord } from '../../src/history/writer.ts';
import { operationsOf, rowsOf } from './parts.ts';

const rowsPerLine = 1000;

/** Writes a made-up record to a folder and seals it, by the writer that drills use. */
export async function writeRecord(folder: string, record: DrillRecord): Promise<void> {
  const writer = await openRecord(folder);
  await writer.writeManifest(record.manifest);
  writer.operations(
    operationsOf(record.operations).map(
      (one): OperationLine => [
        one.stream,
        one.writer,
        one.sequence,
        one.value,
        one.scheduledAtMs,
        one.startedAtMs,
        one.endedAtMs,
        one.outcome,
        one.error,
      ],
    ),
  );
  for (const event of record.events) writer.event(event);
  for (const sample of record.samples) writer.sample(sample);
  for (const sample of record.harness ?? []) writer.harness(sample);
  for (const state of record.finals) {
    const { rows, tables, withoutLedger, ...about } = state;
    const label = about.taken === 'final' ? about.node : `${about.node}.${about.taken}`;
    const named = tables.map(({ rows: _, ...table }) => table);
    const file = await writer.finalState(label, { format: finalFormat, ...about, tables: named });
    for (const [of, own] of Map.groupBy(rowsOf(state), (row) => row[0])) {
      for (let from = 0; from < own.length; from += rowsPerLine) {
        const part = own.slice(from, from + rowsPerLine);
        await file.rows([
          of,
          part.map((row) => row[1]),
          part.map((row) => row[2]),
          part.map((row) => row[3]),
        ]);
      }
    }
    for (const { name, rows: own } of tables) if (own) await file.table([name, own.map((row) => [...row])]);
    await file.end({
      rows: withoutLedger ? null : rows.length,
      tables: Object.fromEntries(tables.map(({ name, rows: own }) => [name, own ? own.length : null])),
    });
  }
  for (const { operations, finals, ...about } of record.beside ?? []) {
    const file = await writer.beside(about);
    file.operations(operations.map(besideLineOf));
    for (const final of finals) file.final(final);
  }
  const { endedAtMs = 0 } = record.manifest;
  await writer.seal({ ...record.manifest, format: runFormat, endedAtMs });
}
