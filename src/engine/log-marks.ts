/** What a line of a server's log may be a mark of. */
export const markKinds = ['signal', 'assertion', 'fatal', 'corruption'] as const;
export type MarkKind = (typeof markKinds)[number];

/** By the messages of MySQL 8.0 to 9.7 and of MariaDB (mysqld's handler of signals, ut0dbg, the error log). */
const patterns: readonly (readonly [MarkKind, RegExp])[] = [
  ['signal', /\b(?:mysqld|mariadbd) got (?:signal|exception) \w+/],
  ['assertion', /\bAssertion failure: |\bAssertion [`'].*' failed\b/],
  ['fatal', /\[FATAL\]/],
  ['corruption', /\[ERROR\].*(?:\bcorrupt|event crc check failed)/i],
];

/** Lists what may be wrong, and is said of other troubles as well. */
const guesses = /possible reasons are|may be corrupt|most probable cause/i;

/** What a line of a server's log is a mark of: that it crashed, or found its data damaged. Undefined for any other. */
export function markOf(line: string): MarkKind | undefined {
  const kind = patterns.find(([, pattern]) => pattern.test(line))?.[0];
  return kind === 'corruption' && guesses.test(line) ? undefined : kind;
}

/** Whether a log has the words by which a server says that it serves: else it logs elsewhere, such as into a file. */
export function speaksServer(log: string): boolean {
  return /\bready for connections\b/.test(log);
}
