import { distance } from 'fastest-levenshtein';

/** Longer words are nobody's slip of the pen, and comparing them takes long. */
const longestWord = 100;

/** The candidate that `word` was most probably meant to be; undefined when none or several are near. Case is ignored. At most `most` letters differ: a third of the word. */
export function closest(
  word: string,
  candidates: readonly string[],
  most = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  if (word.length > longestWord) return undefined;
  const wanted = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best, second] = ranked;
  const isNear = best && best.edits <= most;
  return isNear && best.edits !== second?.edits ? best.candidate : undefined;
}

/** `did you mean "kill"?`, or undefined when no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = closest(word, candidates);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
