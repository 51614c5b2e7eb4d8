import type { Trial } from '../drill/trial.ts';
import { formatMs } from '../formats/units.ts';
import { median } from '../judge/statistics/quantile.ts';
import { columns } from './output.ts';
import { indent } from './parameters.ts';

/** How one injection went, as text for a terminal. */
export function renderTrial(trial: Trial): string {
  const rows = [inForce(trial), ended(trial), healthy(trial), left(trial)];
  return [`${trial.fault} of ${trial.targets.join(', ') || 'nobody'}`, ...columns(rows).map(indent)].join(
    '\n',
  );
}

function inForce({ proved, evidence, doneAfterMs, provedAfterMs }: Trial): string[] {
  if (!proved) return ['NOT proved', '', evidence];
  const done = doneAfterMs === null ? '' : `${formatMs(doneAfterMs)}, `;
  return ['in force', `${done}proved ${formatMs(provedAfterMs ?? 0)} after the decision`, evidence];
}

function ended({ proved, end }: Trial): string[] {
  if (end.how === 'healed')
    return ['healed', `proved ${formatMs(end.afterMs)} after it was asked`, end.evidence];
  if (end.how === 'not-healed') return ['NOT healed', '', end.why];
  if (!proved) return ['no healing', '', 'whatever is down was started again'];
  return [
    'no healing',
    '',
    'what it stopped was started again; what it destroyed, only a backup brings back',
  ];
}

function healthy({ healthyAfterMs }: Trial): string[] {
  return healthyAfterMs === null
    ? ['NOT healthy', '', 'the cluster did not become healthy in time']
    : ['healthy', `again ${formatMs(healthyAfterMs)} after that`, 'every node is a healthy member'];
}

function left({ leftovers }: Trial): string[] {
  return leftovers.length === 0
    ? ['nothing is left', '', 'no rule, no queue, no stopped process in any container']
    : ['LEFT OVER', '', leftovers.join('; ')];
}

/** The medians of what was measured in several trials; nothing for one. */
export function renderMedians(trials: readonly Trial[]): string[] {
  if (trials.length < 2) return [];
  const of = (pick: (trial: Trial) => number | null): string => {
    const known = trials.map(pick).filter((ms) => ms !== null);
    const middle = median(known.map((value) => ({ value, atLeast: false })));
    return middle ? `${formatMs(middle.value)} (${known.length})` : 'never';
  };
  return [
    `medians of ${trials.length}`,
    ...columns([
      ['in force', of(({ doneAfterMs }) => doneAfterMs)],
      ['proved', of(({ provedAfterMs }) => provedAfterMs)],
      ['healed', of(({ end }) => (end.how === 'healed' ? end.afterMs : null))],
      ['healthy', of(({ healthyAfterMs }) => healthyAfterMs)],
    ]).map(indent),
  ];
}
