import type { Group } from './schema.ts';

/** The groups of one scenario that differ in one setting only, which is a number, in its order. */
export type Curve = {
  readonly scenario: string;
  readonly points: readonly { readonly setting: number; readonly group: Group }[];
};

/** The curves over one setting of one topology. */
export type Sweep = {
  readonly topology: string;
  readonly key: string;
  /** What else was set in all of its groups, and not in other groups of the comparison. */
  readonly others: Readonly<Record<string, string>>;
  readonly curves: readonly Curve[];
};

/** Fewer values are no curve. */
const leastValues = 3;

/** The sweeps among some groups: whatever numeric setting takes three values or more while all others stay. */
export function sweepsOf(groups: readonly Group[]): Sweep[] {
  const keys = new Set(groups.flatMap(({ label }) => Object.keys(label)));
  return [...keys].flatMap((key) => {
    const numeric = groups.filter(({ label }) => label[key]?.trim() && Number.isFinite(Number(label[key])));
    const together = Map.groupBy(numeric, ({ topology, label }) =>
      JSON.stringify([topology, Object.entries(label).filter(([other]) => other !== key)]),
    );
    return [...together.values()].flatMap((own) => sweepOf(key, own));
  });
}

function sweepOf(key: string, groups: readonly Group[]): Sweep[] {
  const curves = [...Map.groupBy(groups, ({ scenario }) => scenario)]
    .map(([scenario, own]) => ({
      scenario,
      points: own
        .map((group) => ({ setting: Number(group.label[key]), group }))
        .toSorted((a, b) => a.setting - b.setting),
    }))
    .filter(({ points }) => new Set(points.map(({ setting }) => setting)).size >= leastValues);
  const [first] = groups;
  if (!first || curves.length === 0) return [];
  const { [key]: _, ...others } = first.label;
  return [{ topology: first.topology, key, others, curves }];
}
