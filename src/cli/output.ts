import { exitCodes } from '../exit-codes.ts';
import { struck } from '../secrets.ts';
import { asTyped } from './own-command.ts';
import { visible, visibleStyled } from './visible.ts';

/** The result of a command, on stdout. */
export function print(text: string): void {
  process.stdout.write(withLineFeed(visible(struck(text))));
}

/** Lines that the runner of a CI job obeys, whose parts were escaped for it already. */
export function printCommands(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${struck(line)}\n`);
}

/** The same with a secret in it that the user asked for, and that is written nowhere else. */
export function printSecret(text: string): void {
  process.stdout.write(withLineFeed(visible(text)));
}

/** The same for a result that may be coloured; text of documents in it is visible already. */
export function printStyled(text: string): void {
  const shown = mayColour(process.stdout) ? visibleStyled(struck(text)) : visible(struck(text));
  process.stdout.write(withLineFeed(shown));
}

/** Progress and hints, on stderr, so that stdout is the result alone. */
export function tell(line: string): void {
  process.stderr.write(`${visible(struck(asTyped(line)))}\n`);
}

function withLineFeed(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * A reader that left, as `head` does, is no failure: what goes on goes on without it. Where output is lost for
 * another reason (a full disk), the exit code says so.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.once('exit', () => {
        process.exitCode = exitCodes.environment.code;
      });
    });
  }
}

/** Whether a stream may be coloured: a terminal, and nobody said NO_COLOR (no-color.org). */
export function mayColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** Rows as lines, every column but the last as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
