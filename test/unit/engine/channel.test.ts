import { expect, test } from 'vitest';
import { rejoinSteps } from '../../../src/engine/channel.ts';
import type { Observation } from '../../../src/engine/observation.ts';
import { sourceOf, stateOf, writable } from '../../support/parts.ts';

const nodes = ['db1', 'db2', 'db3'].map((name) => ({ name, host: name, port: 3306 }));
const account = { user: 'u', password: 'p' };
const accounts = { admin: account, replication: account, application: account };

/** What an operator does for a cluster that db1 leads, when db2 is so. */
function stepsFor(db2: Partial<Observation> | null, db1: Partial<Observation> = writable): string[] {
  const states = new Map([
    ['db1', stateOf(1, db1)],
    ['db3', stateOf(3, { source: sourceOf('db1') })],
  ]);
  if (db2) states.set('db2', stateOf(2, db2));
  return rejoinSteps({ follow: async () => undefined }, states, nodes, accounts).map(({ text }) => text);
}

test.each<[string, Partial<Observation> | null, string[]]>([
  ['follows nobody', { source: null }, ['let db2 follow db1: it follows nobody']],
  [
    'follows one that leads no more',
    { source: sourceOf('db3') },
    ['let db2 follow db1: it is to follow db3, and does not receive'],
  ],
  [
    'came up and was not started',
    { source: sourceOf('db1', { receiver: 'off', applier: 'off' }) },
    ['let db2 follow db1: it is to follow db1, and does not receive'],
  ],
  ['is on its way', { source: sourceOf('db1', { receiver: 'connecting' }) }, []],
  [
    'stopped with an error',
    { source: sourceOf('db1', { receiver: 'off', receiverError: 'error 13114' }) },
    [],
  ],
  ['cannot apply', { source: sourceOf('db1', { receiver: 'off', applierError: 'error 1032' }) }, []],
  ['replicates', { source: sourceOf('db1') }, []],
  ['does not answer', null, []],
])('a replica that %s', (_, db2, steps) => {
  expect(stepsFor(db2)).toEqual(steps);
});

test('nothing is done while it is not clear who leads', () => {
  expect(stepsFor({ source: null }, {})).toEqual([]);
  expect(stepsFor({ source: null, ...writable })).toEqual([]);
});
