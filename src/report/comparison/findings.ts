import type { Comparison, Pair } from '../../compare/schema.ts';
import { nameOf, quantity } from './words.ts';

/** Whether two rows of a scenario differ, in a sentence. */
export function findingText(pair: Pair, groups: Comparison['groups']): string {
  const [first, second] = [groups[pair.first], groups[pair.second]];
  if (!first || !second) return '';
  const names = `${nameOf(first)} and ${nameOf(second)}`;
  switch (pair.finding) {
    case 'different': {
      const medians = [first, second].map((group) =>
        quantity('rto-service', group.summaries['rto-service']?.median),
      );
      return `${names} differ: ${medians.join(' against ')} (${pair.why})`;
    }
    case 'not-distinguishable':
      return `${names}: not distinguishable (${pair.why})`;
    case 'too-few-runs':
      return `${names}: too few runs to tell (${pair.why})`;
    case 'not-measured':
      return `${names}: cannot be compared (${pair.why})`;
  }
}
