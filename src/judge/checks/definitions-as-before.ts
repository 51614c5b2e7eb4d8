import { counted, Evidence } from '../../evidence.ts';
import { bodiesOf, definitionDifferences } from './definition-readings.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const definitionsAsBefore: Check = {
  name: 'definitions-as-before',
  title: 'Accounts, grants, routines, triggers, events and views are as before the fault',
  method:
    'Compares what was defined on the primary before the first fault with what is defined on the final primary: names, bodies, definers, authentication and grants, by digest. Whether an event is enabled is not compared: MySQL disables events on replicas, and whoever becomes the primary has them so. Inconclusive when either was not read, when the first was read after a fault, or the last before a step of the recovery or on another node than the final primary, and when nothing was defined.',
  needs: ['restore'],
  judge: (record) => {
    const read = bodiesOf(record);
    if (read.reason !== null) return inconclusive(read.reason);
    const expected = read.before.bodies;
    if (expected.size === 0) return inconclusive('what was defined before the fault was not recorded');
    const differences = new Evidence();
    for (const line of definitionDifferences(expected, read.after.bodies)) differences.add(() => line);
    const [first] = differences.lines();
    if (first === undefined)
      return { verdict: 'pass', summary: `all ${expected.size} are as they were`, evidence: [] };
    const summary = `${counted(differences.count, 'definition')} of ${expected.size} ${differences.count === 1 ? 'differs' : 'differ'}: ${first}`;
    return { verdict: 'fail', summary, evidence: differences.lines() };
  },
};
