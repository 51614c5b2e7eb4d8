import type Docker from 'dockerode';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { type DrillEvent, eventSchema } from '../history/schema.ts';
import { parseJsonLine } from '../json.ts';
import { type Cluster, serviceOf } from './cluster.ts';
import { followContainerLog } from './container-log.ts';

const managerLine = eventSchema
  .pick({ type: true, node: true, text: true, data: true })
  .extend({ monotonicMs: z.number() });

/**
 * Follows the failover manager's structured log, also when it is started again. Its stamps are of the kernel's monotonic clock, which the
 * harness shares when both run on one machine; `clockOffset` tells by how much they differ otherwise.
 */
export async function followManagerEvents(
  docker: Docker,
  cluster: Cluster,
  clock: Clock,
  clockOffsetMs: number,
  onEvent: (event: DrillEvent) => void,
): Promise<{ stop(): void }> {
  const manager = cluster.topology.section.manager;
  if (!manager) return { stop: () => undefined };
  const container = docker.getContainer(serviceOf(cluster, manager.service).containerId);
  const onLine = (line: string): void => {
    const event = parseManagerLine(line);
    if (event) onEvent({ ...event.event, atMs: round(event.monotonicMs - clockOffsetMs - clock.originMs) });
  };
  return followContainerLog(container, onLine, (error) => {
    const text = `the failover manager's log cannot be followed any more: ${messageOf(error)}`;
    onEvent({ atMs: clock.nowMs(), source: 'harness', type: 'harness-note', text });
  });
}

/** An event of the manager's log, or undefined for a line that is none (Node's own warnings). */
export function parseManagerLine(
  line: string,
): { monotonicMs: number; event: Omit<DrillEvent, 'atMs'> } | undefined {
  const parsed = managerLine.safeParse(parseJsonLine(line));
  if (!parsed.success) return undefined;
  const { monotonicMs, ...event } = parsed.data;
  return { monotonicMs, event: { source: 'manager', ...event } };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
