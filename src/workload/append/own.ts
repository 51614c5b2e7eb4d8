import type { AnomalyName } from './levels.ts';
import { type Finding, shown } from './reads.ts';
import type { Lists, Txn } from './transactions.ts';

/** What a transaction knows of a list by its own statements. */
type Known = {
  readonly reads: (readonly number[])[];
  readonly own: number[];
  /** Its appends since it last read the list. */
  readonly since: number[];
};

/** What transactions read, against what they read and appended themselves: of each the first of each anomaly. */
export function ownFindings({ txns }: Pick<Lists, 'txns'>): Finding[] {
  return txns.flatMap(({ operation, statements }, txn) =>
    operation.outcome === 'ok'
      ? [...wrongsOf(statements)].map(([anomaly, text]) => ({ anomaly, txns: [txn], text }))
      : [],
  );
}

function wrongsOf(statements: Txn['statements']): Map<AnomalyName, string> {
  const found = new Map<AnomalyName, string>();
  const lists = new Map<number, Known>();
  for (const [what, key, value] of statements) {
    const known = lists.get(key) ?? { reads: [], own: [], since: [] };
    const wrong = what === 'append' ? wrongAppend(known, value) : wrongRead(known, value ?? []);
    if (wrong && !found.has(wrong[0])) found.set(wrong[0], `list ${key} ${wrong[1]}`);
    if (what === 'append')
      lists.set(key, { ...known, own: [...known.own, value], since: [...known.since, value] });
    else lists.set(key, { reads: [...known.reads, value ?? []], own: known.own, since: [] });
  }
  return found;
}

type Wrong = readonly [AnomalyName, string];

function wrongAppend({ reads }: Known, element: number): Wrong | undefined {
  return reads.some((read) => read.includes(element))
    ? ['future-read', `had ${element} before that was appended`]
    : undefined;
}

function wrongRead({ reads, own, since }: Known, elements: readonly number[]): Wrong | undefined {
  const before = reads.at(-1);
  const start = before ?? elements.slice(0, Math.max(elements.length - since.length, 0));
  if (isSame(elements, [...start, ...since])) return undefined;
  const missing = own.find((element) => !elements.includes(element));
  if (missing !== undefined) return ['own-append-missing', `lacks ${missing}`];
  const inList = [...new Set(elements.filter((element) => own.includes(element)))];
  if (!isSame(inList, own))
    return ['own-append-missing', `has ${shown(inList)}, which were appended as ${shown(own)}`];
  const appended = since.length > 0 ? `, ${shown(since)} was appended,` : ',';
  return before
    ? ['internal', `was [${shown(before)}]${appended} and then [${shown(elements)}]`]
    : ['internal', `does not end with its own ${shown(since)}: [${shown(elements)}]`];
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((element, index) => element === other[index]);
}
