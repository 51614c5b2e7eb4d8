import type { Group } from '../../compare/schema.ts';
import { formatBytes, formatMs } from '../../formats/units.ts';
import { notMeasured } from '../text.ts';
import { nameOf } from './words.ts';

/** What each topology costs while nothing is broken: medians over the drills of all its scenarios under one load. */
export function idleCostRows(groups: readonly Group[]) {
  const together = Map.groupBy(groups, (group) => `${nameOf(group)} ${group.offeredPerSecond}`);
  return [...together.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    return [
      {
        name: nameOf(first),
        title: first.title,
        nodes: first.nodes,
        services: first.services,
        drills: own.flatMap(({ runs }) => runs.filter(({ lifecycle }) => lifecycle === 'completed')).length,
        p50: range(
          own.map(({ peace }) => peace.p50Ms),
          formatMs,
        ),
        p99: range(
          own.map(({ peace }) => peace.p99Ms),
          formatMs,
        ),
        perSecond: range(
          own.map(({ peace }) => peace.perSecond),
          (rate) => `${Number(rate.toFixed(1))}/s`,
        ),
        memory: range(
          own.map(({ peace }) => peace.memoryBytes),
          formatBytes,
        ),
        offered: `${first.offeredPerSecond}/s`,
      },
    ];
  });
}

/** The medians of the scenarios, from the least to the greatest. */
function range(values: readonly (number | null)[], shown: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return notMeasured;
  const ends = [...new Set([Math.min(...known), Math.max(...known)].map(shown))];
  return ends.join(' to ');
}
