/**
 * How probable it is that as many of the second sample or more have a property, when it is equally frequent in both: Fisher's
 * exact test, one-sided (Fisher, The Design of Experiments, 1935). Exact for any counts; 1 where a sample is empty.
 *
 * @param first how many of the first sample have it, and how many it has in all
 */
export function secondMoreFrequent(first: Counted, second: Counted): number {
  const have = first.have + second.have;
  let p = 0;
  for (let more = second.have; more <= Math.min(have, second.of); more += 1) {
    p += Math.exp(
      logChoose(second.of, more) + logChoose(first.of, have - more) - logChoose(first.of + second.of, have),
    );
  }
  return Math.min(1, p);
}

/** So many of so many. */
export type Counted = { readonly have: number; readonly of: number };

function logChoose(of: number, chosen: number): number {
  let sum = 0;
  for (let place = 1; place <= chosen; place += 1) sum += Math.log((of - chosen + place) / place);
  return sum;
}
