import { unmeasuredClasses, worstOutcome } from '../judge/measure/policy.ts';
import type { StoredRun } from './read-runs.ts';
import type { ComparedClass } from './schema.ts';

/**
 * What came of each class of disruption on each topology, over all drills under a policy: breached where one of them was, met
 * where all were. A class that the policy has targets for and that no drill was about is not measured.
 */
export function comparedClasses(runs: readonly StoredRun[]): ComparedClass[] {
  const seen = runs.flatMap(({ manifest, result }) =>
    (result?.classes ?? unmeasuredClasses({ manifest })).map(({ disruption, outcome }) => ({
      disruption,
      outcome,
      topology: manifest.topology.name,
    })),
  );
  const drilled = [...Map.groupBy(seen, ({ disruption, topology }) => `${disruption} ${topology}`).values()];
  const compared = drilled.flatMap((own): Drilled[] => {
    const outcomes = own.map(({ outcome }) => outcome);
    const count = (wanted: string) => outcomes.filter((one) => one === wanted).length;
    return own.slice(0, 1).map(({ disruption, topology }) => ({
      disruption,
      topology,
      outcome: worstOutcome(outcomes),
      met: count('met'),
      breached: count('breached'),
      notMeasured: count('not-measured'),
    }));
  });
  const wanted = new Set(runs.flatMap(({ manifest }) => manifest.policy?.classes ?? []));
  const missing = [...wanted].filter((name) => seen.every(({ disruption }) => disruption !== name));
  return [
    ...compared.toSorted(inOrder),
    ...missing.toSorted().map(
      (disruption): ComparedClass => ({
        disruption,
        topology: null,
        outcome: 'not-measured',
        met: 0,
        breached: 0,
        notMeasured: 0,
      }),
    ),
  ];
}

type Drilled = ComparedClass & { readonly topology: string };

function inOrder(a: Drilled, b: Drilled): number {
  return a.disruption.localeCompare(b.disruption) || a.topology.localeCompare(b.topology);
}
