import type { ClusterDrill } from './drill.ts';
import { faultTargets } from './targets.ts';

/** Starts a service again, as its operator or its machine would, and records that. */
export async function startAgain(drill: ClusterDrill, service: string): Promise<void> {
  drill.say('recovery-step', `start ${service} again`, { node: service, data: { action: 'start' } });
  for (const target of faultTargets(drill, [service])) await target.startAgain();
}
