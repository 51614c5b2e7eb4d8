import { invalidLine, parseLine } from './invalid.ts';
import type { FinalTable } from './record.ts';
import { type FinalEnd, type FinalHeader, finalEndSchema, finalTableRowsSchema } from './schema.ts';

/** What a final state has besides the rows of the ledger: other tables, and the line that ends it. */
export class FinalTables {
  readonly #header: FinalHeader;
  readonly #rows: ReadonlyMap<string, number[][]>;
  #end: FinalEnd | undefined;

  constructor(header: FinalHeader) {
    this.#header = header;
    this.#rows = new Map(header.tables.map(({ name }) => [name, []]));
  }

  /** Whether the line was read that ends a final state. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Whether the node had no table of the ledger. */
  get withoutLedger(): boolean {
    return this.#end?.rows === null;
  }

  /** Reads a line with rows of a table. Throws a usage error where it is not as the header says. */
  readRows(text: string, path: string, line: number): void {
    const [name, rows] = parseLine(finalTableRowsSchema, text, path, line);
    const columns = this.#header.tables.find((table) => table.name === name)?.columns.length;
    const known = this.#rows.get(name);
    if (!known || columns === undefined)
      throw invalidLine(path, line, `expected a table that the first line names, found ${name}`);
    for (const row of rows) {
      const before = known.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
      if (row.length !== columns || (row[0] ?? before) <= before) {
        throw invalidLine(path, line, `expected rows of ${columns} numbers that ascend by the first`);
      }
      known.push(row);
    }
  }

  readEnd(text: string, path: string, line: number): void {
    this.#end = parseLine(finalEndSchema, text, path, line).end;
  }

  tables(): FinalTable[] {
    return this.#header.tables.map((table) => {
      const isThere = this.#end?.tables[table.name] !== null;
      return { ...table, rows: isThere ? (this.#rows.get(table.name) ?? []) : null };
    });
  }

  /** Why not all is here that the node had, by the line that ends the file; null when it is. */
  incompleteBecause(ledgerRows: number): string | null {
    if (this.#header.format === undefined) return null;
    if (!this.#end)
      return 'was not read to its end: the line is missing that says how many rows the node had';
    const { rows, tables } = this.#end;
    const found = [...this.#rows].map(([name, own]) => [name, tables[name], own.length] as const);
    const wrong = [['the ledger', rows, ledgerRows] as const, ...found].find(
      ([, said, read]) => (said ?? 0) !== read || said === undefined,
    );
    if (!wrong) return null;
    const [name, said, read] = wrong;
    return `is not whole: it says that ${name} had ${said ?? 'no'} rows, and holds ${read}`;
  }
}
