import { z } from 'zod';
import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { DrillEvent } from '../../history/schema.ts';
import { finalPrimaryOf } from '../measure/final-primary.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

const readSchema = z.object({
  when: z.enum(['before', 'after']),
  digests: z.record(z.string(), z.string()),
});

export const definitionsAsBefore: Check = {
  name: 'definitions-as-before',
  title: 'Accounts, grants, routines, triggers, events and views are as before the fault',
  method:
    'Compares what was defined on the primary before the first fault with what is defined on the final primary: names, bodies, definers, authentication and grants, by digest. Whether an event is enabled is not compared: MySQL disables events on replicas, and whoever becomes the primary has them so. Inconclusive when either was not read, when the first was read after a fault, or the last before a step of the recovery or on another node than the final primary, and when nothing was defined.',
  needs: ['restore'],
  judge: (record) => {
    const before = readingsOf(record, 'before')[0];
    const after = readingsOf(record, 'after').at(-1);
    const expected = before?.digests;
    if (!before || !expected || expected.size === 0)
      return inconclusive('what was defined before the fault was not recorded');
    if (!after?.digests) return inconclusive('what is defined at the end was not recorded');
    const unfit = unfitBecause(record, before.event, after.event);
    if (unfit) return inconclusive(unfit);
    const differences = new Evidence();
    for (const line of definitionDifferences(expected, after.digests)) differences.add(() => line);
    const [first] = differences.lines();
    if (first === undefined)
      return { verdict: 'pass', summary: `all ${expected.size} are as they were`, evidence: [] };
    const summary = `${counted(differences.count, 'definition')} of ${expected.size} ${differences.count === 1 ? 'differs' : 'differ'}: ${first}`;
    return { verdict: 'fail', summary, evidence: differences.lines() };
  },
};

type Reading = { readonly event: DrillEvent; readonly digests: ReadonlyMap<string, string> | undefined };

/** All readings of one kind; the digests are undefined of one that cannot be understood. */
function readingsOf({ events }: DrillRecord, wanted: 'before' | 'after'): Reading[] {
  return events
    .filter(({ type, data }) => type === 'definitions-read' && data?.when === wanted)
    .map((event) => {
      const digests = readSchema.safeParse(event.data).data?.digests;
      return { event, digests: digests && new Map(Object.entries(digests)) };
    });
}

/** Why two readings do not tell what was before the first fault and is at the end; null when they do. */
function unfitBecause(record: DrillRecord, before: DrillEvent, after: DrillEvent): string | null {
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

/** A line for each definition that one side lacks, or has otherwise. */
function definitionDifferences(
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
