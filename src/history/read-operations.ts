import { z } from 'zod';
import { readBlocks, sizeOf } from './blocks.ts';
import { historyFormats } from './files.ts';
import type { Instants } from './instants.ts';
import { invalidLine, LineProblems, parseLine, readable } from './invalid.ts';
import type { NarrowColumn } from './narrow-column.ts';
import { OperationColumns } from './operation-columns.ts';
import type { OperationTable } from './record.ts';
import { Scanner } from './scanner.ts';
import { longestDrillMs, operationColumns, operationSchema, outcomes, streams } from './schema.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const streamStarts = streams.map((stream) => bytesOf(`["${stream}",`));
const outcomeEnds = outcomes.map((outcome) => bytesOf(`,"${outcome}",`));
const noError = bytesOf('null]\n');
/** A row takes about 12 bytes of the compressed file. */
const leastBytesPerRow = 6;

const comma = 44;
const close = 93;
const utf8 = new TextDecoder();
/** A JSON string without escapes. */
const plainString = /^"[^"\\]*"$/;
/** Where the names of streams and of outcomes differ: their first letters. */
const streamLetters = streamStarts.map((text) => text[2]);
const outcomeLetters = outcomeEnds.map((text) => text[2]);

const headerSchema = z.object({
  format: z.string(),
  columns: z.array(z.string()).refine((names) => names.join() === operationColumns.join(), {
    error: `expected the columns ${operationColumns.join()}`,
  }),
});

/** The operations of a record, and what is wrong with the file that holds them. */
export type ReadOperations = {
  readonly table: OperationTable;
  /** What its first line says; null where that is not as it should be, and nothing was read. */
  readonly format: string | null;
  /** Whether they stand in the order in which they ended. */
  readonly ordered: boolean;
  /** Of the file, its first one as well. */
  readonly lines: number;
  readonly damage: string | null;
  /** Lines that were left out because they are no operations. */
  readonly problems: string[];
};

/** Reads `history.ndjson.gz` into columns, about a million operations a second. */
export async function readOperations(path: string): Promise<ReadOperations> {
  const columns = new OperationColumns((await sizeOf(path)) / leastBytesPerRow);
  const problems = new LineProblems();
  let format: string | null = null;
  let lines = 0;
  const damage = await readBlocks(path, (block) => {
    const scanner = new Scanner(block);
    if (lines === 0) {
      const end = scanner.lineEnd(0);
      try {
        ({ format } = parseLine(headerSchema, block.toString('utf8', 0, end), path, 1));
        if (!historyFormats.some((known) => known === format))
          throw invalidLine(path, 1, `the format ${readable(format)} is unknown to this version`);
      } catch (error) {
        problems.note(error);
      }
      scanner.at = end + 1;
      lines = 1;
    }
    while (format !== null && scanner.at < block.length) {
      lines += 1;
      const start = scanner.at;
      const row = columns.append();
      scanRow(scanner, columns, row);
      if (!scanner.failed) continue;
      const end = scanner.lineEnd(start);
      try {
        parseRow(block.toString('utf8', start, end), columns, row, path, lines);
      } catch (error) {
        problems.note(error);
        columns.length = row;
      }
      scanner.at = end + 1;
      scanner.failed = false;
    }
  });
  return {
    table: columns.table(),
    format,
    ordered: columns.ordered(),
    lines,
    damage,
    problems: problems.list(),
  };
}

/** A row in the plain form in which the writer writes it; anything else makes the scanner fail. */
function scanRow(scanner: Scanner, table: OperationColumns, row: number): void {
  const { numbers, times } = table;
  const stream = streamLetters.indexOf(scanner.bytes[scanner.at + 2]);
  scanner.expectAll(streamStarts[stream] ?? noError);
  numbers.stream.set(row, stream);
  scanNumber(scanner, numbers.writer, row);
  scanner.expect(comma);
  scanNumber(scanner, numbers.sequence, row);
  scanner.expect(comma);
  scanNumber(scanner, numbers.value, row);
  scanner.expect(comma);
  scanInstant(scanner, times.scheduledAtMs, row);
  scanner.expect(comma);
  scanInstant(scanner, times.startedAtMs, row);
  scanner.expect(comma);
  scanInstant(scanner, times.endedAtMs, row);
  const outcome = outcomeLetters.indexOf(scanner.bytes[scanner.at + 2]);
  scanner.expectAll(outcomeEnds[outcome] ?? noError);
  numbers.outcome.set(row, outcome);
  if (scanner.failed) return;
  if (scanner.peek() === noError[0]) {
    numbers.error.set(row, 0);
    scanner.expectAll(noError);
  } else {
    scanError(scanner, table, row);
  }
}

function scanNumber(scanner: Scanner, column: NarrowColumn, row: number): void {
  const number = scanner.uint32();
  if (!scanner.failed) column.set(row, number);
}

function scanInstant(scanner: Scanner, column: Instants, row: number): void {
  const atMs = scanner.decimal();
  if (atMs > longestDrillMs) scanner.failed = true;
  if (!scanner.failed) column.set(row, atMs);
}

/** The text of an error and the end of its line. Most lines of an outage say the same few things. */
function scanError(scanner: Scanner, table: OperationColumns, row: number): void {
  const end = scanner.lineEnd(scanner.at);
  const text = utf8.decode(scanner.bytes.subarray(scanner.at, end - 1));
  if (!plainString.test(text) || scanner.bytes[end - 1] !== close) {
    scanner.failed = true;
    return;
  }
  table.numbers.error.set(row, table.errorIndexOf(text.slice(1, -1)));
  scanner.at = end + 1;
}

/** A row in any form that JSON allows. */
function parseRow(text: string, table: OperationColumns, row: number, path: string, line: number): void {
  const operation = parseLine(operationSchema, text, path, line);
  const [stream, writer, sequence, value, scheduledAtMs, startedAtMs, endedAtMs, outcome, error] = operation;
  if (![writer, sequence, value].every((number) => number >= 0 && number <= 0xffff_ffff)) {
    throw invalidLine(path, line, 'expected writer, sequence and value from 0 to 4294967295');
  }
  const { numbers, times } = table;
  numbers.stream.set(row, streams.indexOf(stream));
  numbers.writer.set(row, writer);
  numbers.sequence.set(row, sequence);
  numbers.value.set(row, value);
  times.scheduledAtMs.set(row, scheduledAtMs);
  times.startedAtMs.set(row, startedAtMs);
  times.endedAtMs.set(row, endedAtMs);
  numbers.outcome.set(row, outcomes.indexOf(outcome));
  numbers.error.set(row, table.errorIndexOf(error));
}
