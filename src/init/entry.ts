/** One part of ha-drill.yml, with what a person must know to trust it or to change it. */
export type Entry = {
  /** Empty for a part that is comments alone. */
  readonly key: string;
  /** Undefined where nothing is written. */
  readonly value?: unknown;
  /** Why it says what it says, a line each. */
  readonly reasons: readonly string[];
  /** What is doubtful about the stack itself. */
  readonly findings?: readonly string[];
  /** What could not be known. */
  readonly questions?: readonly string[];
  /** Shown as a comment: what could be written instead. */
  readonly example?: unknown;
};

/** Names as in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? 'none';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
