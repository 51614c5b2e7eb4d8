import { readBlocks } from './blocks.ts';
import { FinalColumns } from './final-columns.ts';
import { FinalRowsBuilder, type SharedNumbers } from './final-rows.ts';
import { FinalTables } from './final-tables.ts';
import { invalidLine, parseLine } from './invalid.ts';
import type { FinalState } from './record.ts';
import { Scanner } from './scanner.ts';
import { type FinalHeader, finalHeaderSchema, finalRowsSchema } from './schema.ts';

const open = 91;
const close = 93;
const comma = 44;
const lineFeed = 10;
const quote = 34;
const brace = 123;

/**
 * Reads `final/<label>.ndjson.gz`. What it has in common with other nodes is kept once, in `shared`. `state` is undefined when not even the header could be read.
 * Throws a usage error with the line that is not as it should be, or whose rows do not ascend.
 */
export async function readFinal(
  path: string,
  shared: SharedNumbers,
): Promise<{ state: FinalState | undefined; lines: number; damage: string | null }> {
  const builder = new FinalRowsBuilder(shared);
  const columns = new FinalColumns();
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
      } else {
        readRows(scanner, block, columns, path, lines);
        if (!appendAll(builder, columns))
          throw invalidLine(path, lines, 'expected rows that ascend by writer and sequence');
      }
    }
  });
  if (!header || !others) return { state: undefined, lines, damage };
  const { format: _, ...about } = header;
  const { withoutLedger } = others;
  const state = { ...about, rows: builder.rows(), tables: others.tables(), withoutLedger };
  return { state, lines, damage: damage ?? others.incompleteBecause(builder.length) };
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
  table.length = 0;
  scanRows(scanner, table);
  if (!scanner.failed) return;
  table.length = 0;
  scanner.at = start;
  scanner.failed = false;
  parseRows(takeLine(scanner, block), table, path, line);
}

/** False where a row does not come after all before it. */
function appendAll(builder: FinalRowsBuilder, { columns, writer, length }: FinalColumns): boolean {
  for (let row = 0; row < length; row += 1) {
    const [sequence, value, serverId] = [columns.sequence[row], columns.value[row], columns.serverId[row]];
    if (!builder.append(writer, sequence ?? 0, value ?? 0, serverId ?? 0)) return false;
  }
  return true;
}

/** A line in the plain form in which the writer writes it; anything else makes the scanner fail. */
function scanRows(scanner: Scanner, table: FinalColumns): void {
  scanner.expect(open);
  table.writer = scanner.uint32();
  scanner.expect(comma);
  scanner.expect(open);
  while (!scanner.failed && scanner.peek() !== close) {
    const row = table.append(1);
    if (row > 0) scanner.expect(comma);
    table.columns.sequence[row] = scanner.uint32();
  }
  scanner.expect(close);
  scanner.expect(comma);
  scanColumn(scanner, table.columns.value, table.length);
  scanner.expect(comma);
  scanColumn(scanner, table.columns.serverId, table.length);
  scanner.expect(close);
  scanner.expect(lineFeed);
}

function scanColumn(scanner: Scanner, column: Uint32Array, rows: number): void {
  scanner.expect(open);
  for (let row = 0; row < rows && !scanner.failed; row += 1) {
    if (row > 0) scanner.expect(comma);
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
  table.writer = writer;
  table.append(sequences.length);
  const { columns } = table;
  columns.sequence.set(sequences);
  columns.value.set(values);
  columns.serverId.set(serverIds);
}
