import type { DrillRecord } from '../../history/record.ts';
import { quantile } from './sorted.ts';

/** How often the observer asked: the median distance of the samples of the first node (ms); null where there are fewer than two. */
export function samplePeriodMs({ samples, manifest }: DrillRecord): number | null {
  const own = samples.filter((sample) => sample.node === manifest.topology.nodes[0]);
  const distances = own.slice(1).map((sample, index) => sample.askedAtMs - (own[index]?.askedAtMs ?? 0));
  return quantile(Float64Array.from(distances).sort(), 0.5);
}
