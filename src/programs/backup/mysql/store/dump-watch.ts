import { Transform, type TransformCallback } from 'node:stream';
import { formatGtidSet, parseGtidSet } from '../../../../formats/gtid.ts';

/** What a dump says about itself. */
export type DumpFacts = {
  /** Whether its last line is the one that mysqldump ends with, to the last byte. */
  readonly whole: boolean;
  /** The set it makes its restorer purge; null where it states none. Throws SyntaxError where it is no GTID set. */
  readonly gtids: string | null;
  /** Where the binlogs of its server go on (--source-data); null where it does not say. */
  readonly position: { readonly file: string; readonly position: number } | null;
  /** Its last line, cut after some characters: for people. */
  readonly lastLine: string;
};

/** Lines of interest are shorter, except that a GTID set may take many characters. */
const lineLimit = 512;
const statementLimit = 16 * 2 ** 20;

const purged = /^SET @@GLOBAL\.GTID_PURGED=(?:\/\*!80000 '\+'\*\/)?\s*'/;
const statementEnd = /';\s*$/;
const binlogPosition =
  /^(?:-- )?CHANGE (?:REPLICATION SOURCE|MASTER) TO (?:SOURCE|MASTER)_LOG_FILE='([^']+)', *(?:SOURCE|MASTER)_LOG_POS=(\d+);/;
const ending = /^-- Dump completed(?: on \d{4}-\d\d-\d\d +\d{1,2}:\d\d:\d\d)?$/;
const lineFeed = 0x0a;

/**
 * Passes the output of mysqldump through unchanged, and remembers what it says about itself.
 *
 * Rows cannot fake a line: mysqldump escapes line feeds in values. Bodies of routines, triggers and events can, so
 * what stands between DELIMITER commands is passed over. mysqldump states the GTID set at the beginning, or at the
 * end where it dumps the schema `mysql`, too. Memory stays constant but for the text of that set.
 */
export class DumpWatch extends Transform {
  #line = '';
  #inBody = false;
  #statement: string | undefined;
  #purged: string[] = [];
  #position: DumpFacts['position'] = null;
  #lastLine = '';
  #whole = false;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#append(chunk, from, at);
      this.#endLine();
      from = at + 1;
    }
    this.#append(chunk, from, chunk.length);
    done(null, chunk);
  }

  /** Of all that passed so far. */
  get facts(): DumpFacts {
    return {
      whole: this.#whole && this.#line === '' && !this.#inBody && this.#statement === undefined,
      gtids: this.#purged.length === 0 ? null : formatGtidSet(parseGtidSet(this.#purged.join(','))),
      position: this.#position,
      lastLine: (this.#line || this.#lastLine).slice(0, 120),
    };
  }

  /** Keeps what fits of the line; latin1 keeps a byte a character. */
  #append(chunk: Buffer, from: number, to: number): void {
    const keep = (limit: number, start: number): number => {
      const end = Math.min(to, start + Math.max(0, limit - this.#line.length));
      this.#line += chunk.toString('latin1', start, end);
      return end;
    };
    const kept = keep(lineLimit, from);
    if (this.#statement !== undefined || purged.test(this.#line)) keep(statementLimit, kept);
  }

  #endLine(): void {
    const line = this.#line;
    this.#line = '';
    if (line !== '') this.#lastLine = line;
    if (this.#statement === undefined) this.#readLine(line);
    else this.#continueStatement(line);
  }

  #readLine(line: string): void {
    if (line.startsWith('DELIMITER ')) this.#inBody = line !== 'DELIMITER ;';
    if (this.#inBody) return;
    this.#whole = line === '' ? this.#whole : ending.test(line);
    const opening = purged.exec(line)?.[0];
    if (opening !== undefined) this.#continueStatement(line.slice(opening.length));
    const [, file, position] = binlogPosition.exec(line) ?? [];
    if (file !== undefined) this.#position = { file, position: Number(position) };
  }

  #continueStatement(line: string): void {
    const text = `${this.#statement ?? ''}${line}`;
    const ended = statementEnd.test(line);
    if (ended) this.#purged.push(text.replace(statementEnd, ''));
    this.#statement = ended ? undefined : text.slice(0, statementLimit);
  }
}
