/**
 * The parts of an RTO, and of the way back to full redundancy.
 *
 * Definition: each phase runs from the end of the one before it to the event or observation that ends it:
 * noticed (the first service write, invoked after time zero or in flight at it, that did not end ok); then detected,
 * promoted, routed (events of the failover manager; without one, the first two as the harness saw them in its samples
 * of the nodes), or where data was restored, found (the transaction to undo), loaded (the full backup), replayed (the
 * binary logs after it), rebuilt (the cluster, around the restored server); then first-write (the acknowledgement that ends the service RTO),
 * steady (latency is normal again), redundant (the harness saw all nodes healthy). An event that came before the
 * end of the phase before it makes a phase of no length.
 * Clock: the harness's; events of the manager are converted to it, within the manifest's bound.
 * Resolution: one arrival period for what the load observes, one poll for what the manager does, one sample for what
 * the harness sees in its place.
 * Censoring: a phase that did not end has no end. Phases for which the record has nothing, while later ones did
 * end, are left out, never invented.
 * Bias: `noticed` ends when the failed write ended, so it contains the time that the client waited.
 */
import type { DrillRecord } from '../history/record.ts';
import { type EventType, streams } from '../history/schema.ts';
import type { Rto } from './rto.ts';
import { steadyAtMs } from './steady.ts';
import { okIndex } from './stream-writes.ts';
import { firstEvent } from './timeline.ts';
import type { Phase } from './types.ts';

type Ending = { readonly name: Phase['name']; readonly endedBy: string; readonly atMs: number | null };

/** The phases of a service RTO. None where the fault made no outage of the service. */
export function phasesOf(record: DrillRecord, rto: Rto): Phase[] {
  if (rto.outages.length === 0 && !rto.atLeast) return [];
  const endings = endingsOf(record, rto);
  const lastSeen = endings.findLastIndex((ending) => ending.atMs !== null);
  const phases: Phase[] = [];
  let startedAtMs = rto.zeroMs;
  for (const { name, endedBy, atMs } of endings.slice(0, lastSeen + 2)) {
    if (atMs === null && endings.findIndex((ending) => ending.name === name) < lastSeen) continue;
    phases.push({ name, endedBy, startedAtMs: Math.min(startedAtMs, atMs ?? startedAtMs), endedAtMs: atMs });
    startedAtMs = Math.max(startedAtMs, atMs ?? startedAtMs);
  }
  return phases;
}

function endingsOf(record: DrillRecord, rto: Rto): Ending[] {
  const { zeroMs, backAtMs } = rto;
  const toldFromMs = zeroMs - record.manifest.clock.errorMs;
  const byEvent = (name: Phase['name'], type: EventType, told: string): Ending => {
    const event = firstEvent(record.events, type, toldFromMs);
    return { name, endedBy: event?.node ? `${told} (${event.node})` : told, atMs: event?.atMs ?? null };
  };
  /** Without a manager the harness tells what it saw in its samples. */
  const byManager = (name: Phase['name'], type: EventType, told: string): Ending => {
    const event = firstEvent(record.events, type, toldFromMs);
    if (event?.source !== 'harness') return byEvent(name, type, told);
    return { name, endedBy: `seen in samples: ${event.text}`, atMs: event.atMs };
  };
  const steadyMs = backAtMs === null ? null : steadyAtMs(record, 'service', backAtMs);
  const redundantMs = firstEvent(record.events, 'redundancy-restored', zeroMs)?.atMs ?? null;
  // A verification restores, too, and is no part of the way back.
  const wantsRestore = record.manifest.scenario.recovery.restore !== undefined;
  return [
    { name: 'noticed', endedBy: 'the first service write that failed', atMs: noticedAtMs(record, zeroMs) },
    ...(wantsRestore && firstEvent(record.events, 'restore-started', toldFromMs)
      ? [
          byEvent('found', 'transaction-found', 'the transaction to undo is found in the archive'),
          byEvent('loaded', 'restore-loaded', 'the full backup is loaded'),
          byEvent('replayed', 'restore-replayed', 'the binary logs after it are replayed'),
          byEvent('rebuilt', 'cluster-formed', 'the cluster is formed anew around the restored data'),
        ]
      : [
          byManager('detected', 'failure-detected', 'the manager counts the primary as dead'),
          byManager('promoted', 'promoted', 'a replica accepts writes'),
          byManager('routed', 'routed', 'the proxy sends writes to the new primary'),
        ]),
    { name: 'first-write', endedBy: 'the first acknowledged write of a stable window', atMs: backAtMs },
    { name: 'steady', endedBy: 'latency is below twice that of the baseline', atMs: steadyMs },
    { name: 'redundant', endedBy: 'all nodes are healthy members again', atMs: redundantMs },
  ];
}

/** When the first service write ended other than ok that was in flight at an instant or invoked after it. */
function noticedAtMs({ operations }: DrillRecord, zeroMs: number): number | null {
  const service = streams.indexOf('service');
  for (let row = 0; row < operations.length; row += 1) {
    const endedAtMs = operations.endedAtMs[row] ?? 0;
    if (endedAtMs < zeroMs || operations.stream[row] !== service) continue;
    if (operations.outcome[row] !== okIndex) return endedAtMs;
  }
  return null;
}
