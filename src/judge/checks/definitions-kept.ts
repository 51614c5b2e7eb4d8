import { counted, Evidence } from '../../evidence.ts';
import type { DefinitionsReading } from '../../history/definitions-reading.ts';
import { primaryReadings, readingsAtEnd } from './definition-readings.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const definitionsKept: Check = {
  name: 'definitions-kept',
  title: 'Tables, with columns, keys and constraints, are defined as before, and alike on every node',
  method:
    'Compares what was defined on the primary before the first fault with what is defined on the final primary, and this with every other node at the end: each column, key and constraint of each table, views, routines, triggers and events. What is new on all nodes alike is no loss. Inconclusive when either was not read, or not at those moments, when a node was not read at the end, and when there are no tables.',
  needs: [],
  judge: (record) => {
    const read = primaryReadings(record);
    if (read.reason !== null) return inconclusive(read.reason);
    const { before, after } = read;
    const { readings, missing } = readingsAtEnd(record);
    const others = readings.filter(({ node }) => node !== after.node);
    const expected = definedBy(before);
    if (Object.keys(before.tables).length === 0) return inconclusive('there were no tables before the fault');
    const wrong = new Evidence();
    for (const line of differences(expected, definedBy(after), 'as before, not new'))
      wrong.add(() => `${after.node}, against before the fault: ${line}`);
    for (const other of others) {
      for (const line of differences(definedBy(after), definedBy(other), 'all'))
        wrong.add(() => `${other.node}, against ${after.node}: ${line}`);
    }
    const [first] = wrong.lines();
    if (first !== undefined) {
      const summary = `${counted(wrong.count, 'definition differs', 'definitions differ')}: ${first}`;
      return { verdict: 'fail', summary, evidence: wrong.lines() };
    }
    if (missing.length > 0)
      return inconclusive(`what is defined at the end was not read on ${missing.join(', ')}`);
    const alike = others.length === 0 ? '' : `, and alike on ${others.map(({ node }) => node).join(', ')}`;
    return {
      verdict: 'pass',
      summary: `all ${expected.size.toLocaleString('en-US')} definitions are as they were${alike}`,
      evidence: [],
    };
  },
};

/** Accounts are left out: stacks make them on each node, with a salt of its own. */
function definedBy({ tables, bodies }: DefinitionsReading): ReadonlyMap<string, string> {
  const shared = Object.entries(bodies).filter(([name]) => !/^(account|grants of) /.test(name));
  return new Map([...Object.entries(tables), ...shared]);
}

/** A line for each definition that is gone or another, and, of all, for those that came. */
function* differences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  which: 'as before, not new' | 'all',
): Generator<string> {
  for (const [name, text] of expected) {
    const now = found.get(name);
    if (now === undefined) yield `${name} is missing${isText(name) ? `: ${text}` : ''}`;
    else if (now !== text) yield `${name} is another${isText(name) ? `: ${now}, expected ${text}` : ''}`;
  }
  if (which !== 'all') return;
  for (const [name, text] of found) {
    if (!expected.has(name)) yield `${name} is there besides${isText(name) ? `: ${text}` : ''}`;
  }
}

/** Of the others there are digests only. */
function isText(name: string): boolean {
  return /^(column|columns of|key|constraint) /.test(name);
}
