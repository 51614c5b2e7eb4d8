/**
 * Memory of the cluster in peace.
 *
 * Definition: the sum over all containers of the topology of their anonymous memory (what has no file behind it: of a
 * database server its buffers and connections), read once at the end of the baseline, under load.
 * Clock: none. Resolution: one page of each container.
 * Censoring: not measured where the record does not tell; a container that reports nothing makes it so.
 * Bias: drills run small servers (see innodb_buffer_pool_size of the topology): it compares topologies, and sizes none.
 */
import { z } from 'zod';
import { formatBytes } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Measurement } from './types.ts';

const bytesByService = z.object({ bytes: z.record(z.string(), z.number().positive()) });

export function memoryMeasurement({ events }: Pick<DrillRecord, 'events'>): Measurement {
  const about = {
    name: 'memory',
    title: 'Memory of all containers in the baseline',
    unit: 'bytes' as const,
    atLeast: false,
    resolution: null,
  };
  const told = events.find(({ type }) => type === 'memory-in-use');
  const { data } = bytesByService.safeParse(told?.data);
  const each = Object.entries(data?.bytes ?? {});
  if (each.length === 0) return { ...about, value: null, how: 'not measured: the record does not tell' };
  const how = `anonymous memory: ${each.map(([service, bytes]) => `${service} ${formatBytes(bytes)}`).join(', ')}`;
  return { ...about, value: each.reduce((sum, [, bytes]) => sum + bytes, 0), how };
}
