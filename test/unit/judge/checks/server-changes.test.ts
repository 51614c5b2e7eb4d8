import { expect, test } from 'vitest';
import type { Operation } from '../../../../src/history/record.ts';
import type { EventType } from '../../../../src/history/schema.ts';
import { singleWritablePrimary } from '../../../../src/judge/checks/single-writable-primary.ts';
import {
  emptyRecord,
  eventOf,
  finalOf,
  type Row,
  stateOf,
  tableOf,
  writable,
} from '../../../support/parts.ts';

/** What is said of writes one after the other, by these servers, where these events happened. */
function judge(servers: readonly number[], ...types: EventType[]) {
  const operations = servers.map(
    (_, index): Operation => ({
      stream: 'service',
      writer: 0,
      sequence: index + 1,
      value: 0,
      scheduledAtMs: index * 100,
      startedAtMs: index * 100,
      endedAtMs: index * 100 + 50,
      outcome: 'ok',
      error: null,
    }),
  );
  const rows = servers.map((server, index): Row => [0, index + 1, 0, server]);
  const finals = [finalOf(1, rows, { state: stateOf(1, writable) })];
  const events = types.map((type, index) => eventOf(index, type));
  return singleWritablePrimary.judge(emptyRecord({ operations: tableOf(operations), finals, events }));
}

test('a change more than is explained fails, with every change', () => {
  expect(judge([1, 2, 2, 1], 'promoted')).toEqual({
    verdict: 'fail',
    summary:
      'servers that executed acknowledged writes changed 2 times, where 1 is explained: two accepted writes at the same time',
    evidence: [
      'acknowledged writes turned from server 1 to server 2 by 150 ms',
      'acknowledged writes turned from server 2 to server 1 by 350 ms',
    ],
  });
  expect(judge([1, 2, 1, 2], 'promoted', 'promoted').summary).toMatch(
    /changed 3 times, where 2 are explained:/,
  );
});

test.each<[string, EventType[]]>([
  ['promotions', ['promoted', 'promoted']],
  ['failovers', ['failover-completed', 'failover-completed']],
  ['switchovers', ['switchover-completed', 'switchover-completed']],
  ['a failover and a switchover', ['failover-completed', 'switchover-completed']],
  ['more promotions than failovers', ['promoted', 'promoted', 'failover-completed']],
  ['more failovers than promotions', ['promoted', 'failover-completed', 'failover-completed']],
])('a change back is explained by %s', (_, types) => {
  expect(judge([1, 2, 1], ...types).verdict).toBe('inconclusive');
});

test('one promotion and its failover explain one change; what else happens explains none', () => {
  for (const types of [
    ['promoted', 'failover-completed'],
    ['failure-detected', 'routed', 'routed'],
  ] as const)
    expect(judge([1, 2, 1], ...types).verdict).toBe('fail');
});

test('each server may come to lead once without an event', () => {
  expect(judge([1, 2, 3]).verdict).toBe('inconclusive');
  expect(judge([1, 2, 3, 1]).verdict).toBe('fail');
});

test('a drill without a load tells nothing', () => {
  expect(judge([]).summary).toBe('there was no load');
});
