import { seededRandom } from '../random.ts';
import type { MethodStep } from './schema.ts';

/** When one step of the method fires, in ms after the end of the baseline. */
export type PlannedStep = {
  /** Index into the scenario's `method`. */
  readonly step: number;
  readonly atMs: number;
};

/**
 * When each step fires under a seed, ascending; steps of the same instant keep the order of the scenario.
 *
 * The random phase is uniform in [0, phase): a fault that came at a fixed time could always meet the same moment of
 * somebody's poll period, which would bias the RTO. Every step draws once, whether it has a phase or not,
 * so that giving one step a phase leaves the instants of the others as they were.
 */
export function planTimeline(
  scenario: { readonly method: readonly Pick<MethodStep, 'at' | 'phase'>[] },
  seed: number,
): PlannedStep[] {
  const random = seededRandom(seed);
  return scenario.method
    .map(({ at, phase }, step) => ({ step, atMs: at + phase * random() }))
    .sort((a, b) => a.atMs - b.atMs);
}
