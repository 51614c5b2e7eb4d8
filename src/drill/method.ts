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

/** Injects one step. A fault that does not take is recorded as such: the drill goes on, and proves nothing. */
async function injectStep(drill: ClusterDrill, step: number, definition: MethodStep): Promise<string[]> {
  const name = definition.fault;
  let services: string[] = [];
  try {
    services = resolveTargets(definition.target, drill.observer.latest(), drill.plan.topology.section);
    await inject(drill, step, definition, services);
  } catch (error) {
    drill.say('fault-unproved', messageOf(error), { data: { step, fault: name, targets: services } });
    drill.progress.note(`${name} of the ${definition.target} did not take: ${messageOf(error)}`);
  }
  return services;
}

async function inject(
  drill: ClusterDrill,
  step: number,
  definition: MethodStep,
  services: string[],
): Promise<void> {
  const fault = faults[definition.fault];
  const about = { step, fault: fault.name, targets: services };
  const what = `${fault.name} of ${services.join(', ')}`;
  const targets = services.map((service) => faultTarget(drill, service));
  const journaled = targets.map(({ service, containerId }) => ({ service, containerId }));
  await drill.journal.write({ step, fault: fault.name, targets: journaled, state: 'injecting' });
  drill.say('fault-injecting', what, { data: about });
  const injection = await fault.inject(targets, fault.parameters.parse(definition.with));
  drill.undo.push(`heal ${what}`, () => heal(drill, step, injection));
  const { proved, evidence, effectAtMs } = await injection.prove();
  drill.say(proved ? 'fault-in-force' : 'fault-unproved', evidence, {
    data: { ...about, evidence, effectAtMs },
  });
  drill.progress.note(`${what}: ${evidence}`);
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
