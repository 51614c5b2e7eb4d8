import type { ClusterDrill } from '../drill.ts';

/** Tells and records that a step of the runbook begins. */
export function step(drill: ClusterDrill, action: string, text: string): void {
  drill.progress.note(text);
  drill.say('recovery-step', text, { data: { action } });
}
