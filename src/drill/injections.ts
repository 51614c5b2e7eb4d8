import { requireOurs } from '../docker/only-ours.ts';
import { environmentError, messageOf } from '../errors.ts';
import { inject as injectFault } from '../faults/inject.ts';
import { faults } from '../faults/list.ts';
import type { Injection } from '../faults/types.ts';
import type { MethodStep } from '../scenario/schema.ts';
import type { PlannedInjection } from '../scenario/timeline.ts';
import { servicesOf } from '../topology/roles.ts';
import type { ClusterDrill } from './drill.ts';
import { type ActsBy, startAgain } from './start-again.ts';
import { faultTargets, peersOf, resolveTargets } from './targets.ts';

/** Which injection of a scenario: its step, and the repetition of it. */
export type InjectionId = Pick<PlannedInjection, 'step' | 'turn'>;

/** What became of an injection. */
export type Injected = {
  /** At what it was aimed. */
  readonly services: readonly string[];
  /** Since when it is in force (drill clock, ms); undefined when that could not be proved. */
  readonly effectAtMs: number | undefined;
  /** Heals it, or starts again what it stopped for good. @throws Error when it cannot be healed */
  end(): Promise<void>;
};

/** The faults a drill has injected and not healed yet. */
export type Injections = {
  /** Injects a step of the method. One that does not take is recorded as unproved. */
  inject(id: InjectionId, definition: MethodStep): Promise<Injected>;
  /** Heals everything that is still in force, last first. @throws Error naming what could not be healed */
  healAll(): Promise<void>;
};

type Open = InjectionId & {
  readonly definition: MethodStep;
  readonly services: readonly string[];
  readonly what: string;
  /** Another one once it was injected again. */
  injection: Injection;
};

/** Starts without faults; whatever is injected is healed at the latest when the drill is undone. */
export function injectionsOf(drill: ClusterDrill): Injections {
  const open = new Set<Open>();
  const hit = new Set<string>();
  // What could not be healed stays open, so that the tear-down tries it again; the others are healed all the same.
  const healAll = async (): Promise<void> => {
    const failures: string[] = [];
    for (const one of [...open].reverse()) {
      await heal(drill, one, 'recovery').then(
        () => open.delete(one),
        (error) => failures.push(messageOf(error)),
      );
    }
    if (failures.length > 0) throw environmentError(failures.join('; '));
  };
  drill.undo.push('heal the faults', healAll);
  drill.events.each('container-started', ({ node }) => {
    for (const one of [...open].filter(({ services }) => node !== undefined && services.includes(node))) {
      injectAgain(drill, one, () => open.has(one)).catch((error: unknown) => {
        const { step, turn, definition, services: targets } = one;
        drill.say('fault-unproved', messageOf(error), {
          data: { step, turn, fault: definition.fault, targets: [...targets] },
        });
      });
    }
  });
  return {
    healAll,
    inject: async ({ step, turn }, definition) => {
      const name = definition.fault;
      let services: string[] = [];
      let opened: Open | undefined;
      const end = async (): Promise<void> => {
        if (!opened?.injection.healing) {
          for (const service of services) await startAgain(drill, service, 'for');
        } else if (open.has(opened)) {
          await heal(drill, opened, 'for');
          open.delete(opened);
        }
      };
      try {
        services = resolveTargets(definition.target, drill.observer.latest(), {
          proxies: servicesOf(drill.plan.topology.section, 'proxy'),
          managers: servicesOf(drill.plan.topology.section, 'manager'),
          candidate: drill.events.latest('candidate-chosen')?.node,
          hit,
          leader: leaderOf(drill),
        });
        for (const service of services) hit.add(service);
        const effectAtMs = await inject(drill, { step, turn }, definition, services, (one) => {
          opened = one;
          open.add(one);
        });
        return { services, effectAtMs, end };
      } catch (error) {
        // A fault that does not take is recorded as such: the drill goes on, and proves nothing.
        const data = { step, turn, fault: name, targets: services };
        drill.say('fault-unproved', messageOf(error), { data });
        drill.progress.note(`${name} of ${definition.target} did not take: ${messageOf(error)}`);
        return { services, effectAtMs: undefined, end };
      }
    },
  };
}

/** The manager that says it acts, of several. */
function leaderOf({ services }: ClusterDrill): string | undefined {
  return [...services.latest()].find(([, { manager }]) => manager?.leads === true)?.[0];
}

/** @returns since when it is proved to be in force */
async function inject(
  drill: ClusterDrill,
  id: InjectionId,
  definition: MethodStep,
  services: string[],
  onInjected: (open: Open) => void,
): Promise<number | undefined> {
  const fault = faults[definition.fault];
  const about = { ...id, fault: fault.name, targets: services };
  const what = `${fault.name} of ${services.join(', ')}`;
  const targets = faultTargets(drill, services);
  const context = { peers: peersOf(drill.cluster, drill.observer.latest()), nowMs: drill.clock.nowMs };
  await requireOurs(drill.docker, drill.plan.run, targets);
  const journaled = targets.map(({ service, containerId }) => ({ service, containerId }));
  await drill.journal.write({ ...id, fault: fault.name, targets: journaled, state: 'injecting' });
  drill.say('fault-injecting', what, { data: about });
  const injection = await injectFault(fault, targets, definition.with, context);
  const doneAtMs = drill.clock.nowMs();
  onInjected({ ...id, definition, services, what, injection });
  const { effectAtMs } = injection;
  const { proved, evidence, known } = await injection.prove();
  drill.say(proved ? 'fault-in-force' : 'fault-unproved', evidence, {
    data: {
      ...about,
      evidence,
      effectAtMs,
      doneAtMs,
      ...(known && { known }),
    },
  });
  drill.progress.note(`${what}: ${evidence}`);
  return proved ? effectAtMs : undefined;
}

/**
 * What was injected into a container that has started again went with its processes and its network: it is injected anew,
 * unless it is in force all the same.
 *
 * @param isWanted whether it is still to be in force
 * @throws Error when it is not in force, and cannot be injected
 */
async function injectAgain(drill: ClusterDrill, open: Open, isWanted: () => boolean): Promise<void> {
  const { definition, services, step, turn, what } = open;
  const fault = faults[definition.fault];
  // What restarts its target itself is not undone by that.
  if (fault.restarts !== undefined || open.injection.healing === null) return;
  const isInForce = await open.injection.prove().then(
    ({ proved }) => proved,
    () => false,
  );
  if (isInForce || !isWanted()) return;
  const startedAtMs = drill.clock.nowMs();
  const context = { peers: peersOf(drill.cluster, drill.observer.latest()), nowMs: drill.clock.nowMs };
  const again = await injectFault(fault, faultTargets(drill, services), definition.with, context);
  const earlier = open.injection.healing;
  open.injection = {
    ...again,
    healing: again.healing && {
      heal: async () => {
        await again.healing?.heal();
        await earlier.heal();
      },
      prove: again.healing.prove,
    },
  };
  const { proved, evidence } = await again.prove();
  if (!proved)
    throw new Error(`${what} ended with the start of a container, and is not in force: ${evidence}`);
  const gapMs = again.effectAtMs - startedAtMs;
  drill.say(
    'harness-note',
    `${what} ended as a container started, and is in force again ${Math.round(gapMs)} ms after that was seen: ${evidence}`,
    { data: { step, turn } },
  );
}

async function heal(drill: ClusterDrill, { step, turn, what, injection }: Open, by: ActsBy): Promise<void> {
  if (!injection.healing) return;
  // Writes may be back before the healing is proved: whose doing that was is told by when it began.
  drill.say('fault-healing', what, { data: { step, turn, by } });
  await injection.healing.heal();
  const { proved, evidence } = await injection.healing.prove();
  if (!proved) throw new Error(`${what} could not be healed: ${evidence}`);
  await drill.journal.write({ step, turn, fault: what, targets: [], state: 'healed' });
  drill.say('fault-healed', evidence, { data: { step, turn } });
  drill.progress.note(`${what} healed: ${evidence}`);
}
