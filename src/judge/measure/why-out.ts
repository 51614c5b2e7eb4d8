import { lacksMajority } from '../../engine/observation.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { DrillEvent } from '../../history/schema.ts';
import { phasesOf } from './phases.ts';
import type { Rto } from './rto.ts';

/** What was so at the end of an outage is told by the samples of so long before it (ms). */
const lookBackMs = 1000;

/** Below this a part of an RTO is not worth a word (ms). */
const leastPartMs = 1000;

/**
 * Why writes were out for so long, in one clause for people: what the cluster did and did not do by itself, as far as
 * the events and samples of the outage tell; else the longest part of it. Null where nothing tells.
 */
export function whyOut(record: DrillRecord, rto: Rto): string | null {
  if (rto.outages.length === 0) return null;
  const toMs = rto.act?.atMs ?? rto.backAtMs ?? rto.fromMs + rto.valueMs;
  if (!rto.atLeast) return longestPart(record, rto);
  return (
    lostMajority(record, rto.fromMs, toMs) ??
    neverRouted(record, rto, toMs) ??
    refused(record, rto.fromMs, toMs) ??
    managerDead(record, toMs) ??
    nobodyPromoted(record, rto, toMs)
  );
}

function between({ events, manifest }: DrillRecord, fromMs: number, toMs: number): DrillEvent[] {
  const { errorMs } = manifest.clock;
  return events.filter(({ atMs }) => atMs >= fromMs - errorMs && atMs < toMs);
}

/** At the end of it, whoever answered as a member of a group reached no majority, and nobody accepted writes. */
function lostMajority({ samples }: DrillRecord, fromMs: number, toMs: number): string | null {
  const last = samples.filter(
    ({ askedAtMs, answeredAtMs }) => askedAtMs >= Math.max(fromMs, toMs - lookBackMs) && answeredAtMs <= toMs,
  );
  const states = last.flatMap(({ state }) => state ?? []);
  const members = states.filter(({ group }) => group?.state === 'ONLINE');
  if (
    members.length === 0 ||
    !members.every(lacksMajority) ||
    states.some(({ acceptsWrites }) => acceptsWrites)
  )
    return null;
  return 'the group lost its majority: its members that were left could not commit';
}

function neverRouted(record: DrillRecord, { zeroMs }: Rto, toMs: number): string | null {
  const events = between(record, zeroMs, toMs);
  const promoted = events.find(({ type, source }) => type === 'promoted' && source === 'manager');
  if (!promoted || events.some(({ type }) => type === 'routed')) return null;
  const failed = events.findLast(({ type }) => type === 'failover-failed');
  const why = failed ? ` (${failed.text})` : '';
  return `${promoted.node ?? 'a replica'} was promoted after ${formatMs(promoted.atMs - zeroMs)}, but writes were never routed to it${why}`;
}

function refused(record: DrillRecord, fromMs: number, toMs: number): string | null {
  const event = between(record, fromMs, toMs).findLast(({ type }) => type === 'failover-refused');
  return event ? `the manager refused to fail over: ${event.text}` : null;
}

/** Whether the manager's container was down at the end of it. */
function managerDead({ events, manifest }: DrillRecord, toMs: number): string | null {
  const manager = manifest.topology.services.find(({ role }) => role === 'manager');
  if (!manager) return null;
  const last = events.findLast(
    ({ type, node, atMs }) =>
      (type === 'container-died' || type === 'container-started') && node === manager.name && atMs < toMs,
  );
  return last?.type === 'container-died' ? `nobody could fail over: ${manager.name} was dead` : null;
}

/** Only where the fault took writes away at once, and no node accepted any at the end of it. */
function nobodyPromoted(record: DrillRecord, { fromMs, zeroMs }: Rto, toMs: number): string | null {
  if (record.manifest.topology.nodes.length < 2 || fromMs > zeroMs) return null;
  const accepted = record.samples.some(
    ({ state, askedAtMs, answeredAtMs }) =>
      askedAtMs >= Math.max(fromMs, toMs - lookBackMs) && answeredAtMs <= toMs && state?.acceptsWrites,
  );
  const events = between(record, fromMs, toMs);
  if (accepted || events.some(({ type }) => type === 'promoted' || type === 'routed')) return null;
  return events.some(({ type }) => type === 'failure-detected')
    ? 'the failure was detected, but nobody was promoted'
    : 'nobody failed over';
}

/** Most of an RTO that ended by itself, where one part is more than half of it. */
function longestPart(record: DrillRecord, rto: Rto): string | null {
  const parts = phasesOf(record, rto)
    .filter(({ name }) => name !== 'steady' && name !== 'redundant')
    .map(({ endedBy, startedAtMs, endedAtMs }) => ({
      endedBy,
      ms: (endedAtMs ?? startedAtMs) - startedAtMs,
    }));
  const longest = parts.toSorted((a, b) => b.ms - a.ms)[0];
  if (!longest || longest.ms < leastPartMs || longest.ms <= rto.valueMs / 2) return null;
  return `${formatMs(longest.ms)} of it until ${longest.endedBy}`;
}
