import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation } from '../../history/beside.ts';
import type { BesideCheck } from '../beside/types.ts';

const ids: BesideCheck = {
  title: 'No id is handed out twice',
  method:
    'Each insert has content of its own, and its acknowledgement tells the id that the server chose. Fails where an id was acknowledged for two contents, and where it stands for another content at the end, on the node that leads then, than it was acknowledged for: in both, what people were told is mixed up outside the database. A row that is gone, and whose id was not handed out again, is counted and does not fail: whether writes are lost, the checks of the ledger tell. Inconclusive without a final primary that was read.',
  judge: ({ operations, finals, finalsLack, primary, noPrimary }) => {
    const inserts = operations.filter((one) => one.outcome === 'ok' && typeof one.result === 'number');
    const twice = new Evidence();
    const acknowledged = new Map<number, BesideOperation>();
    for (const one of inserts) {
      const id = Number(one.result);
      const other = acknowledged.get(id);
      if (other) twice.add(() => `the id ${id} was acknowledged for ${told(other)} and for ${told(one)}`);
      else acknowledged.set(id, one);
    }
    const both = twice.count;
    const acknowledgedFor = new Set(inserts.map(({ result, value }) => pair(Number(result), value)));
    const rows = finals.find(({ node }) => node === primary)?.reads;
    const atEnd = new Map(rows?.map(([id, content]) => [Number(id), Number(content)]));
    let gone = 0;
    for (const [id, one] of rows ? acknowledged : []) {
      const content = atEnd.get(id);
      if (content === undefined) gone += 1;
      else if (content !== one.value && !acknowledgedFor.has(pair(id, content)))
        twice.add(() => `the id ${id} was acknowledged for ${told(one)}, and stands for content ${content}`);
    }
    if (twice.count > 0) {
      const lines = twice.lines();
      const summary = `${counted(both, 'id was', 'ids were')} acknowledged twice, and ${counted(twice.count - both, 'other stands', 'others stand')} for something else at the end: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (!rows) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    if (finalsLack) return inconclusive(finalsLack);
    if (acknowledged.size === 0) return inconclusive('no id was acknowledged');
    const summary = `${counted(acknowledged.size, 'acknowledged id')}: each was handed out once; ${gone === 0 ? 'all' : `all but ${gone}`} are on ${primary} at the end`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** An id and what it was acknowledged for: what was acknowledged twice is told once. */
function pair(id: number, content: unknown): string {
  return `${id} ${content}`;
}

function told({ value, endedAtMs }: BesideOperation): string {
  return `content ${value} at ${formatMs(endedAtMs)}`;
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const autoIncrementChecks = { 'auto-increment-ids': ids } as const;
