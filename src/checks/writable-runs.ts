import type { Sample } from '../history/schema.ts';
import { isWritable } from '../replication/node-state.ts';

/** Consecutive samples of a node that all found it writable, without another sample in between. */
export type WritableRun = { readonly node: string; readonly samples: readonly Sample[] };

/** Samples further apart than this say nothing about the time between them (ms). */
export const longestSilenceMs = 2000;

/** The runs of one node, from its samples ascending by time. */
export function writableRuns(node: string, samples: readonly Sample[]): WritableRun[] {
  const runs: Sample[][] = [];
  let before: Sample | undefined;
  for (const sample of samples) {
    if (sample.state && isWritable(sample.state)) {
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

/**
 * The span in which a run was writable for sure: from the answer of the first sample to the question of the last.
 * For a run of one sample it is turned round: writable at one instant between its question and its answer.
 */
export function sureSpan({ samples }: WritableRun): { fromMs: number; toMs: number } {
  return { fromMs: samples[0]?.answeredAtMs ?? 0, toMs: samples.at(-1)?.askedAtMs ?? 0 };
}
