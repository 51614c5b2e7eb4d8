import type { ClusterDrill } from './drill.ts';
import { faultTargets, startedByUs } from './targets.ts';

/** On whose account the harness acts: a step says how long its fault lasts, or the recovery has begun. */
export type ActsBy = 'for' | 'recovery';

/**
 * Starts a service again, as its operator or its machine would, and records that. Where the stack has done that by itself,
 * or is about to, nothing is done, and nothing is recorded as ours.
 */
export async function startAgain(drill: ClusterDrill, service: string, by: ActsBy): Promise<void> {
  for (const target of faultTargets(drill, [service])) {
    if (!startedByUs(await target.containerState())) continue;
    drill.say('recovery-step', `start ${service} again`, { node: service, data: { action: 'start', by } });
    await target.startAgain();
  }
}
