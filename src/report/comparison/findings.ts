import type { Comparison, Pair } from '../../compare/schema.ts';
import { nameOf, quantity } from './words.ts';

/** Which rows of a scenario differ in their service RTO: a line for each two that do, and one for each reason why not. */
export function findingLines(scenario: string, { groups, pairs }: Comparison): string[] {
  const own = pairs.filter((pair) => pair.scenario === scenario);
  const of = (finding: Pair['finding']) => own.filter((pair) => pair.finding === finding);
  const names = (some: readonly Pair[]) =>
    some.length === own.length && own.length > 1
      ? `any two of the ${groups.filter((group) => group.scenario === scenario).length}`
      : some.map((pair) => both(pair, groups)).join('; ');
  const [alike, few, missing] = [of('not-distinguishable'), of('too-few-runs'), of('not-measured')];
  return [
    ...of('different').map((pair) => difference(pair, groups)),
    ...(alike.length > 0 ? [`Not distinguishable: ${names(alike)} (${leastP(alike)})`] : []),
    ...(few.length > 0 ? [`Too few runs to tell: ${names(few)} (${few[0]?.why})`] : []),
    ...(missing.length > 0 ? [`Cannot be compared, for want of a measured RTO: ${names(missing)}`] : []),
  ];
}

function difference(pair: Pair, groups: Comparison['groups']): string {
  const medians = [pair.first, pair.second].map((index) =>
    quantity('rto-service', groups[index]?.summaries['rto-service']?.median),
  );
  return `${both(pair, groups)} differ: ${medians.join(' against ')} (${pair.why})`;
}

function both(pair: Pair, groups: Comparison['groups']): string {
  return [pair.first, pair.second]
    .flatMap((index) => (groups[index] ? [nameOf(groups[index])] : []))
    .join(' and ');
}

function leastP(pairs: readonly Pair[]): string {
  const least = Math.min(...pairs.map(({ p }) => p ?? 1));
  return pairs.length === 1 ? (pairs[0]?.why ?? '') : `the least p is ${least.toFixed(3)}`;
}
