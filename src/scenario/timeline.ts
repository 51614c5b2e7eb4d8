import { seededRandom } from '../random.ts';
import type { MethodStep } from './schema.ts';
import type { Trigger } from './triggers.ts';

/** When one injection is due. */
export type PlannedInjection = {
  /** Index into the scenario's `method`. */
  readonly step: number;
  /** Which repetition of the step, from 0. */
  readonly turn: number;
  /** The event from which the time counts; null for the end of the baseline. */
  readonly on: Trigger | null;
  /** Ms after that. */
  readonly atMs: number;
};

/**
 * Every injection of a method under a seed: ascending by time, those of the same instant in the order of the
 * scenario; then those that wait for an event.
 *
 * The random phase is uniform in [0, phase): a fault that came at a fixed time could always meet the same moment of
 * somebody's poll period, which would bias the RTO. Every step draws once, whether it has a phase or not,
 * so that giving one step a phase leaves the instants of the others as they were.
 */
export function planTimeline(
  scenario: { readonly method: readonly Pick<MethodStep, 'at' | 'phase' | 'on' | 'repeat'>[] },
  seed: number,
): PlannedInjection[] {
  const random = seededRandom(seed);
  return scenario.method
    .flatMap(({ at, phase, on, repeat }, step) => {
      const firstMs = at + phase * random();
      return Array.from({ length: repeat?.times ?? 1 }, (_, turn) => {
        return { step, turn, on: on ?? null, atMs: firstMs + turn * (repeat?.every ?? 0) };
      });
    })
    .sort((a, b) => Number(a.on !== null) - Number(b.on !== null) || a.atMs - b.atMs);
}
