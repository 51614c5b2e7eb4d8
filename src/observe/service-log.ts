import type Docker from 'dockerode';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ClusterService } from '../docker/cluster.ts';
import { followContainerLog } from '../docker/container-log.ts';
import { messageOf } from '../errors.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { type DrillEvent, eventSchema } from '../history/schema.ts';

const serviceLine = eventSchema
  .pick({ type: true, node: true, text: true, data: true })
  .extend({ monotonicMs: z.number() });

/** The services whose programs are ours and tell what they do. */
export type TellingSource = 'manager' | 'backup';

/** Where the zero of a drill's clock is on the clock by which services stamp their events. */
export type ServiceClock = { readonly clock: Clock; readonly offsetMs: number };

/**
 * Follows the structured log of a service, also when it is started again. Its stamps are of the kernel's monotonic
 * clock, which the harness shares when both run on one machine; the offset tells by how much they differ otherwise.
 */
export function followServiceEvents(
  docker: Docker,
  service: ClusterService,
  source: TellingSource,
  clock: ServiceClock,
  onEvent: (event: DrillEvent) => void,
): Promise<{ stop(): void }> {
  const onLine = (line: string): void => {
    const event = parseServiceLine(line, source, clock);
    if (event) onEvent(event);
  };
  return followContainerLog(docker.getContainer(service.containerId), onLine, (error) => {
    const text = `the log of ${service.name} cannot be followed any more: ${messageOf(error)}`;
    onEvent({ atMs: clock.clock.nowMs(), source: 'harness', type: 'harness-note', text });
  });
}

/** An event of a service's output on the drill's clock, or undefined for a line that is none (Node's own warnings). */
export function parseServiceLine(
  line: string,
  source: TellingSource,
  { clock, offsetMs }: ServiceClock,
): DrillEvent | undefined {
  const parsed = serviceLine.safeParse(parseJsonLine(line));
  if (!parsed.success) return undefined;
  const { monotonicMs, ...event } = parsed.data;
  return { source, ...event, atMs: round(monotonicMs - offsetMs - clock.originMs) };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
