import type { Sample } from '../../history/schema.ts';

/** Consecutive samples of a node that all found it writable, without another sample in between. */
export type WritableRun = { readonly node: string; readonly samples: readonly Sample[] };

/** Samples further apart than this say nothing about the time between them (ms). */
export const longestSilenceMs = 2000;

/** The runs of one node, from its samples ascending by time. */
export function writableRuns(node: string, samples: readonly Sample[]): WritableRun[] {
  const runs: Sample[][] = [];
  let before: Sample | undefined;
  for (const sample of samples) {
    if (sample.state?.acceptsWrites) {
      const run = runs.at(-1);
      if (run && run.at(-1) === before && before && follows(before, sample)) run.push(sample);
      else runs.push([sample]);
    }
    before = sample;
  }
  return runs.map((run) => ({ node, samples: run }));
}

function follows(before: Sample, sample: Sample): boolean {
  return sample.askedAtMs - before.answeredAtMs <= longestSilenceMs;
}

export type Span = { readonly fromMs: number; readonly toMs: number };

/**
 * The span in which both runs were writable for sure; undefined where there is none. Where one of them is a single
 * sample, they were so at one instant in it.
 */
export function sharedSpan(one: WritableRun, other: WritableRun): Span | undefined {
  const [a, b] = [sureSpan(one), sureSpan(other)];
  if (a.fromMs > b.toMs || b.fromMs > a.toMs) return undefined;
  const [, fromMs = 0, toMs = 0] = [a.fromMs, b.fromMs, a.toMs, b.toMs].sort((x, y) => x - y);
  return { fromMs, toMs };
}

/**
 * The span in which a run was writable for sure: from the answer of the first sample to the question of the last.
 * For a run of one sample it is turned round: writable at one instant between its question and its answer.
 */
export function sureSpan({ samples }: WritableRun): Span {
  return { fromMs: samples[0]?.answeredAtMs ?? 0, toMs: samples.at(-1)?.askedAtMs ?? 0 };
}
