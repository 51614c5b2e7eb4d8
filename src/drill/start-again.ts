import type { ClusterDrill } from './drill.ts';
import { faultTargets } from './targets.ts';

/** On whose account the harness acts: a step says how long its fault lasts, or the recovery has begun. */
export type ActsBy = 'for' | 'recovery';

/** Starts a service again, as its operator or its machine would, and records that. */
export async function startAgain(drill: ClusterDrill, service: string, by: ActsBy): Promise<void> {
  drill.say('recovery-step', `start ${service} again`, { node: service, data: { action: 'start', by } });
  for (const target of faultTargets(drill, [service])) await target.startAgain();
}
