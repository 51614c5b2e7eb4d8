import { counted, Evidence } from '../../evidence.ts';
import { readingsAtEnd } from './definition-readings.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const definersExist: Check = {
  name: 'definers-exist',
  title: 'Every definer exists, and each view can be read',
  method:
    'Looks on every node at the end whether the account that defined a view, routine, trigger or event is there, and opens each view as administrator, which fails as its first use would. What was so before the first fault on that node is told, and fails all the same. Inconclusive when a node was not read at the end.',
  needs: ['definitions'],
  judge: (record) => {
    const { readings, missing } = readingsAtEnd(record);
    const wrong = new Evidence();
    let looked = 0;
    for (const { node, definers, views } of readings) {
      const before = record.definitions?.find((one) => one.when === 'before' && one.node === node);
      for (const [name, { account, exists }] of Object.entries(definers).sort()) {
        looked += 1;
        const wasSo = before?.definers[name]?.exists === false;
        if (!exists)
          wrong.add(() => `${node}: ${name}: its definer ${account} does not exist${asBefore(wasSo)}`);
      }
      for (const [name, error] of Object.entries(views).sort()) {
        const wasSo = (before?.views[name] ?? null) !== null;
        if (error !== null)
          wrong.add(() => `${node}: view ${name} cannot be read: ${error}${asBefore(wasSo)}`);
      }
    }
    const [first] = wrong.lines();
    if (first !== undefined) {
      const summary = `${counted(wrong.count, 'definition')} without a definer, or unreadable: ${first}`;
      return { verdict: 'fail', summary, evidence: wrong.lines() };
    }
    if (missing.length > 0)
      return inconclusive(`what is defined at the end was not read on ${missing.join(', ')}`);
    const summary =
      looked === 0
        ? 'no view, routine, trigger or event is defined'
        : `the definers of ${counted(looked, 'view, routine, trigger or event', 'views, routines, triggers and events')} exist, on ${counted(readings.length, 'node')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function asBefore(wasSo: boolean): string {
  return wasSo ? ' (as before the fault)' : '';
}
