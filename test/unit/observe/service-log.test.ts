import { expect, test } from 'vitest';
import { manager } from '../../../src/failover/manager.ts';
import { toldEvent } from '../../../src/observe/service-log.ts';

const clock = { clock: { originMs: 2, nowMs: () => 0 }, offsetMs: 0.25 };

test('a line of a service becomes an event on the clock of the drill', () => {
  const line =
    '{"monotonicMs":12.5,"at":"2026-11-20T00:00:00Z","type":"promoted","node":"db2","text":"db2 accepts writes"}';
  expect(toldEvent(manager.eventOf?.(line), 'manager', clock)).toEqual({
    atMs: 10.25,
    source: 'manager',
    type: 'promoted',
    node: 'db2',
    text: 'db2 accepts writes',
  });
});

test.each([
  ['a warning of Node', '(node:1) Warning: x'],
  ['an unknown type', '{"monotonicMs":1,"type":"dance","text":""}'],
  ['no stamp', '{"type":"promoted","text":""}'],
  ['a line cut short', '{"monotonicMs":1,"type":"prom'],
])('%s is none', (_, line) => {
  expect(toldEvent(manager.eventOf?.(line), 'manager', clock)).toBeUndefined();
});
