import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import { retriedResult } from '../beside/processes.ts';
import type { BesideCheck } from '../beside/types.ts';

const once: BesideCheck = {
  title: 'Each operation is done once, however often it was sent',
  method:
    'An operation is sent again until it is acknowledged. Counts its rows on the node that leads at the end. More than one: an attempt whose outcome was unknown had been committed, and was done again. An acknowledged one without a row, and one that surely failed and has a row, fail as well; of one whose last outcome is unknown none or one is right. Inconclusive without a final primary that was read.',
  judge: ({ operations, finals, finalsLack, primary, noPrimary }) => {
    const rows = finals.find(({ node }) => node === primary)?.reads;
    if (!rows) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const copies = new Map(rows.map(([token, count]) => [Number(token), Number(count)]));
    const wrong = new Evidence();
    const wrongs = { tooMany: 0, none: 0, undone: 0 };
    let unknown = 0;
    let retried = 0;
    let givenUp = 0;
    for (const { key, outcome, result, endedAtMs } of operations) {
      const { attempts, unknown: ownUnknown } =
        outcome === 'ok' ? retriedResult.parse(result) : { attempts: 1, unknown: 0 };
      unknown += ownUnknown;
      retried += attempts > 1 ? 1 : 0;
      givenUp += outcome === 'info' ? 1 : 0;
      const found = copies.get(Number(key)) ?? 0;
      const what = `operation ${key}, which ended at ${formatMs(endedAtMs)} as ${outcome}`;
      if (found > 1) {
        wrongs.tooMany += found - 1;
        // How often one was sent that was never acknowledged, nobody recorded.
        const after = outcome === 'ok' ? ` after ${counted(ownUnknown, 'unknown outcome')}` : '';
        wrong.add(() => `${what}${after}: ${found} rows`);
      } else if (outcome === 'ok' && found === 0) {
        wrongs.none += 1;
        wrong.add(() => `${what}: no row`);
      } else if (outcome === 'fail' && found === 1) {
        wrongs.undone += 1;
        wrong.add(() => `${what}: a row`);
      }
    }
    const unended = givenUp > 0 ? `; of ${counted(givenUp, 'operation')} the outcome stayed unknown` : '';
    const sent = `${counted(retried, 'acknowledged operation was', 'acknowledged operations were')} sent again, after ${counted(unknown, 'unknown outcome')}${unended}`;
    if (wrong.count > 0) {
      const lines = wrong.lines();
      const summary = `${wordsOf(wrongs)}; ${sent}: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (finalsLack) return inconclusive(finalsLack);
    return { verdict: 'pass', summary: `each is there once; ${sent}`, evidence: [] };
  },
};

/** What is wrong, in numbers: of each kind that there is. */
function wordsOf({ tooMany, none, undone }: { tooMany: number; none: number; undone: number }): string {
  const kinds = [
    tooMany > 0 ? `${counted(tooMany, 'row')} too many` : [],
    none > 0 ? `${counted(none, 'acknowledged operation has', 'acknowledged operations have')} no row` : [],
    undone > 0
      ? `${counted(undone, 'operation')} that surely failed ${undone === 1 ? 'has' : 'have'} a row`
      : [],
  ];
  return kinds.flat().join(', ');
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const blindRetryChecks = { 'blind-retry-once': once } as const;
