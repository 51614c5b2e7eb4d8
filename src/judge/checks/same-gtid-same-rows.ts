import { counted, Evidence } from '../../evidence.ts';
import type { GtidRows } from '../../history/gtid-rows.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const sameGtidSameRows: Check = {
  name: 'same-gtid-same-rows',
  title: 'A GTID stands for the same rows on every node',
  method:
    'Compares a digest of what each transaction changed, from the binary logs of the nodes at the end: tables, rows, statements. Two transactions under one GTID escape whoever compares sets of GTIDs: every node has "executed" both. Compared is what at least two nodes still hold; logs that were purged, too large, damaged or without all columns are told. Inconclusive when the logs of a node were not read, and when no two nodes hold a transaction in common.',
  needs: ['copies', 'mysql-logs'],
  judge: (record) => {
    const { gtidRows = [] } = record;
    const wrong = new Evidence();
    const besides = gtidRows.flatMap(notCompared);
    let [compared, partial] = [0, 0];
    for (const gtid of heldByAny(gtidRows)) {
      const [first, ...others] = gtidRows.flatMap((of) => {
        const digest = of.digests.get(gtid.origin)?.get(gtid.number);
        return digest === undefined ? [] : [{ node: of.node, digest }];
      });
      if (!first || others.length === 0) continue;
      const another = others.filter(({ digest }) => digest !== first.digest);
      if (another.length === 0) compared += 1;
      else if ([first, ...others].some(({ digest }) => digest.startsWith('~'))) partial += 1;
      else {
        compared += 1;
        const names = (some: readonly { node: string }[]) => some.map(({ node }) => node).join(', ');
        const alike = [first, ...others.filter((one) => !another.includes(one))];
        wrong.add(
          () => `${gtid.origin}:${gtid.number}: on ${names(alike)} not what it is on ${names(another)}`,
        );
      }
    }
    if (partial > 0)
      besides.push(`${counted(partial, 'transaction')} logged without all columns, and differently`);
    const [first] = wrong.lines();
    if (first !== undefined) {
      const summary = `${counted(wrong.count, 'GTID stands', 'GTIDs stand')} for different rows: ${first}`;
      return { verdict: 'fail', summary, evidence: [...wrong.lines(), ...besides] };
    }
    const missing = record.manifest.topology.nodes.filter(
      (name) => !gtidRows.some(({ node }) => node === name),
    );
    if (missing.length > 0)
      return inconclusive(`the binary logs of ${missing.join(', ')} were not read`, besides);
    if (compared === 0) return inconclusive('no two nodes hold a transaction in common', besides);
    const summary = `${counted(compared, 'transaction is', 'transactions are')} the same wherever held${besides.length > 0 ? '; not all were compared' : ''}`;
    return { verdict: 'pass', summary, evidence: besides };
  },
};

function notCompared({ node, keepsLogs, left, damage }: GtidRows): string[] {
  return [
    ...(keepsLogs ? [] : [`not compared: ${node} keeps no binary log of what it applies`]),
    ...(left.length > 0 ? [`not compared: the oldest logs of ${node}: ${left.join(', ')}`] : []),
    ...damage.map((text) => `not compared: ${node}: ${text}`),
  ];
}

/** Every transaction that a node holds, once. */
function* heldByAny(all: readonly GtidRows[]): Generator<{ origin: string; number: number }> {
  const origins = new Set(all.flatMap(({ digests }) => [...digests.keys()]));
  for (const origin of origins) {
    for (const [index, { digests }] of all.entries()) {
      for (const number of digests.get(origin)?.keys() ?? []) {
        const isTold = all.slice(0, index).some((earlier) => earlier.digests.get(origin)?.has(number));
        if (!isTold) yield { origin, number };
      }
    }
  }
}
