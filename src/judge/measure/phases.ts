/**
 * The parts of an RTO, and of the way back to full redundancy.
 *
 * Definition: each phase runs from the end of the one before it to the event or observation that ends it:
 * noticed (the first service write, invoked after the RTO began or in flight then, that did not end ok by the time that
 * writes were back); then detected,
 * elected (a candidate is chosen; from there on it applies what it has received), promoted, routed (events of the
 * failover manager; without one, what the harness saw in its samples of the nodes, or the tool said when it was asked: the
 * earliest counts), or where data
 * was restored, found (the transaction to undo), loaded (the full backup), replayed (the binary logs after it), rebuilt
 * (the cluster, around the restored server); then first-write (the acknowledgement that ends the service RTO), steady
 * (latency is normal again), redundant (full redundancy, for good: `redundancy.ts`). Where the harness did something before
 * writes were back (the end of a step's own `for`, or an act of the recovery), `acted` stands where its last act came:
 * this part was not the cluster's own. An event that came before the end of the phase before it makes a phase of no
 * length.
 * Clock: the harness's; events of the manager are converted to it, within the manifest's bound.
 * Resolution: one arrival period for what the load observes, one poll for what the manager does, one sample for what
 * the harness sees in its place, one look for what a tool says when asked: `endedBy` tells how much of it may be the wait
 * for that look.
 * Censoring: a phase that did not end has no end. Phases for which the record has nothing, while later ones did
 * end, are left out, never invented. An event that comes more than a second after writes were back is none of theirs.
 * Bias: `noticed` ends when the failed write ended, so it contains the time that the client waited.
 */
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type DrillEvent, type EventType, type Sample, streams } from '../../history/schema.ts';
import { actsOf } from './acts.ts';
import { redundancyOverTime } from './redundancy/over-time.ts';
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
  let startedAtMs = rto.fromMs;
  for (const { name, endedBy, atMs } of endings.slice(0, lastSeen + 2)) {
    if (atMs === null && endings.findIndex((ending) => ending.name === name) < lastSeen) continue;
    phases.push({ name, endedBy, startedAtMs: Math.min(startedAtMs, atMs ?? startedAtMs), endedAtMs: atMs });
    startedAtMs = Math.max(startedAtMs, atMs ?? startedAtMs);
  }
  return phases;
}

/** The manager tells of its last step after it has taken it, so after writes may be back (ms). */
const toldWithinMs = 1000;

function endingsOf(record: DrillRecord, rto: Rto): Ending[] {
  const { fromMs, backAtMs } = rto;
  const told = {
    fromMs: fromMs - record.manifest.clock.errorMs,
    toMs: (backAtMs ?? Number.POSITIVE_INFINITY) + toldWithinMs,
  };
  const eventOf = (type: EventType): DrillEvent | undefined => {
    const event = firstEvent(record.events, type, told.fromMs);
    return event && event.atMs <= told.toMs ? event : undefined;
  };
  const byEvent = (name: Phase['name'], type: EventType, what: string): Ending => {
    const event = eventOf(type);
    return { name, endedBy: event?.node ? `${what} (${event.node})` : what, atMs: event?.atMs ?? null };
  };
  /** Without a manager the harness tells what it saw in its samples, or heard when it asked. */
  const byManager = (name: Phase['name'], type: EventType, what: string): Ending => {
    const event = eventOf(type);
    if (event?.source !== 'harness') return byEvent(name, type, what);
    return { name, endedBy: seenHow(event), atMs: event.atMs };
  };
  const steadyMs = backAtMs === null ? null : steadyAtMs(record, 'service', backAtMs);
  const redundant = redundancyOverTime(record);
  const redundantMs = 'backAtMs' in redundant ? redundant.backAtMs : null;
  // A verification restores, too, and is no part of the way back.
  const wantsRestore = record.manifest.scenario.recovery.restore !== undefined;
  const elected = electedInGroup(record, rto);
  const steps = [
    {
      name: 'noticed',
      endedBy: 'the first service write that failed',
      atMs: noticedAtMs(record, rto),
    } as const,
    ...(wantsRestore && firstEvent(record.events, 'restore-started', told.fromMs)
      ? [
          byEvent('found', 'transaction-found', 'the transaction to undo is found in the archive'),
          byEvent('loaded', 'restore-loaded', 'the full backup is loaded'),
          byEvent('replayed', 'restore-replayed', 'the binary logs after it are replayed'),
          byEvent('rebuilt', 'cluster-formed', 'the cluster is formed anew around the restored data'),
        ]
      : [
          byManager('detected', 'failure-detected', 'the manager counts the primary as dead'),
          elected ?? byManager('elected', 'candidate-chosen', 'the manager chose whom to promote'),
          byManager('promoted', 'promoted', 'a replica has applied all it received and accepts writes'),
          byManager('routed', 'routed', 'the proxy sends writes to the new primary'),
        ]),
    {
      name: 'first-write',
      endedBy: 'the first acknowledged write of a stable window',
      atMs: backAtMs,
    } as const,
  ];
  return [
    ...withAct(record, rto, wantsRestore ? [] : steps, steps),
    { name: 'steady', endedBy: 'latency is below twice that of the baseline', atMs: steadyMs },
    { name: 'redundant', endedBy: 'every look from then on says that redundancy is full', atMs: redundantMs },
  ];
}

/** What the harness saw, in words; of what a tool said when asked, how much earlier it may have been. */
function seenHow({ text, data, atMs }: DrillEvent): string {
  if (typeof data?.service !== 'string') return `seen in samples: ${text}`;
  const { notBeforeMs } = data;
  const bound = typeof notBeforeMs === 'number' ? `up to ${formatMs(atMs - notBeforeMs)}` : 'an unknown time';
  return `said when asked: ${text} (heard ${bound} later)`;
}

/** The steps with the last act of the harness among them, by its instant; a restore is itself one of many. */
function withAct(record: DrillRecord, { fromMs, backAtMs }: Rto, among: Ending[], steps: Ending[]): Ending[] {
  const act = actsOf(record).findLast(
    ({ atMs }) => atMs >= fromMs && atMs < (backAtMs ?? Number.POSITIVE_INFINITY),
  );
  if (!act || among.length === 0) return steps;
  const acted: Ending = { name: 'acted', endedBy: `the harness ${act.text}`, atMs: act.atMs };
  const at = among.findIndex(({ atMs }) => atMs !== null && atMs > act.atMs);
  // Writes may be back before what ends a later step is told: the act stands before the first of them at the latest.
  return at < 0 ? [...among.slice(0, -1), acted, ...among.slice(-1)] : among.toSpliced(at, 0, acted);
}

/** The first sample that shows another member elected, which does not accept writes yet; undefined without a group. */
function electedInGroup({ samples }: DrillRecord, { fromMs, backAtMs }: Rto): Ending | undefined {
  const isPrimary = ({ state }: Sample): boolean =>
    state?.group?.singlePrimary === true && state.group.state === 'ONLINE' && state.group.role === 'PRIMARY';
  const before = samples.findLast((sample) => sample.answeredAtMs <= fromMs && isPrimary(sample));
  if (!before) return undefined;
  const toMs = backAtMs ?? Number.POSITIVE_INFINITY;
  const elected = samples.find(
    (one) =>
      one.askedAtMs >= fromMs && one.answeredAtMs <= toMs && one.node !== before.node && isPrimary(one),
  );
  return {
    name: 'elected',
    endedBy: elected
      ? `seen in samples: ${elected.node} is elected, and applies what it has received`
      : 'seen in samples: another member is elected',
    atMs: elected?.answeredAtMs ?? null,
  };
}

/**
 * When the first service write ended other than ok that was in flight when the RTO began or invoked after it; null where
 * none had by the time that writes were back.
 */
function noticedAtMs({ operations }: DrillRecord, { fromMs, backAtMs }: Rto): number | null {
  const service = streams.indexOf('service');
  for (let row = 0; row < operations.length; row += 1) {
    const endedAtMs = operations.endedAtMs.at(row);
    if (endedAtMs > (backAtMs ?? Number.POSITIVE_INFINITY)) return null;
    if (endedAtMs < fromMs || operations.stream[row] !== service) continue;
    if (operations.outcome[row] !== okIndex) return endedAtMs;
  }
  return null;
}
