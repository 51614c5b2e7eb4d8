import type { DefinedEvent } from '../../engine/definitions-schema.ts';
import { counted, Evidence } from '../../evidence.ts';
import type { DefinitionsReading } from '../../history/definitions-reading.ts';
import { primaryReadings } from './definition-readings.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const eventsEnabled: Check = {
  name: 'events-enabled',
  title: 'The events of the primary run as before the fault',
  method:
    'Compares which events ran on the primary before the first fault (enabled, and the event scheduler on) with those that run on the final primary. MySQL disables an event on replicas, and it stays so when one of them is promoted: jobs stop, and nobody is told. An event that runs once, or until an instant, may be over. Inconclusive when either was not read, or not at those moments.',
  needs: ['events'],
  judge: (record) => {
    const read = primaryReadings(record);
    if (read.reason !== null) return inconclusive(read.reason);
    const { before, after } = read;
    const names = [...new Set([...Object.keys(before.events), ...Object.keys(after.events)])].sort();
    if (names.length === 0)
      return { verdict: 'pass', summary: 'no event is defined, before or at the end', evidence: [] };
    const ran = names.filter((name) => runs(before, name));
    const wrong = new Evidence();
    for (const name of names) {
      const problem = problemOf(name, before, after);
      if (problem) wrong.add(() => problem);
    }
    const [first] = wrong.lines();
    if (first !== undefined) {
      const many = `${counted(wrong.count, 'event does', 'events do')} not run as before`;
      return { verdict: 'fail', summary: `${many}, of ${names.length}: ${first}`, evidence: wrong.lines() };
    }
    const summary = `${counted(ran.length, 'event runs', 'events run')} on ${after.node} as before, of ${names.length}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

type Reading = Pick<DefinitionsReading, 'node' | 'scheduler' | 'events'>;

function runs({ scheduler, events }: Reading, name: string): boolean {
  return scheduler && eventOf(events, name)?.status === 'enabled';
}

function eventOf(events: Reading['events'], name: string): DefinedEvent | undefined {
  return Object.hasOwn(events, name) ? events[name] : undefined;
}

/** In what an event does not run as before; undefined where it does. */
function problemOf(name: string, before: Reading, after: Reading): string | undefined {
  const [ran, isRunning] = [runs(before, name), runs(after, name)];
  if (ran === isRunning) return undefined;
  if (isRunning) {
    return eventOf(before.events, name) ? `${name}: runs on ${after.node}, and did not before` : undefined;
  }
  const now = eventOf(after.events, name);
  const mayBeOver = eventOf(before.events, name)?.lasts === false;
  if (now === undefined) return mayBeOver ? undefined : `${name}: is gone from ${after.node}`;
  if (now.status === 'enabled') return `${name}: the event scheduler of ${after.node} is off`;
  if (now.status === 'disabled') return mayBeOver ? undefined : `${name}: is disabled on ${after.node}`;
  return `${name}: is disabled on ${after.node} as on a replica`;
}
