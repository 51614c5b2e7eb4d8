/**
 * Failovers.
 *
 * Definition: the number of failovers that the failover manager completed, in the whole record, or of its promotions that
 * no planned change of primary explains, whichever is more. Where its log is not understood, or there is none, how often
 * the harness saw another node take over.
 * Clock: none. Resolution: exact for a manager's; a node that leads for less than a sample period is not seen.
 * Censoring: not measured when nothing of the manager's log is in the record, or without one, no sample of a node.
 * Bias: a failover that the manager began and gave up before it promoted anybody is not counted; the event log shows it.
 */
import type { DrillRecord } from '../../history/record.ts';
import type { EventType } from '../../history/schema.ts';
import type { Measurement } from './types.ts';

export function failoversMeasurement({ manifest, events, samples }: DrillRecord): Measurement {
  const about = {
    name: 'failovers',
    title: 'Failovers completed',
    unit: 'count' as const,
    atLeast: false,
    resolution: null,
  };
  const { failover, services } = manifest.topology;
  if (!(failover?.tells ?? services.some(({ role }) => role === 'manager'))) {
    if (samples.length === 0) return { ...about, value: null, how: 'not measured: no node was sampled' };
    const seen = events.filter(({ type, source }) => type === 'promoted' && source === 'harness').length;
    return { ...about, value: seen, how: 'times that samples show another node to accept writes' };
  }
  if (!events.some((event) => event.source === 'manager')) {
    return { ...about, value: null, how: 'not measured: the record has no event of the failover manager' };
  }
  const count = (type: EventType) => events.filter((event) => event.type === type).length;
  const completed = count('failover-completed');
  // Forming a cluster promotes, too.
  const promoted = count('promoted') - count('switchover-completed') - count('cluster-formed');
  if (promoted <= completed)
    return { ...about, value: completed, how: 'events failover-completed of the failover manager' };
  return {
    ...about,
    value: promoted,
    how: `promotions by the failover manager, of which it completed ${completed}`,
  };
}
