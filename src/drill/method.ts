import { planTimeline } from '../scenario/timeline.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import type { Injections } from './injections.ts';

/** Writes must have been stable this long before recovery begins. */
export const stableForMs = 3000;

/**
 * Injects the faults of the scenario at their times, then waits until writes are stable again or the scenario's
 * `observe` has passed.
 *
 * @returns the services that were hit
 */
export async function method(drill: ClusterDrill, injections: Injections): Promise<string[]> {
  const startedAtMs = drill.clock.nowMs();
  const hit = new Set<string>();
  for (const { step, atMs } of planTimeline(drill.plan.scenario, drill.plan.seed)) {
    await pause(Math.max(startedAtMs + atMs - drill.clock.nowMs(), 0), drill.signal);
    const definition = drill.plan.scenario.method[step];
    if (definition) for (const service of await injections.inject(step, definition)) hit.add(service);
  }
  await waitForStableWrites(drill, drill.plan.scenario.observe);
  return [...hit];
}

/** Waits until writes are stable; notes it, and goes on, when they are not within `deadlineMs`. */
export async function waitForStableWrites(drill: ClusterDrill, deadlineMs: number): Promise<void> {
  const fromMs = drill.clock.nowMs();
  try {
    await waitFor({ what: 'stable writes', deadlineMs, signal: drill.signal }, () => {
      const nowMs = drill.clock.nowMs();
      if (nowMs - fromMs < stableForMs) return { done: false, state: 'not watched long enough yet' };
      const state = drill.monitor.unstableBecause(nowMs, stableForMs);
      return state === undefined ? { done: true, value: undefined } : { done: false, state };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('harness-note', `Writes did not become stable within ${deadlineMs / 1000} s: ${error.state}`);
  }
}
