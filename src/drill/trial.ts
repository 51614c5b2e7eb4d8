import { unhealthyMembers } from '../engine/members.ts';
import { messageOf } from '../errors.ts';
import { runIfUp } from '../faults/shared/run-if-up.ts';
import type { DrillEvent, EventType } from '../history/schema.ts';
import type { MethodStep } from '../scenario/schema.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import type { InjectionId, Injections } from './injections.ts';
import { faultTargets } from './targets.ts';

/** How one injection went: by itself, without a load around it. Times are in ms. */
export type Trial = {
  readonly fault: string;
  readonly targets: readonly string[];
  readonly proved: boolean;
  /** What proved that it was in force, or why that was not proved. */
  readonly evidence: string;
  /** From the decision, the journal's write included, until the injecting had returned; null when unproved. */
  readonly doneAfterMs: number | null;
  /** From the decision until it was proved to be in force; null when unproved. */
  readonly provedAfterMs: number | null;
  readonly end: TrialEnd;
  /** Until the cluster was healthy again after that; null when it was not in time. */
  readonly healthyAfterMs: number | null;
  /** What is left of it in the containers, a line each. */
  readonly leftovers: readonly string[];
};

/** Healed and proved so; or started again, as it stopped its target for good; or neither. */
export type TrialEnd =
  | { readonly how: 'healed'; readonly afterMs: number; readonly evidence: string }
  | { readonly how: 'started-again' }
  | { readonly how: 'not-healed'; readonly why: string };

/** Longest wait for a healthy cluster after a fault (ms). */
const healthyWithinMs = 90_000;

/** Injects a step, proves it, ends it, and looks at what is left. */
export async function tryStep(
  drill: ClusterDrill,
  injections: Injections,
  id: InjectionId,
  definition: MethodStep,
): Promise<Trial> {
  const decidedAtMs = drill.clock.nowMs();
  const injected = await injections.inject(id, definition);
  const proof = eventSince(drill, 'fault-in-force', decidedAtMs);
  const doneAtMs = proof?.data?.doneAtMs;
  const endingAtMs = drill.clock.nowMs();
  const end = await endOf(drill, injected);
  return {
    fault: definition.fault,
    targets: injected.services,
    proved: proof !== undefined,
    evidence: (proof ?? eventSince(drill, 'fault-unproved', decidedAtMs))?.text ?? '',
    doneAfterMs: typeof doneAtMs === 'number' ? doneAtMs - decidedAtMs : null,
    provedAfterMs: proof ? proof.atMs - decidedAtMs : null,
    end,
    healthyAfterMs: await untilHealthy(drill, endingAtMs),
    leftovers: await leftIn(drill),
  };
}

async function endOf(drill: ClusterDrill, injected: { end(): Promise<void> }): Promise<TrialEnd> {
  const askedAtMs = drill.clock.nowMs();
  try {
    await injected.end();
  } catch (error) {
    return { how: 'not-healed', why: messageOf(error) };
  }
  const healed = eventSince(drill, 'fault-healed', askedAtMs);
  return healed
    ? { how: 'healed', afterMs: healed.atMs - askedAtMs, evidence: healed.text }
    : { how: 'started-again' };
}

function eventSince(drill: ClusterDrill, type: EventType, fromMs: number): DrillEvent | undefined {
  const event = drill.events.latest(type);
  return event && event.atMs >= fromMs ? event : undefined;
}

/** How long after `fromMs` every node is a healthy member, by samples that are newer than that; null: not in time. */
async function untilHealthy(drill: ClusterDrill, fromMs: number): Promise<number | null> {
  const { nodes } = drill.plan.topology.section;
  const options = { what: 'a healthy cluster', deadlineMs: healthyWithinMs, signal: drill.signal };
  try {
    await waitFor({ ...options, everyMs: 20 }, () => {
      const samples = drill.observer.latest();
      const unasked = nodes.filter((node) => (samples.get(node)?.askedAtMs ?? 0) < fromMs);
      if (unasked.length > 0) return { done: false, state: `not asked yet: ${unasked.join(', ')}` };
      const missing = unhealthyMembers(samples, nodes, drill.replication);
      return missing.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: missing.join('; ') };
    });
    return drill.clock.nowMs() - fromMs;
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('redundancy-missing', error.message);
    return null;
  }
}

/** What the agents find in the containers that is not as before. With a container that has ended went all that it had. */
async function leftIn(drill: ClusterDrill): Promise<string[]> {
  const found = await Promise.all(
    faultTargets(drill, [...drill.cluster.services.keys()]).map(async (target) => {
      const lines = (await runIfUp(target, 'leftovers'))?.lines ?? [];
      return lines.map((line) => `${target.service}: ${line}`);
    }),
  );
  return found.flat();
}
