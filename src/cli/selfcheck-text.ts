import { counted } from '../evidence.ts';
import { oneLine } from '../report/text.ts';
import { textTable } from '../report/text-table.ts';
import type { CaseOutcome } from '../selfcheck/outcome.ts';
import { indent } from './parameters.ts';

/** The table of a self-check: a line for each stack, and under it what was expected and what was found. */
export function renderSelfcheck(outcomes: readonly CaseOutcome[]): string {
  const rows = outcomes.map((one) => [
    one.caught ? 'yes' : 'NO',
    one.seconds.toFixed(1),
    one.case,
    one.wrong,
  ]);
  const [head = '', ...lines] = textTable(
    [['caught', 'seconds', 'stack', 'what is wrong'], ...rows],
    ['left', 'right', 'left', 'left'],
  );
  const blocks = lines.map((line, index) => {
    const findings = outcomes[index]?.findings ?? [];
    const details = findings.flatMap(({ expected, found }) => [
      `expected: ${expected}`,
      `found:    ${oneLine(found)}`,
    ]);
    return [line, ...details.map(indent).map(indent)].join('\n');
  });
  return [head, ...blocks, '', summaryOf(outcomes)].join('\n');
}

function summaryOf(outcomes: readonly CaseOutcome[]): string {
  const missed = outcomes.filter(({ caught }) => !caught);
  if (missed.length > 0) {
    const which = missed.map(({ case: name }) => name).join(', ');
    return `${missed.length} of ${counted(outcomes.length, 'stack')} got a wrong answer (${which}): do not trust a pass on this machine.`;
  }
  const bad = outcomes.filter(({ sound }) => !sound).length;
  return [
    ...(bad > 0 ? [`${counted(bad, 'known-bad stack is', 'known-bad stacks are')} caught`] : []),
    ...(bad < outcomes.length
      ? [`${counted(outcomes.length - bad, 'sound one is', 'sound ones are')} not accused`]
      : []),
  ].join(', ');
}
