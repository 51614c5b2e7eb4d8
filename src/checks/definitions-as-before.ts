import { z } from 'zod';
import { definitionDifferences } from '../backup/verify/definitions.ts';
import type { DrillRecord } from '../history/record.ts';
import { counted, Evidence } from './evidence.ts';
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
    'Compares what was defined on the primary before the first fault with what is defined on the final primary: names, bodies, definers, authentication and grants, by digest. Whether an event is enabled is not compared: MySQL disables events on replicas, and whoever becomes the primary has them so. Inconclusive when either was not read, and when nothing was defined.',
  needs: ['restore'],
  judge: (record) => {
    const before = definitionsRead(record, 'before');
    const after = definitionsRead(record, 'after');
    if (!before || before.size === 0)
      return inconclusive('what was defined before the fault was not recorded');
    if (!after) return inconclusive('what is defined at the end was not recorded');
    const differences = new Evidence();
    for (const line of definitionDifferences(before, after)) differences.add(() => line);
    if (differences.count === 0) {
      return { verdict: 'pass', summary: `all ${before.size} are as they were`, evidence: [] };
    }
    const summary = `${counted(differences.count, 'definition')} of ${before.size} differ`;
    return { verdict: 'fail', summary, evidence: differences.lines() };
  },
};

/** Of the first reading before, of the last one after. */
function definitionsRead(
  { events }: DrillRecord,
  wanted: 'before' | 'after',
): ReadonlyMap<string, string> | undefined {
  const readings = events
    .filter(({ type }) => type === 'definitions-read')
    .flatMap(({ data }) => readSchema.safeParse(data).data ?? [])
    .filter(({ when }) => when === wanted);
  const reading = wanted === 'before' ? readings[0] : readings.at(-1);
  return reading && new Map(Object.entries(reading.digests));
}
