import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import { followContainerLog } from '../docker/container-log.ts';
import type { ClusterService } from '../docker/services.ts';
import { messageOf } from '../errors.ts';
import type { ToldEvent } from '../formats/event-line.ts';
import { type DrillEvent, eventSchema } from '../history/schema.ts';

/** Whose log tells events: the failover tool's, and the backup service's. */
export type TellingSource = 'manager' | 'backup';

/** The event that a line of a log tells; undefined for a line that tells none. */
export type ReadLine = (line: string) => ToldEvent | undefined;

/** Where the zero of a drill's clock is on the clock by which services stamp their events. */
export type ServiceClock = { readonly clock: Clock; readonly offsetMs: number };

/**
 * Follows the structured log of a service, also when it is started again. Its stamps are of the kernel's monotonic
 * clock, which the harness shares when both run on one machine; the offset tells by how much they differ otherwise.
 */
export function followServiceEvents(
  docker: Docker,
  service: ClusterService,
  { source, read }: { readonly source: TellingSource; readonly read: ReadLine },
  clock: ServiceClock,
  onEvent: (event: DrillEvent) => void,
): Promise<{ stop(): void }> {
  const onLine = (line: string): void => {
    const event = toldEvent(read(line), source, clock);
    if (event) onEvent(event);
  };
  return followContainerLog(docker.getContainer(service.containerId), onLine, (error) => {
    const text = `the log of ${service.name} cannot be followed any more: ${messageOf(error)}`;
    onEvent({ atMs: clock.clock.nowMs(), source: 'harness', type: 'harness-note', text });
  });
}

/** What a service told, on the drill's clock; undefined for what is no event that a record knows. */
export function toldEvent(
  told: ToldEvent | undefined,
  source: TellingSource,
  { clock, offsetMs }: ServiceClock,
): DrillEvent | undefined {
  if (!told) return undefined;
  const { monotonicMs, ...event } = told;
  return eventSchema.safeParse({ source, ...event, atMs: round(monotonicMs - offsetMs - clock.originMs) })
    .data;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
