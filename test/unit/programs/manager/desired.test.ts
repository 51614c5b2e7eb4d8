import { expect, test } from 'vitest';
import { desiredRouting } from '../../../../src/programs/manager/proxy/desired.ts';
import { deafFor, factsOf, type PlantedNode, silentFor, termOf } from './planted-facts.ts';

const wanted = (planted: Readonly<Record<string, PlantedNode | 'unseen'>>) =>
  desiredRouting(termOf(), factsOf(planted, { sinceMs: 0 }));
const connecting = deafFor(5000, { receiver: 'connecting' });

test('writes to the primary, reads to the replicas that keep up', () => {
  expect(wanted({})).toEqual({ write: 'db1', read: ['db2', 'db3'] });
  expect(wanted({ db2: connecting })).toEqual({ write: 'db1', read: ['db3'] });
  expect(wanted({ db2: connecting, db3: connecting })).toEqual({ write: 'db1', read: ['db1'] });
});

test('from the first poll that a dead primary does not answer, its replicas stay readable', () => {
  const dead = { db2: connecting, db3: connecting };
  expect(wanted({ ...dead, db1: silentFor(10, 'refused') })).toMatchObject({ read: ['db2', 'db3'] });
  expect(wanted({ ...dead, db1: silentFor(5000) })).toMatchObject({ read: ['db2', 'db3'] });
  const alone = { ...dead, db1: silentFor(10, 'refused'), db3: silentFor(5000) };
  expect(wanted(alone)).toMatchObject({ read: ['db2'] });
});
