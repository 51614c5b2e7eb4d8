import { expect, test } from 'vitest';
import { wantedCommands } from '../../../src/drill/stack-operator.ts';
import type { Observation } from '../../../src/engine/observation.ts';
import { primaryAmong } from '../../../src/engine/source-of-others.ts';
import { primaryState, replicaState } from './samples.ts';

const nodes = ['a', 'b', 'c'].map((name, index) => ({ name, host: `10.0.0.${index + 1}`, port: 3306 }));
const all = { rejoin: './rejoin.sh', reboot: './reboot.sh' };
const source = primaryState('u:1-5');
const alone = { ...source, acceptsWrites: false };
const following = (host: string): Observation => replicaState({ executed: 'u:1-5', received: 'u:1-5' }, host);
const wanted = (states: Record<string, Observation>, recovery = all) =>
  wantedCommands(new Map(Object.entries(states)), nodes, recovery).map(({ what, node, primary }) => [
    what,
    node,
    primary,
  ]);

test('nothing is wanted while all follow the primary, by its name or its address', () => {
  expect(wanted({ a: source, b: following('a'), c: following('10.0.0.1') })).toEqual([]);
});

test('an old primary that is back is to follow the one that others follow, also while both accept writes', () => {
  expect(wanted({ a: source, b: source, c: following('b') })).toEqual([['rejoin', 'a', 'b']]);
  expect(wanted({ a: alone, b: source, c: following('b') })).toEqual([['rejoin', 'a', 'b']]);
});

test('a node that follows somebody else, or was stopped, is to follow the primary', () => {
  const stopped = following('b');
  const channel = stopped.source && { ...stopped.source, receiver: 'off' as const };
  expect(wanted({ b: source, c: following('a') })).toEqual([['rejoin', 'c', 'b']]);
  expect(wanted({ b: source, c: { ...stopped, source: channel } })).toEqual([['rejoin', 'c', 'b']]);
});

test('a replication that ended in an error is left to be seen', () => {
  const broken = following('b');
  const channel = broken.source && { ...broken.source, receiver: 'off' as const, applierError: 'error 1062' };
  expect(wanted({ b: source, c: { ...broken, source: channel } })).toEqual([]);
});

test('a node that does not answer is not acted upon', () => {
  expect(wanted({ b: source, c: following('b') })).toEqual([]);
});

test('a cluster in which all answer and none leads is to be brought back, and not before all answer', () => {
  expect(wanted({ a: alone, b: alone, c: alone })).toEqual([['reboot', 'a', '']]);
  expect(wanted({ a: alone, b: alone })).toEqual([]);
  expect(wanted({ a: source, b: source, c: source })).toEqual([]);
});

test('without a command of the user nothing is done', () => {
  expect(
    wantedCommands(
      new Map([
        ['a', source],
        ['b', alone],
        ['c', following('a')],
      ]),
      nodes,
      {},
    ),
  ).toEqual([]);
});

const named = (states: Record<string, Observation>) =>
  primaryAmong(Object.entries(states).map(([name, state]) => ({ name, host: `10.0.0.${name}`, state })));

test('the primary of a cluster is the only one that leads, or the one that others replicate from', () => {
  expect(named({ a: source, b: following('a') })).toBe('a');
  const writableReplica = { ...following('a'), acceptsWrites: true };
  expect(named({ a: source, b: writableReplica })).toBe('a');
  expect(named({ a: source, b: { ...following('10.0.0.a'), acceptsWrites: true } })).toBe('a');
});

test('it is not known while several could be it', () => {
  expect(named({ a: source, b: source })).toBeUndefined();
  expect(named({ a: source, b: source, c: following('a'), d: following('b') })).toBeUndefined();
  expect(named({ a: alone, b: following('a') })).toBeUndefined();
  expect(named({})).toBeUndefined();
});
