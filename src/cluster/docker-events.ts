import type Docker from 'dockerode';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { DrillEvent } from '../history/schema.ts';
import { composeServiceLabel, roleLabel, runLabel } from './labels.ts';
import { readLines } from './lines.ts';

const engineEvent = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});

const recorded = { die: 'container-died', start: 'container-started' } as const;

/**
 * Follows what Docker says about the containers of a run. Stamps are of reception: the engine reports a death
 * after its clean-up, so they are evidence of order, not of the instant of a fault.
 */
export async function followDockerEvents(
  docker: Docker,
  run: string,
  clock: Clock,
  onEvent: (event: DrillEvent) => void,
): Promise<{ stop(): void }> {
  const stream = await docker.getEvents({
    filters: { type: ['container'], label: [`${runLabel}=${run}`], event: Object.keys(recorded) },
  });
  readLines(stream, (line) => {
    const { Action, Actor } = engineEvent.parse(JSON.parse(line));
    const type = recorded[Action as keyof typeof recorded];
    const node = Actor.Attributes[composeServiceLabel];
    if (!type || !node || Actor.Attributes[roleLabel]) return;
    const exitCode = Actor.Attributes.exitCode;
    const text =
      exitCode === undefined ? `container of ${node} started` : `container of ${node} exited ${exitCode}`;
    onEvent({ atMs: clock.nowMs(), source: 'docker', type, node, text });
  });
  return { stop: () => 'destroy' in stream && typeof stream.destroy === 'function' && stream.destroy() };
}
