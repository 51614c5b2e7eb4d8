import { expect, test } from 'vitest';
import { goOnWithoutMajority } from '../../../../src/engine/mariadb/galera.ts';
import type { Observation } from '../../../../src/engine/observation.ts';
import { stateOf } from '../../../support/parts.ts';

const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const nodes = ['db1', 'db2'];

function member(id: number, last: number, hasMajority: boolean): Observation {
  const group: Observation['group'] = {
    name: uuid,
    singlePrimary: false,
    state: 'ONLINE',
    role: 'PRIMARY',
    hasMajority,
    members: [],
  };
  return stateOf(id, { engine: 'mariadb', executed: `${uuid}:1-${last}`, group });
}

const stepsFor = (...states: [string, Observation][]) =>
  goOnWithoutMajority(new Map(states), nodes).map(({ node }) => node);

test('the cluster is begun anew by the member that has all, once all have lost the majority', () => {
  expect(stepsFor(['db1', member(1, 7, false)], ['db2', member(2, 9, false)])).toEqual(['db2']);
});

test('never while one does not answer, or may be in a primary component', () => {
  expect(stepsFor(['db1', member(1, 7, false)])).toEqual([]);
  expect(stepsFor(['db1', member(1, 7, false)], ['db2', member(2, 9, true)])).toEqual([]);
});
