import type { StackFacts } from './facts.ts';

/** `serious`: acknowledged writes are lost, two nodes accept writes, or nobody can write. `note`: slower, or blinder. */
export type Weight = 'serious' | 'note';

/** What one rule saw at one place. */
export type Seen = {
  /** Services, or a file. */
  readonly where: string;
  readonly what: string;
  /** Where it differs from that of the rule. */
  readonly weight?: Weight;
  /** What to write, where the rule alone does not say it. */
  readonly instead?: string;
};

/** One thing that is looked for in a stack before anything is broken. */
export type Rule = {
  readonly name: string;
  readonly weight: Weight;
  /** What it looks for, for docs/findings.md. */
  readonly looksFor: string;
  /** Why it matters in an outage. */
  readonly matters: string;
  /** What to write instead. */
  readonly instead: string;
  /** Where that is documented. */
  readonly source?: string;
  readonly find: (facts: StackFacts) => readonly Seen[];
};

/** Something in a stack that will cost data or time in an outage. */
export type Finding = {
  readonly name: string;
  readonly weight: Weight;
  readonly where: string;
  readonly seen: string;
  readonly matters: string;
  readonly instead: string;
  readonly source: string | null;
};

/** What rules find in a stack, the serious first. */
export function findingsBy(rules: readonly Rule[], facts: StackFacts): Finding[] {
  const all = rules.flatMap((rule) =>
    atOnePlace(rule.find(facts)).map(({ where, what, weight, instead }) => ({
      name: rule.name,
      weight: weight ?? rule.weight,
      where,
      seen: what,
      matters: rule.matters,
      instead: instead ?? rule.instead,
      source: rule.source ?? null,
    })),
  );
  return [
    ...all.filter(({ weight }) => weight === 'serious'),
    ...all.filter(({ weight }) => weight === 'note'),
  ];
}

/** What one rule saw at one place is one finding. */
function atOnePlace(all: readonly Seen[]): readonly Seen[] {
  return [...Map.groupBy(all, ({ where }) => where).values()].flatMap(([first, ...others]) =>
    first ? { ...first, what: [first, ...others].map(({ what }) => what).join('; ') } : [],
  );
}

/** Names in one text: `mysql-a, mysql-b`. */
export function named(all: readonly { readonly node: string }[]): string {
  return all.map(({ node }) => node).join(', ');
}

/** One `Seen` for several servers that are alike, or none for none. */
export function seenOn<Server extends { readonly node: string }>(
  servers: readonly Server[],
  what: (servers: readonly Server[]) => string,
): Seen[] {
  return servers.length === 0 ? [] : [{ where: named(servers), what: what(servers) }];
}
