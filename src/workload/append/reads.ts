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
  orders: ReadonlyMap<number, readonly number[]>,
  lists: Lists,
): Finding[] {
  const findings: Finding[] = [];
  const places = new Map<number, Map<number, number>>();
  for (const [key, order] of orders)
    places.set(key, new Map(order.map((element, place) => [element, place])));
  for (const read of reads) findings.push(...elementFindings(read, places.get(read.key), lists));
  return findings;
}

function elementFindings(
  { txn, key, elements }: Read,
  places: ReadonlyMap<number, number> | undefined,
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
    if (places?.get(element) !== kept) isOrdered = false;
    kept += 1;
  }
  if (!isOrdered)
    findings.push(of('incompatible-order', `[${shown(elements)}] is no beginning of the longest`));
  const last = elements.at(-1);
  const writer = last === undefined ? undefined : writerOf(key, last);
  if (last !== undefined && writer !== undefined && writer !== txn && isIntermediate(key, last))
    findings.push(of('G1b', `it ends with ${last}, and the same transaction appended more`, writer));
  return findings;
}

/** What is wrong within single transactions, and between those that read the same and appended to it. */
export function txnFindings({ txns }: Pick<Lists, 'txns'>): Finding[] {
  const findings: Finding[] = [];
  /** By key and what was read of it: who read that before its own first append to it. */
  const builders = new Map<string, number>();
  txns.forEach(({ operation, statements }, txn) => {
    if (operation.outcome !== 'ok') return;
    findings.push(...ownFindings(txn, { operation, statements }));
    for (const builtUpon of bases(statements)) {
      const other = builders.get(builtUpon);
      if (other === undefined) builders.set(builtUpon, txn);
      else
        findings.push({
          anomaly: 'lost-update',
          txns: [other, txn],
          text: `both read ${builtUpon} and appended to it`,
        });
    }
  });
  return findings;
}

/** The states of lists that a transaction read before it appended to them. */
function bases(statements: Txn['statements']): Set<string> {
  const read = new Map<number, readonly number[]>();
  const appended = new Set<number>();
  const found = new Set<string>();
  for (const [what, key, value] of statements) {
    if (what === 'r') {
      if (!appended.has(key)) read.set(key, value ?? []);
      continue;
    }
    const before = read.get(key);
    if (!appended.has(key) && before)
      found.add(
        `list ${key} with ${before.length === 0 ? 'nothing' : `${counted(before.length, 'element')} up to ${before.at(-1)}`}`,
      );
    appended.add(key);
  }
  return found;
}

/** What a transaction reads, against what it read and appended itself before. */
function ownFindings(txn: number, { statements }: Txn): Finding[] {
  const findings: Finding[] = [];
  const read = new Map<number, readonly number[]>();
  const own = new Map<number, number[]>();
  for (const [what, key, value] of statements) {
    const mine = own.get(key) ?? [];
    if (what === 'append') {
      own.set(key, [...mine, value]);
      continue;
    }
    const elements = value ?? [];
    const missing = mine.find((element) => !elements.includes(element));
    const before = read.get(key);
    if (missing !== undefined)
      findings.push({ anomaly: 'own-append-missing', txns: [txn], text: `list ${key} lacks ${missing}` });
    else if (before && !same(elements, [...before, ...mine.filter((one) => !before.includes(one))]))
      findings.push({
        anomaly: 'internal',
        txns: [txn],
        text: `list ${key} was [${shown(before)}], and then [${shown(elements)}]`,
      });
    read.set(key, elements);
  }
  return findings;
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((element, index) => element === other[index]);
}

/** The last elements of a list, which tell it from others. */
export function shown(elements: readonly number[]): string {
  const most = 6;
  return elements.length > most ? `... ${elements.slice(-most).join(' ')}` : elements.join(' ');
}
