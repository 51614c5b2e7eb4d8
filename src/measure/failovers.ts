/**
 * Failovers.
 *
 * Definition: the number of failovers that the failover manager completed, in the whole record.
 * Clock: none. Resolution: exact.
 * Censoring: not measured without a manager, or when nothing of its log is in the record.
 * Bias: a failover that the manager began and gave up is not counted; the event log shows it.
 */
import type { DrillRecord } from '../history/record.ts';
import type { Measurement } from './types.ts';

export function failoversMeasurement({ manifest, events }: DrillRecord): Measurement {
  const about = {
    name: 'failovers',
    title: 'Failovers completed',
    unit: 'count' as const,
    atLeast: false,
    resolution: null,
  };
  if (!manifest.topology.services.some((service) => service.role === 'manager')) {
    return { ...about, value: null, how: 'not measured: the topology has no failover manager' };
  }
  if (!events.some((event) => event.source === 'manager')) {
    return { ...about, value: null, how: 'not measured: the record has no event of the failover manager' };
  }
  const count = events.filter((event) => event.type === 'failover-completed').length;
  return { ...about, value: count, how: 'events failover-completed of the failover manager' };
}
