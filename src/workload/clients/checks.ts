import { z } from 'zod';
import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation, Json } from '../../history/beside.ts';
import type { BesideCheck } from '../beside/types.ts';

/** What an operation writes: the number of the row among those of its client, and a random value. */
export const clientValue = z.tuple([z.number().int(), z.number().int()]);
const finalRows = z.array(clientValue);

const writes: BesideCheck = {
  title: 'What any of the clients was told is done stays done',
  method:
    'Looks up every write of every client on the node that leads at the end. An acknowledged one that is missing there, or has another value, fails; so does one that surely failed and is there, and a row that no client wrote. Of one whose outcome is unknown either is right. Inconclusive without a final primary that was read.',
  judge: ({ operations, finals, primary, noPrimary }) => {
    const reads = finals.find(({ node }) => node === primary)?.reads;
    if (!reads) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const rows = new Map(reads.map(([client, json]) => [String(client), rowsOf(json)]));
    const wrong = new Evidence();
    let acknowledged = 0;
    for (const one of operations) {
      const [sequence, value] = clientValue.parse(one.value);
      const own = rows.get(String(one.key));
      const found = own?.get(sequence);
      own?.delete(sequence);
      if (one.outcome === 'ok') acknowledged += 1;
      if (one.outcome === 'ok' && found === undefined) wrong.add(() => `${nameOf(one)} is missing`);
      else if (one.outcome === 'fail' && found !== undefined)
        wrong.add(() => `${nameOf(one)} failed, and is there`);
      else if (found !== undefined && found !== value)
        wrong.add(() => `${nameOf(one)} has the value ${found} in the place of ${value}`);
    }
    for (const [client, left] of rows)
      for (const sequence of left.keys()) wrong.add(() => `row ${sequence} of ${client}: nobody wrote it`);
    if (wrong.count > 0) {
      const lines = wrong.lines();
      const summary = `${counted(wrong.count, 'row is', 'rows are')} not as the clients were told: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    const summary = `${counted(acknowledged, 'acknowledged write is', 'acknowledged writes are')} on ${primary}, and nothing that nobody wrote`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function rowsOf(json: Json): Map<number, number> {
  return new Map(finalRows.parse(json));
}

function nameOf({ key, value, endedAtMs }: BesideOperation): string {
  return `row ${clientValue.parse(value)[0]} of ${key}, which was answered at ${formatMs(endedAtMs)},`;
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const clientsChecks = { 'clients-writes': writes } as const;
