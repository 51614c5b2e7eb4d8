import { monotonicNowMs } from '../clock.ts';
import { formatMs } from '../formats/units.ts';
import type { CellEnd, SuiteProgress } from '../suite/conduct.ts';
import type { Cell } from '../suite/matrix.ts';
import { namesOf } from '../suite/summary.ts';
import { tell } from './output.ts';

/** Progress of a suite on stderr: a line when a drill begins, and one when it has ended, with what is left. */
export function suiteProgress(cells: readonly Cell[], quiet: boolean): SuiteProgress {
  const startedAtMs = monotonicNowMs();
  const line = (cell: Cell, text: string): void => {
    if (quiet) return;
    const number = String(cells.indexOf(cell) + 1).padStart(String(cells.length).length);
    const elapsed = formatMs(monotonicNowMs() - startedAtMs).padStart(12);
    tell(`${elapsed}  [${number}/${cells.length}] ${text}`);
  };
  return {
    started: (cell) => line(cell, `${describeCell(cell)}, seed ${cell.seed}`),
    ended: (cell, end, left) => {
      const what = describeEnd(end);
      const ahead = left.cells === 0 ? 'nothing is left' : `${left.cells} left${about(left.ms)}`;
      line(cell, `${describeCell(cell)}: ${what}; ${ahead}`);
    },
  };
}

function describeEnd(end: CellEnd): string {
  if (!('done' in end)) return `did not complete: ${end.failure}`;
  const { done, leftovers } = end;
  return `${done.verdict}: ${done.summary}${leftovers === undefined ? '' : `; not cleaned up: ${leftovers}`}`;
}

function about(ms: number | null): string {
  return ms === null ? '' : `, about ${formatMs(ms)}`;
}

function describeCell({ combination, repetition }: Cell): string {
  const { scenario, topology } = namesOf(combination);
  const settings = combination.sets.length > 0 ? ` with ${combination.sets.join(' ')}` : '';
  return `${scenario} on ${topology}${settings}, repetition ${repetition}`;
}
