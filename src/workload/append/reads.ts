import { counted } from '../../evidence.ts';
import type { AnomalyName } from './levels.ts';
import type { Lists, Read, Txn } from './transactions.ts';

/** Something wrong that reads alone show, with the transactions that show it and what is to be seen there. */
export type Finding = {
  readonly anomaly: AnomalyName;
  readonly txns: readonly number[];
  readonly text: string;
};

/** What single reads show, those of nodes at the end included: elements that should not be there, and other orders. */
export function readFindings(
  reads: readonly Read[],
  longest: ReadonlyMap<number, readonly number[]>,
  lists: Lists,
): Finding[] {
  const findings: Finding[] = [];
  for (const read of reads) findings.push(...elementFindings(read, longest.get(read.key) ?? [], lists));
  return findings;
}

function elementFindings(
  { txn, key, elements }: Read,
  longest: readonly number[],
  { writerOf, isAborted, isIntermediate }: Lists,
): Finding[] {
  const of = (anomaly: AnomalyName, text: string, other?: number): Finding => ({
    anomaly,
    txns: [txn, other ?? -1].filter((one) => one >= 0),
    text: `${txn < 0 ? 'at the end' : 'a read of'} list ${key}: ${text}`,
  });
  const findings: Finding[] = [];
  const seen = new Set<number>();
  let kept = 0;
  let isOrdered = true;
  for (const element of elements) {
    if (seen.has(element)) findings.push(of('duplicate', `${element} is there twice`));
    seen.add(element);
    if (isAborted(key, element)) {
      findings.push(of('G1a', `${element} was rolled back`));
      continue;
    }
    if (writerOf(key, element) === undefined) findings.push(of('unwritten', `nobody appended ${element}`));
    if (longest[kept] !== element) isOrdered = false;
    kept += 1;
  }
  if (!isOrdered)
    findings.push(of('incompatible-order', `[${shown(elements)}] is no beginning of the longest`));
  const last = elements.at(-1);
  const writer = last === undefined ? undefined : writerOf(key, last);
  if (last !== undefined && writer !== txn && isIntermediate(key, last))
    findings.push(of('G1b', `it ends with ${last}, and the same transaction appended more`, writer));
  return findings;
}

/** So many of the transactions that form one lost update are told. */
const mostTold = 3;

/** Transactions that read the same state of a list before they appended to it: one finding for each state. */
export function lostUpdates({ txns }: Pick<Lists, 'txns'>): Finding[] {
  const builders = new Map<string, { readonly told: string; readonly by: number[] }>();
  txns.forEach(({ operation, statements }, txn) => {
    if (operation.outcome !== 'ok') return;
    for (const [state, told] of basesOf(statements)) {
      const builder = builders.get(state) ?? { told, by: [] };
      builder.by.push(txn);
      builders.set(state, builder);
    }
  });
  const lost = [...builders.values()].filter(({ by }) => by.length > 1);
  return lost.map(({ told, by }) => {
    const rest = by.length > mostTold ? `, the first ${mostTold} of them` : '';
    const who = by.length === 2 ? 'both' : `all ${by.length}`;
    return {
      anomaly: 'lost-update',
      txns: by.slice(0, mostTold),
      text: `${who} read ${told} and appended to it${rest}`,
    };
  });
}

/** The states of lists that a transaction read before it appended to them, and how each is told. */
function basesOf(statements: Txn['statements']): Map<string, string> {
  const read = new Map<number, (readonly number[])[]>();
  const appended = new Set<number>();
  const found = new Map<string, string>();
  for (const [what, key, value] of statements) {
    const states = read.get(key) ?? [];
    if (what === 'r') {
      if (value && !appended.has(key)) read.set(key, [...states, value]);
      continue;
    }
    for (const state of appended.has(key) ? [] : states) {
      const length =
        state.length === 0 ? 'nothing' : `${counted(state.length, 'element')} up to ${state.at(-1)}`;
      found.set(`${key}: ${state}`, `list ${key} with ${length}`);
    }
    appended.add(key);
  }
  return found;
}

/** The last elements of a list, which tell it from others. */
export function shown(elements: readonly number[]): string {
  const most = 6;
  return elements.length > most ? `... ${elements.slice(-most).join(' ')}` : elements.join(' ');
}
