import { DeadlineError, pause, waitFor } from '../cluster/wait.ts';
import { messageOf } from '../errors.ts';
import { faults } from '../faults/list.ts';
import type { Injection } from '../faults/types.ts';
import type { MethodStep } from '../scenario/schema.ts';
import { planTimeline } from '../scenario/timeline.ts';
import type { ClusterDrill } from './drill.ts';
import { faultTarget, resolveTargets } from './targets.ts';

/** Writes must have been stable this long before recovery begins. */
export const stableForMs = 3000;

/**
 * Injects the faults of the scenario at their times, then waits until writes are stable again or the scenario's
 * `observe` has passed.
 *
 * @returns the services that were hit
 */
export async function method(drill: ClusterDrill): Promise<string[]> {
  const startedAtMs = drill.clock.nowMs();
  const hit = new Set<string>();
  for (const { step, atMs } of planTimeline(drill.plan.scenario, drill.plan.seed)) {
    await pause(Math.max(startedAtMs + atMs - drill.clock.nowMs(), 0), drill.signal);
    const definition = drill.plan.scenario.method[step];
    if (definition) for (const service of await injectStep(drill, step, definition)) hit.add(service);
  }
  await waitForStableWrites(drill, drill.plan.scenario.observe);
  return [...hit];
}

async function injectStep(drill: ClusterDrill, step: number, definition: MethodStep): Promise<string[]> {
  const fault = faults[definition.fault];
  const services = resolveTargets(definition.target, drill.observer.latest(), drill.plan.topology.section);
  const about = { step, fault: definition.fault, targets: services };
  const targets = await Promise.all(services.map((service) => faultTarget(drill, service)));
  const journaled = targets.map(({ service, containerId }) => ({ service, containerId }));
  await drill.journal.write({ step, fault: definition.fault, targets: journaled, state: 'injecting' });
  drill.say('fault-injecting', `${definition.fault} of ${services.join(', ')}`, { data: about });
  try {
    const injection = await fault.inject(targets, fault.parameters.parse(definition.with));
    drill.undo.push(`heal ${definition.fault} of ${services.join(', ')}`, () => heal(drill, step, injection));
    const { proved, evidence, effectAtMs } = await injection.prove();
    drill.say(proved ? 'fault-in-force' : 'fault-unproved', evidence, {
      data: { ...about, evidence, effectAtMs },
    });
    drill.progress.note(`${definition.fault} of ${services.join(', ')}: ${evidence}`);
  } catch (error) {
    drill.say('fault-unproved', messageOf(error), { data: about });
    drill.progress.note(`${definition.fault} of ${services.join(', ')} did not take: ${messageOf(error)}`);
  }
  return services;
}

async function heal(drill: ClusterDrill, step: number, injection: Injection): Promise<void> {
  await injection.heal();
  const { proved, evidence } = await injection.proveHealed();
  if (!proved) throw new Error(evidence);
  await drill.journal.write({ step, fault: '', targets: [], state: 'healed' });
  drill.say('fault-healed', evidence, { data: { step } });
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
