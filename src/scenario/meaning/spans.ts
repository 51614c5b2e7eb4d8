import type { Step } from './read.ts';

/** When one injection is brought into force, and until when it holds: each between two instants (ms). */
export type Span = {
  readonly fromMs: { readonly least: number; readonly most: number };
  readonly toMs: { readonly least: number; readonly most: number };
};

/** How surely two things come together. */
export type Chance = 'surely' | 'possibly' | 'never';

/** What of two must both be so is no surer than either. */
export function both(a: Chance, b: Chance): Chance {
  if (a === 'never' || b === 'never') return 'never';
  return a === 'surely' && b === 'surely' ? 'surely' : 'possibly';
}

/** Every injection of a step, counted from the end of the baseline or from its event; without `for` it never ends. */
export function spansOf({ times }: Pick<Step, 'times'>): Span[] {
  if (!times) return [];
  const { at, phase, repeat, for: lasts = Number.POSITIVE_INFINITY } = times;
  return Array.from({ length: repeat?.times ?? 1 }, (_, turn) => {
    const least = at + turn * (repeat?.every ?? 0);
    const most = least + phase;
    return { fromMs: { least, most }, toMs: { least: least + lasts, most: most + lasts } };
  });
}

/** Whether two are in force at one time, whichever comes first. */
export function overlap(a: Span, b: Span): Chance {
  const meet = (way: 'least' | 'most', other: 'least' | 'most'): boolean =>
    a.fromMs[way] < b.toMs[other] && b.fromMs[way] < a.toMs[other];
  if (meet('most', 'least')) return 'surely';
  return meet('least', 'most') ? 'possibly' : 'never';
}

/** Whether the second is brought into force while the first one is. */
export function during(first: Span, second: Span): Chance {
  if (second.fromMs.least > first.fromMs.most && second.fromMs.most < first.toMs.least) return 'surely';
  return second.fromMs.most >= first.fromMs.least && second.fromMs.least < first.toMs.most
    ? 'possibly'
    : 'never';
}

/** The surest of many. */
export function surest(chances: Iterable<Chance>): Chance {
  let best: Chance = 'never';
  for (const chance of chances) {
    if (chance === 'surely') return 'surely';
    if (chance === 'possibly') best = 'possibly';
  }
  return best;
}
