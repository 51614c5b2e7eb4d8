import { readBlocks, sizeOf } from './blocks.ts';
import { FinalColumns } from './final-columns.ts';
import { FinalTables } from './final-tables.ts';
import { invalidLine, parseLine } from './invalid.ts';
import type { FinalState } from './record.ts';
import { Scanner } from './scanner.ts';
import { type FinalHeader, finalHeaderSchema, finalRowsSchema } from './schema.ts';

/** A row takes about 8 bytes of the compressed file. */
const leastBytesPerRow = 4;

const open = 91;
const close = 93;
const comma = 44;
const lineFeed = 10;
const quote = 34;
const brace = 123;

/**
 * Reads `final/<label>.ndjson.gz` into columns. `state` is undefined when not even the header could be read.
 * Throws a usage error with the line that is not as it should be, or whose rows do not ascend.
 */
export async function readFinal(
  path: string,
): Promise<{ state: FinalState | undefined; lines: number; damage: string | null }> {
  const table = new FinalColumns((await sizeOf(path)) / leastBytesPerRow);
  let header: FinalHeader | undefined;
  let others: FinalTables | undefined;
  let lines = 0;
  const damage = await readBlocks(path, (block) => {
    const scanner = new Scanner(block);
    if (!others) {
      const end = scanner.lineEnd(0);
      header = parseLine(finalHeaderSchema, block.toString('utf8', 0, end), path, 1);
      others = new FinalTables(header);
      scanner.at = end + 1;
      lines = 1;
    }
    while (scanner.at < block.length) {
      lines += 1;
      if (others.ended) throw invalidLine(path, lines, 'expected nothing after the line that ends the file');
      const isEnd = scanner.peek() === brace;
      if (isEnd || block[scanner.at + 1] === quote) {
        const text = takeLine(scanner, block);
        if (isEnd) others.readEnd(text, path, lines);
        else others.readRows(text, path, lines);
      } else readRows(scanner, block, table, path, lines);
    }
  });
  if (!header || !others) return { state: undefined, lines, damage };
  const { format: _, ...about } = header;
  const { withoutLedger } = others;
  const state = { ...about, rows: table.rows(), tables: others.tables(), withoutLedger };
  return { state, lines, damage: damage ?? others.incompleteBecause(table.length) };
}

function takeLine(scanner: Scanner, block: Buffer): string {
  const start = scanner.at;
  const end = scanner.lineEnd(start);
  scanner.at = end + 1;
  return block.toString('utf8', start, end);
}

/** Rows of one writer: in the plain form if it is one, else in any that JSON allows. */
function readRows(scanner: Scanner, block: Buffer, table: FinalColumns, path: string, line: number): void {
  const start = scanner.at;
  const first = table.length;
  scanRows(scanner, table);
  if (scanner.failed) {
    table.length = first;
    scanner.at = start;
    scanner.failed = false;
    parseRows(takeLine(scanner, block), table, path, line);
  }
  if (!ascends(table, first))
    throw invalidLine(path, line, 'expected rows that ascend by writer and sequence');
}

/** A line in the plain form in which the writer writes it; anything else makes the scanner fail. */
function scanRows(scanner: Scanner, table: FinalColumns): void {
  scanner.expect(open);
  const writer = scanner.uint32();
  scanner.expect(comma);
  const first = table.length;
  scanner.expect(open);
  while (!scanner.failed && scanner.peek() !== close) {
    const row = table.append(1);
    if (row > first) scanner.expect(comma);
    table.columns.writer[row] = writer;
    table.columns.sequence[row] = scanner.uint32();
  }
  scanner.expect(close);
  scanner.expect(comma);
  scanColumn(scanner, table.columns.value, first, table.length);
  scanner.expect(comma);
  scanColumn(scanner, table.columns.serverId, first, table.length);
  scanner.expect(close);
  scanner.expect(lineFeed);
}

function scanColumn(scanner: Scanner, column: Uint32Array, from: number, to: number): void {
  scanner.expect(open);
  for (let row = from; row < to && !scanner.failed; row += 1) {
    if (row > from) scanner.expect(comma);
    column[row] = scanner.uint32();
  }
  scanner.expect(close);
}

/** A line in any form that JSON allows. */
function parseRows(text: string, table: FinalColumns, path: string, line: number): void {
  const [writer, sequences, values, serverIds] = parseLine(finalRowsSchema, text, path, line);
  if (sequences.length !== values.length || sequences.length !== serverIds.length) {
    throw invalidLine(path, line, 'expected as many values and server ids as sequences');
  }
  const isUint32 = (number: number): boolean => number >= 0 && number <= 0xffff_ffff;
  if (![[writer], sequences, values, serverIds].every((numbers) => numbers.every(isUint32))) {
    throw invalidLine(path, line, 'expected numbers from 0 to 4294967295');
  }
  const first = table.append(sequences.length);
  const { columns } = table;
  columns.writer.fill(writer, first, table.length);
  columns.sequence.set(sequences, first);
  columns.value.set(values, first);
  columns.serverId.set(serverIds, first);
}

/** Whether all rows from `first` on come after the row before them. */
function ascends({ columns, length }: FinalColumns, first: number): boolean {
  const { writer, sequence } = columns;
  for (let row = Math.max(first, 1); row < length; row += 1) {
    const step = (writer[row] ?? 0) - (writer[row - 1] ?? 0);
    if (step < 0 || (step === 0 && (sequence[row] ?? 0) <= (sequence[row - 1] ?? 0))) return false;
  }
  return true;
}
