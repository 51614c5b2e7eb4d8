import { environmentError, messageOf } from '../errors.ts';
import { faults } from '../faults/list.ts';
import type { Injection } from '../faults/types.ts';
import type { MethodStep } from '../scenario/schema.ts';
import type { ClusterDrill } from './drill.ts';
import { faultTargets, peersOf, resolveTargets } from './targets.ts';

/** The faults a drill has injected and not healed yet. */
export type Injections = {
  /** Injects one step of the method; resolves with the services it was aimed at. */
  inject(step: number, definition: MethodStep): Promise<string[]>;
  /** Heals everything that is still in force, last first. @throws Error naming what could not be healed */
  healAll(): Promise<void>;
};

type Open = { readonly step: number; readonly what: string; readonly injection: Injection };

/** Starts without faults; whatever is injected is healed at the latest when the drill is undone. */
export function injectionsOf(drill: ClusterDrill): Injections {
  const open: Open[] = [];
  // What could not be healed stays open, so that the tear-down tries it again; the others are healed all the same.
  const healAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const one of open.splice(0).reverse()) {
      try {
        await heal(drill, one);
      } catch (error) {
        open.unshift(one);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw environmentError(failures.map(messageOf).join('; '));
  };
  drill.undo.push('heal the faults', healAll);
  return {
    healAll,
    inject: async (step, definition) => {
      const name = definition.fault;
      let services: string[] = [];
      try {
        services = resolveTargets(definition.target, drill.observer.latest(), drill.plan.topology.section);
        await inject(drill, step, definition, services, (injected) => open.push(injected));
      } catch (error) {
        // A fault that does not take is recorded as such: the drill goes on, and proves nothing.
        drill.say('fault-unproved', messageOf(error), { data: { step, fault: name, targets: services } });
        drill.progress.note(`${name} of the ${definition.target} did not take: ${messageOf(error)}`);
      }
      return services;
    },
  };
}

async function inject(
  drill: ClusterDrill,
  step: number,
  definition: MethodStep,
  services: string[],
  onInjected: (open: Open) => void,
): Promise<void> {
  const fault = faults[definition.fault];
  const about = { step, fault: fault.name, targets: services };
  const what = `${fault.name} of ${services.join(', ')}`;
  const targets = faultTargets(drill, services);
  const context = { peers: peersOf(drill.cluster, drill.observer.latest()), nowMs: drill.clock.nowMs };
  const journaled = targets.map(({ service, containerId }) => ({ service, containerId }));
  await drill.journal.write({ step, fault: fault.name, targets: journaled, state: 'injecting' });
  drill.say('fault-injecting', what, { data: about });
  const injection = await fault.inject(targets, fault.parameters.parse(definition.with), context);
  onInjected({ step, what, injection });
  const { proved, evidence, effectAtMs } = await injection.prove();
  drill.say(proved ? 'fault-in-force' : 'fault-unproved', evidence, {
    data: { ...about, evidence, effectAtMs },
  });
  drill.progress.note(`${what}: ${evidence}`);
}

async function heal(drill: ClusterDrill, { step, what, injection }: Open): Promise<void> {
  if (!injection.healing) return;
  await injection.healing.heal();
  const { proved, evidence } = await injection.healing.prove();
  if (!proved) throw new Error(`${what} could not be healed: ${evidence}`);
  await drill.journal.write({ step, fault: what, targets: [], state: 'healed' });
  drill.say('fault-healed', evidence, { data: { step } });
  drill.progress.note(`${what} healed: ${evidence}`);
}
