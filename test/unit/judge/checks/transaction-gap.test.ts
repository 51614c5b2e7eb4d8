import { expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import { transactionGap } from '../../../../src/judge/checks/transaction-gap.ts';
import { groupOf, outside } from '../../../support/group.ts';
import { sourceOf, stateOf, uuidOf, writable } from '../../../support/parts.ts';

const primary = stateOf(1, writable);
const behind = (changes: Partial<Observation>) =>
  transactionGap(stateOf(2, { executed: `${uuidOf(1)}:1-99`, ...changes }), primary)?.texts;

test.each<[string, Partial<Observation>]>([
  ['a member of the group, still applying', { group: groupOf() }],
  ['in the group as RECOVERING', { group: groupOf({ state: 'RECOVERING' }) }],
  ['it replicates from nobody', { group: groupOf(outside) }],
  ['it replicates from db1 without an error', { source: sourceOf('db1'), group: groupOf(outside) }],
  ['applier on: error 1062', { source: sourceOf('db1', { applierError: 'error 1062' }) }],
  ['receiver on: error 1236', { source: sourceOf('db1', { receiverError: 'error 1236' }) }],
  ['applier off, without an error', { source: sourceOf('db1', { applier: 'off' }) }],
  [
    'receiver off: error 1236; applier off: error 1032',
    {
      source: sourceOf('db1', {
        receiver: 'off',
        receiverError: 'error 1236',
        applier: 'off',
        applierError: 'error 1032',
      }),
    },
  ],
])('who is behind says why: %s', (why, changes) => {
  expect(behind(changes)).toEqual([`behind by 1 transaction (${uuidOf(1)}:100; ${why})`]);
});

test('there is no gap to tell where a set cannot be read, or both are empty', () => {
  expect(transactionGap(stateOf(2, { executed: 'no set' }), primary)).toBeNull();
  expect(transactionGap(stateOf(2, { executed: '' }), stateOf(1, { executed: '' }))).toBeNull();
  expect(transactionGap(stateOf(2), primary)).toEqual({ behind: 0, ahead: 0, texts: [] });
});

test('an error that is not about the text of a set is not taken for one', () => {
  const unknown = stateOf(2, { engine: 'no such engine' as Observation['engine'] });
  expect(() => transactionGap(unknown, primary)).toThrow(TypeError);
});
