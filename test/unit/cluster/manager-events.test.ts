import { expect, test } from 'vitest';
import { parseManagerLine } from '../../../src/cluster/manager-events.ts';

test('a line of the manager becomes an event with its monotonic stamp', () => {
  const line =
    '{"monotonicMs":12.5,"at":"2026-11-20T00:00:00Z","type":"promoted","node":"db2","text":"db2 accepts writes"}';
  expect(parseManagerLine(line)).toEqual({
    monotonicMs: 12.5,
    event: { source: 'manager', type: 'promoted', node: 'db2', text: 'db2 accepts writes' },
  });
});

test.each([
  ['a warning of Node', '(node:1) Warning: x'],
  ['an unknown type', '{"monotonicMs":1,"type":"dance","text":""}'],
  ['no stamp', '{"type":"promoted","text":""}'],
  ['a line cut short', '{"monotonicMs":1,"type":"prom'],
])('%s is none', (_, line) => {
  expect(parseManagerLine(line)).toBeUndefined();
});
