/** A seeded source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * The same seed gives the same numbers (mulberry32, public domain, Tommy Ettinger).
 * Good enough to vary a drill, not for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The seed of one repetition, from the seed of all. The first repetition has the base itself, so that a single run
 * with a recorded seed is that run again; no two of the first 2^31 repetitions share a seed (the step, 2^32 over the
 * golden ratio, is odd: Knuth, The Art of Computer Programming 3, 6.4).
 */
export function repetitionSeed(base: number, index: number): number {
  return (base + index * 0x9e3779b1) % 2 ** 31;
}
