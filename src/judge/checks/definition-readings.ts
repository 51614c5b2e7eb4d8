import { z } from 'zod';
import { formatMs } from '../../formats/units.ts';
import type { DefinitionsReading } from '../../history/definitions-reading.ts';
import type { DrillRecord } from '../../history/record.ts';
import { finalPrimaryOf } from '../measure/final-primary.ts';
import { standbysOf } from '../measure/standbys.ts';

type When = DefinitionsReading['when'];
type Read = { readonly atMs: number; readonly node?: string | undefined };

/** What was read of the primary before the first fault, and of the final primary at the end. */
export type BeforeAndAfter<Reading extends Read> =
  | { readonly before: Reading; readonly after: Reading; readonly reason: null }
  | { readonly reason: string };

/** The readings of the primary before and of the final primary after; or why they tell nothing. */
export function primaryReadings(record: DrillRecord): BeforeAndAfter<DefinitionsReading> {
  const readings = record.definitions ?? [];
  const before = readings.find(({ when, leads }) => when === 'before' && leads);
  if (!before) return { reason: 'what was defined before the fault was not recorded' };
  const { state, reason: nobody } = finalPrimaryOf(record);
  if (!state) return { reason: `nothing to compare with: ${nobody}` };
  const after = readings.findLast(({ when, node }) => when === 'after' && node === state.node);
  if (!after) return { reason: `what is defined on ${state.node} at the end was not recorded` };
  const reason = unfitBecause(record, before, after);
  return reason === null ? { before, after, reason } : { reason };
}

/** The last readings of the nodes at the end, and the nodes without one. */
export function readingsAtEnd(record: DrillRecord): {
  readonly readings: readonly DefinitionsReading[];
  readonly missing: readonly string[];
} {
  const last = new Map(
    (record.definitions ?? []).filter(({ when }) => when === 'after').map((one) => [one.node, one]),
  );
  const standbys = standbysOf(record);
  const missing = record.manifest.topology.nodes.filter((node) => !last.has(node) && !standbys.has(node));
  return { readings: [...last.values()], missing };
}

/** Digests of what is no table, by name: of the primary before and of the final primary at the end. */
export function bodiesOf(
  record: DrillRecord,
): BeforeAndAfter<Read & { readonly bodies: ReadonlyMap<string, string> }> {
  if (record.definitions) {
    const read = primaryReadings(record);
    if (read.reason !== null) return read;
    const bodies = ({ atMs, node, bodies }: DefinitionsReading) => ({ atMs, node, bodies: mapOf(bodies) });
    return { before: bodies(read.before), after: bodies(read.after), reason: null };
  }
  const before = toldBodies(record, 'before')[0];
  const after = toldBodies(record, 'after').at(-1);
  if (!before?.bodies) return { reason: 'what was defined before the fault was not recorded' };
  if (!after?.bodies) return { reason: 'what is defined at the end was not recorded' };
  const reason = unfitBecause(record, before, after);
  if (reason !== null) return { reason };
  return {
    before: { ...before, bodies: before.bodies },
    after: { ...after, bodies: after.bodies },
    reason,
  };
}

const toldSchema = z.object({ when: z.enum(['before', 'after']), digests: z.record(z.string(), z.string()) });

/** Older records have them in an event; undefined of one that cannot be understood. */
function toldBodies({ events }: DrillRecord, wanted: When) {
  return events
    .filter(({ type, data }) => type === 'definitions-read' && data?.when === wanted)
    .map(({ atMs, node, data }) => {
      const digests = toldSchema.safeParse(data).data?.digests;
      return { atMs, node, bodies: digests && mapOf(digests) };
    });
}

function mapOf(texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts));
}

/** Why two readings do not tell what was before the first fault and is at the end; null when they do. */
function unfitBecause(record: DrillRecord, before: Read, after: Read): string | null {
  const fault = record.events.find(({ type }) => type === 'fault-injecting');
  if (fault && before.atMs > fault.atMs)
    return `what was defined was first read at ${formatMs(before.atMs)}, after the first fault at ${formatMs(fault.atMs)}`;
  const later = record.events.find(
    ({ type, atMs }) => (type === 'data-restored' || type === 'recovery-step') && atMs > after.atMs,
  );
  if (later)
    return `what is defined was last read at ${formatMs(after.atMs)}, before ${later.type} at ${formatMs(later.atMs)}`;
  const { state, reason } = finalPrimaryOf(record);
  if (!state) return `nothing to compare with: ${reason}`;
  return state.node === after.node
    ? null
    : `what is defined was read on ${after.node ?? 'an unnamed node'}, and the final primary is ${state.node}`;
}

/** A line for each definition that one side lacks, or has otherwise; in the order of their names. */
export function definitionDifferences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const lost = [...before].flatMap(([name, digest]) => {
    const now = after.get(name);
    if (now === undefined) return [`${name}: expected it, found none`];
    return now === digest ? [] : [`${name}: is not the same`];
  });
  const added = [...after.keys()].filter((name) => !before.has(name));
  return [...lost, ...added.map((name) => `${name}: expected none, found one`)].sort();
}
