import type { SuiteStatus } from '../compare/suite-status.ts';
import { columns } from './output.ts';

/** A suite as a table for a terminal: a row for each combination, with how many of its drills are done. */
export function renderStatus(status: SuiteStatus): string {
  const { combinations } = status;
  const common = combinations[0]?.sets.filter((set) => combinations.every(({ sets }) => sets.includes(set)));
  const settings = ({ sets }: SuiteStatus['combinations'][number]) =>
    sets.filter((set) => !common?.includes(set)).join(' ');
  const withSettings = combinations.some((one) => settings(one) !== '');
  const head = ['scenario', 'topology', ...(withSettings ? ['settings'] : []), 'done'];
  const rows = combinations.map((one) => [
    one.scenario,
    one.topology,
    ...(withSettings ? [settings(one)] : []),
    one.notAvailable === null ? `${one.done} of ${one.planned}` : 'not available',
  ]);
  const reasons = combinations.flatMap((one) => [
    ...(one.notAvailable === null ? [] : [`not available: ${nameOf(one)}: ${indented(one.notAvailable)}`]),
    ...one.failures.map((failure) => `did not complete: ${nameOf(one)}: ${indented(failure)}`),
  ]);
  const done = combinations.reduce((sum, one) => sum + one.done, 0);
  const planned = combinations.reduce((sum, one) => sum + one.planned, 0);
  return [
    ...columns([head, ...rows]),
    ...(reasons.length > 0 ? ['', ...reasons] : []),
    '',
    `${status.name}: ${done} of ${planned} drills done`,
  ].join('\n');
}

function nameOf({ scenario, topology, sets }: SuiteStatus['combinations'][number]): string {
  return [`${scenario} on ${topology}`, ...sets].join(' ');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
