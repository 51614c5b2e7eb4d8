import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation } from '../../history/beside.ts';
import type { BesideCheck, BesideEvidence } from '../beside/types.ts';
import { bankOptions, finalValue, readResult, transferResult } from './operations.ts';

/** Balances at one instant: by a client while the drill ran, or on a node at its end. */
type Balances = { readonly where: string; readonly balances: readonly number[] };

const totals: BesideCheck = {
  title: 'In every read the bank has the same total, and no account is negative',
  method:
    'A transfer takes from one account what it gives to another, so that all accounts of one instant add up to what they had at first. Looks at each acknowledged read of all accounts, and at the accounts of every node at the end. Inconclusive when no read was acknowledged, or when a node was not read at the end.',
  judge: (evidence) => {
    const { accounts, balance } = bankOptions.parse(evidence.options);
    const total = accounts * balance;
    const reads = readsOf(evidence);
    const wrong = new Evidence();
    for (const { where, balances } of [...reads, ...finalsOf(evidence)]) {
      const problem = problemOf(balances, accounts, total);
      if (problem) wrong.add(() => `${where}: ${problem}`);
    }
    const lines = wrong.lines();
    if (wrong.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(wrong.count, 'read')} of a wrong bank: ${lines[0]}`,
        evidence: lines,
      };
    if (reads.length === 0) return inconclusive('no read of the accounts was acknowledged');
    if (evidence.finalsLack) return inconclusive(evidence.finalsLack);
    const summary = `${counted(reads.length, 'read')} and ${counted(evidence.finals.length, 'node')} at the end have a total of ${total}, and no account is negative`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function readsOf({ operations }: BesideEvidence): Balances[] {
  return operations
    .filter((one) => one.function === 'read' && one.outcome === 'ok')
    .map((one) => ({
      where: `read at ${formatMs(one.startedAtMs)}`,
      balances: readResult.parse(one.result).map(([, balance]) => balance),
    }));
}

function finalsOf({ finals }: BesideEvidence): Balances[] {
  return finals.map(({ node, reads }) => ({
    where: `${node} at the end`,
    balances: reads.map(([, value]) => finalValue.parse(value)[0]),
  }));
}

function problemOf(balances: readonly number[], accounts: number, total: number): string | null {
  const sum = balances.reduce((all, one) => all + one, 0);
  const least = Math.min(...balances);
  if (balances.length !== accounts) return `${balances.length} accounts, and there are ${accounts}`;
  if (sum !== total) return `a total of ${sum}, and it is ${total}`;
  return least < 0 ? `an account has ${least}` : null;
}

const updates: BesideCheck = {
  title: 'No acknowledged transfer is lost',
  method:
    'Each account has a version, which every transfer reads and raises by one. Two acknowledged transfers that built upon the same version of an account: one has overwritten the other. An acknowledged transfer that built upon a version which the account has not passed at the end, on the node that leads then: it is gone. Inconclusive when no transfer was acknowledged that moved anything, and without a final primary.',
  judge: ({ operations, finals, finalsLack, primary, noPrimary }) => {
    const moved = movedTransfers(operations);
    const versions = finals.find(({ node }) => node === primary)?.reads;
    const atEnd = new Map(versions?.map(([id, value]) => [id, finalValue.parse(value)[1]]));
    const lost = new Evidence();
    const builtUpon = new Map<string, BesideOperation>();
    let overwritten = 0;
    for (const { operation, id, version } of moved) {
      const key = `version ${version} of account ${id}`;
      const other = builtUpon.get(key);
      const endedAt = formatMs(operation.endedAtMs);
      if (other) {
        overwritten += 1;
        const both = `the transfers acknowledged at ${formatMs(other.endedAtMs)} and ${endedAt}`;
        lost.add(() => `${both} built both upon ${key}`);
      } else builtUpon.set(key, operation);
      if (versions && (atEnd.get(id) ?? -1) <= version)
        lost.add(
          () =>
            `the transfer acknowledged at ${endedAt} built upon ${key}, which has version ${atEnd.get(id) ?? 'none'} at the end`,
        );
    }
    if (lost.count > 0) {
      const summary = `${counted(overwritten, 'lost update')}, and ${counted(lost.count - overwritten, 'change')} that the final primary lacks: ${lost.lines()[0]}`;
      return { verdict: 'fail', summary, evidence: lost.lines() };
    }
    if (moved.length === 0) return inconclusive('no transfer was acknowledged that moved anything');
    if (!versions) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    if (finalsLack) return inconclusive(finalsLack);
    const summary = `${counted(moved.length / 2, 'acknowledged transfer')}: none was overwritten, and all are on ${primary} at the end`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** What each acknowledged transfer that moved anything built upon: one entry for each of its accounts. */
function movedTransfers(operations: readonly BesideOperation[]) {
  return operations.flatMap((operation) => {
    if (operation.function !== 'transfer' || operation.outcome !== 'ok') return [];
    const { moved, versions } = transferResult.parse(operation.result);
    return moved ? versions.map(([id, version]) => ({ operation, id, version })) : [];
  });
}

const nodes: BesideCheck = {
  title: 'Every node has the same accounts as the final primary',
  method:
    'Compares balance and version of each account, as each node has them at the end, with the node that leads then. Inconclusive without a final primary, and when a node was not read.',
  judge: ({ finals, finalsLack, primary, noPrimary }) => {
    const leading = finals.find(({ node }) => node === primary);
    if (!leading) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const expected = new Map(leading.reads.map(([id, value]) => [id, JSON.stringify(value)]));
    const different = new Evidence();
    for (const { node, reads } of finals) {
      const own = new Map(reads.map(([id, value]) => [id, JSON.stringify(value)]));
      for (const id of new Set([...expected.keys(), ...own.keys()])) {
        const [there, here] = [expected.get(id), own.get(id)];
        if (there !== here)
          different.add(
            () => `account ${id} is ${here ?? 'missing'} on ${node}, and ${there ?? 'missing'} on ${primary}`,
          );
      }
    }
    const lines = different.lines();
    if (different.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(different.count, 'account differs', 'accounts differ')}: ${lines[0]}`,
        evidence: lines,
      };
    if (finalsLack) return inconclusive(finalsLack);
    if (expected.size === 0) return inconclusive('there are no accounts');
    const summary = `${counted(expected.size, 'account')} are the same on ${finals.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const bankChecks = {
  'bank-totals': totals,
  'bank-updates': updates,
  'bank-nodes': nodes,
} as const;
