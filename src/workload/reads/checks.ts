import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation, Key } from '../../history/beside.ts';
import type { BesideCheck, BesideEvidence } from '../beside/types.ts';
import { finalValue, readsOptions, type SessionGuarantee, writeValue } from './operations.ts';
import { type AgedRead, agedReads } from './staleness.ts';

const written: BesideCheck = {
  title: 'Every read returns what somebody wrote',
  method:
    'Looks at each acknowledged read: its version is 0, as the row was made, or one that a write of this row had which was acknowledged or whose outcome is unknown, and which was sent before the read was answered. Inconclusive when no read was acknowledged.',
  judge: ({ operations }) => {
    const aged = agedReads(operations);
    if (aged.length === 0) return inconclusive('no read was acknowledged');
    const writes = new Map<string, BesideOperation>();
    for (const one of operations)
      if (one.function === 'write') writes.set(rowVersion(one.key, writeValue.parse(one.value)), one);
    const strange = new Evidence();
    for (const { operation, version } of aged) {
      if (version === null || version === 0) continue;
      const write = writes.get(rowVersion(operation.key, version));
      const why =
        write === undefined
          ? 'nobody wrote'
          : write.outcome === 'fail'
            ? 'was refused'
            : write.startedAtMs > operation.endedAtMs
              ? `was sent only at ${formatMs(write.startedAtMs)}`
              : null;
      if (why !== null) strange.add(() => `${told(operation)} returned version ${version}, which ${why}`);
    }
    const lines = strange.lines();
    if (strange.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(strange.count, 'read')} of what was not written: ${lines[0]}`,
        evidence: lines,
      };
    return {
      verdict: 'pass',
      summary: `${counted(aged.length, 'read')}, each of a version that was written`,
      evidence: [],
    };
  },
};

/** A read that goes behind what its own connection had seen of the row by then. */
type Behind = { readonly read: AgedRead; readonly seen: number };

/** Makes the check of a guarantee within one process: `seenBy` tells which version of the row an operation has seen. */
function sessionCheck(
  guarantee: SessionGuarantee,
  about: Pick<BesideCheck, 'title' | 'method'>,
  seenBy: (one: BesideOperation, read: AgedRead | undefined) => number | null,
): BesideCheck {
  return {
    ...about,
    judge: ({ operations, options }) => {
      const aged = agedReads(operations);
      if (aged.length === 0) return inconclusive('no read was acknowledged');
      const { behind, compared } = readsBehind(operations, aged, seenBy);
      const lines = new Evidence();
      for (const { read, seen } of behind)
        lines.add(
          () =>
            `${told(read.operation)} returned ${read.version === null ? 'no row' : `version ${read.version}`}, and its connection had seen version ${seen}; stale by at least ${formatMs(read.atLeastMs)}`,
        );
      const evidence = lines.lines();
      const promised = readsOptions.parse(options).promises.includes(guarantee);
      if (lines.count > 0) {
        const summary = `${lines.count.toLocaleString('en')} of ${counted(compared, 'read')} went behind: ${evidence[0]}`;
        if (promised) return { verdict: 'fail', summary, evidence };
        return { verdict: 'pass', summary: `allowed, as ${guarantee} is not promised: ${summary}`, evidence };
      }
      if (compared === 0)
        return inconclusive('no connection read a row of which it had seen a version before');
      return { verdict: 'pass', summary: `${counted(compared, 'read')}, none went behind`, evidence };
    },
  };
}

/** Of the reads of rows that their process had seen before, those that returned an older version; and how many there were. */
function readsBehind(
  operations: readonly BesideOperation[],
  aged: readonly AgedRead[],
  seenBy: (one: BesideOperation, read: AgedRead | undefined) => number | null,
): { behind: Behind[]; compared: number } {
  const readOf = new Map(aged.map((read) => [read.operation, read]));
  const latest = new Map<string, number>();
  const behind: Behind[] = [];
  let compared = 0;
  // A process does one operation at a time, so that this is the order in which it saw them.
  for (const one of operations) {
    if (one.outcome !== 'ok' || one.process === null) continue;
    const at = `${one.process} ${one.key}`;
    const read = readOf.get(one);
    const seen = latest.get(at);
    if (read && seen !== undefined) {
      compared += 1;
      if ((read.version ?? -1) < seen) behind.push({ read, seen });
    }
    const now = seenBy(one, read);
    if (now !== null) latest.set(at, Math.max(now, seen ?? 0));
  }
  return { behind, compared };
}

const ownWrites = sessionCheck(
  'read-your-writes',
  {
    title: 'A connection reads what it wrote itself',
    method:
      'Compares each acknowledged read with the newest version of the row that the same process, which does one operation at a time, had written and got acknowledged before. Fails only where the scenario promises it (`promises: [read-your-writes]`). Inconclusive where no process read a row that it had written.',
  },
  (one, read) => (read ? null : writeValue.parse(one.value)),
);

const monotonic = sessionCheck(
  'monotonic-reads',
  {
    title: 'A connection never reads older data than it read before',
    method:
      'Compares each acknowledged read with the newest version of the row that the same process had read before. Fails only where the scenario promises it (`promises: [monotonic-reads]`). Inconclusive where no process read a row twice.',
  },
  (_, read) => read?.version ?? null,
);

const atEnd: BesideCheck = {
  title: 'Every node has the newest version of each row at the end',
  method:
    'On the node that leads at the end each row has a version that was acknowledged, or whose outcome is unknown, and none older than the newest that was acknowledged; every other node has the same. Inconclusive without a final primary, and when a node was not read.',
  judge: (evidence) => {
    const leading = evidence.finals.find(({ node }) => node === evidence.primary);
    if (!leading) return inconclusive(evidence.noPrimary ?? `${evidence.primary} was not read at the end`);
    const wrong = problemsAtEnd(evidence, leading);
    const lines = wrong.lines();
    if (wrong.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(wrong.count, 'row')} wrong: ${lines[0]}`,
        evidence: lines,
      };
    if (evidence.finalsLack) return inconclusive(evidence.finalsLack);
    if (leading.reads.length === 0) return inconclusive('there are no rows');
    const summary = `${counted(leading.reads.length, 'row')} have their newest version on ${evidence.finals.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function problemsAtEnd(
  { operations, finals, options }: BesideEvidence,
  leading: BesideEvidence['finals'][number],
): Evidence {
  const writes = operations.filter((one) => one.function === 'write' && one.outcome !== 'fail');
  const byKey = Map.groupBy(writes, ({ key }) => Number(key));
  const versions = new Map(leading.reads.map(([key, value]) => [Number(key), finalValue.parse(value)]));
  const wrong = new Evidence();
  for (let key = 0; key < readsOptions.parse(options).keys; key += 1) {
    const own = (byKey.get(key) ?? []).map((one) => ({ ...one, version: writeValue.parse(one.value) }));
    const acknowledged = own.filter(({ outcome }) => outcome === 'ok').map(({ version }) => version);
    const newest = acknowledged.reduce((most, one) => Math.max(most, one), 0);
    const there = versions.get(key);
    if (there === undefined) wrong.add(() => `row ${key} is missing on ${leading.node}`);
    else if (there < newest)
      wrong.add(() => `row ${key} has version ${there} on ${leading.node}, and ${newest} was acknowledged`);
    else if (there !== 0 && !own.some(({ version }) => version === there))
      wrong.add(() => `row ${key} has version ${there} on ${leading.node}, which nobody wrote`);
    for (const { node, reads } of finals) {
      const here = reads.find(([id]) => Number(id) === key)?.[1];
      if (node !== leading.node && here !== there)
        wrong.add(
          () =>
            `row ${key} has version ${here ?? 'none'} on ${node}, and ${there ?? 'none'} on ${leading.node}`,
        );
    }
  }
  return wrong;
}

function rowVersion(key: Key, version: number): string {
  return `${key} ${version}`;
}

function told({ key, startedAtMs }: BesideOperation): string {
  return `the read of row ${key} at ${formatMs(startedAtMs)}`;
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const readsChecks = {
  'reads-written': written,
  'reads-own-writes': ownWrites,
  'reads-monotonic': monotonic,
  'reads-at-end': atEnd,
} as const;
