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
  const sound = outcomes.filter(({ case: name }) => name.startsWith('sound')).length;
  if (missed.length === 0) {
    return `All ${outcomes.length} answers are right: ${outcomes.length - sound} known-bad stacks are caught, ${sound} sound ones are not accused.`;
  }
  const which = missed.map(({ case: name }) => name).join(', ');
  return `${missed.length} of ${outcomes.length} answers are wrong (${which}): do not trust a pass of this harness on this machine.`;
}
