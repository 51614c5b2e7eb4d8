import { notRedundantBecause } from '../judge/measure/redundancy/state.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import { copier } from './copier.ts';
import type { ClusterDrill } from './drill.ts';
import type { Injections } from './injections.ts';
import { expectedOf, looksSince } from './looks.ts';
import type { Method } from './method.ts';
import { operator } from './operator.ts';
import { recloneNode } from './reclone-node.ts';
import { afterRestore, beforeRestore, restoreData } from './restore/restore-data.ts';
import { startAgain } from './start-again.ts';

/**
 * The operator's part: heals what is still injected, starts again what was hit, copies a node anew when it needs it, does
 * what this kind of replication needs an operator for, and waits until the cluster is fully redundant. What the method
 * does meanwhile is put right, too.
 *
 * Its last word is an event: restored, by looks that were all taken after the last thing that it did; or missing at the
 * deadline, with the reasons.
 */
export async function recovery(drill: ClusterDrill, injections: Injections, method: Method): Promise<void> {
  const { startAfter, reclone, restore, deadline } = drill.plan.scenario.recovery;
  const expected = expectedOf(drill);
  let endsAtMs = Number.POSITIVE_INFINITY;
  const lookAfter = operator(drill, () => endsAtMs);
  const { stack } = drill.cluster.topology;
  const copyAnew = copier({
    // How a node of the user's stack gets its data anew is for its user to say.
    reclone: stack && stack.recovery.rebuild === undefined ? 'never' : reclone,
    acknowledged: drill.replication.traits.includes('acknowledgement'),
    nowMs: drill.clock.nowMs,
    copy: (next) => recloneNode(drill, next, endsAtMs - drill.clock.nowMs()),
  });
  await injections.healAll();
  await pause(startAfter, drill.signal);
  if (restore) await beforeRestore(drill, restore);
  await restartHit(drill, method.takeHit());
  try {
    if (restore) await restoreData(drill, restore);
    let actedAtMs = drill.clock.nowMs();
    endsAtMs = actedAtMs + deadline;
    await waitFor({ what: 'full redundancy', deadlineMs: deadline, signal: drill.signal }, async () => {
      const wasGoingOn = method.isGoingOn();
      await method.settled();
      const hit = method.takeHit();
      if (hit.length > 0) await repair(drill, injections, hit);
      const copied = await copyAnew(looksSince(drill, actedAtMs));
      const stepped = await lookAfter();
      if (wasGoingOn || hit.length > 0 || copied || stepped) actedAtMs = drill.clock.nowMs();
      const missing = notRedundantBecause(looksSince(drill, actedAtMs), expected, drill.clock.nowMs());
      if (method.isGoingOn()) missing.push('a step of the method is going on');
      return missing.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: missing.join('; ') };
    });
    drill.say(
      'redundancy-restored',
      'every node and service answers, and none lacks or has what it should not',
    );
    if (restore) await afterRestore(drill, restore);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('redundancy-missing', `not within ${deadline / 1000} s: ${error.state}`);
  } finally {
    method.close();
  }
}

async function repair(drill: ClusterDrill, injections: Injections, hit: readonly string[]): Promise<void> {
  await injections.healAll();
  await pause(drill.plan.scenario.recovery.startAfter, drill.signal);
  await restartHit(drill, hit);
}

async function restartHit(drill: ClusterDrill, hit: readonly string[]): Promise<void> {
  if (drill.plan.scenario.recovery.restart === 'none') return;
  for (const service of hit) await startAgain(drill, service, 'recovery');
}
