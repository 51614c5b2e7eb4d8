import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BesideLine } from '../../../../src/history/beside.ts';
import type { Applied } from '../../../../src/workload/beside/processes.ts';
import { startBesideStream } from '../../../../src/workload/beside/stream.ts';
import { acknowledged, unheard } from '../../../../src/workload/outcome.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const ok: Applied = { ...acknowledged, result: 'done' };
const unknown: Applied = { ...unheard('gone'), result: null };
const takes = (ms: number, applied: Applied) => () =>
  new Promise<Applied>((resolve) => void setTimeout(() => resolve(applied), ms));

function stream(connections: number, apply: () => Promise<Applied>) {
  const lines: BesideLine[] = [];
  const originMs = performance.now();
  let count = 0;
  const running = startBesideStream({
    processes: Array.from({ length: connections }, () => ({ apply, close: () => undefined })),
    next: () => ({ function: 'add', key: 'k', value: count++ }),
    periodMs: 10,
    queueMs: 50,
    nowMs: () => performance.now() - originMs,
    onEnd: (line) => lines.push(line),
    onFailure: (error) => {
      throw error;
    },
  });
  return { lines, running };
}

async function stopped({ running }: ReturnType<typeof stream>, drainMs: number): Promise<void> {
  const stop = running.stop(drainMs);
  await vi.advanceTimersByTimeAsync(drainMs + 20);
  await stop;
}

test('an operation waits for a free connection: due, taken and answered are three instants', async () => {
  const one = stream(1, takes(15, ok));
  await vi.advanceTimersByTimeAsync(25);
  await stopped(one, 100);
  expect(one.lines.filter(([, process]) => process !== null)).toEqual([
    [0, 0, 'add', 'k', 0, 0, 0, 15, 'ok', 'done', null],
    [1, 0, 'add', 'k', 1, 10, 15, 30, 'ok', 'done', null],
  ]);
});

test('what finds no connection in time was never sent: that is the limit of the client', async () => {
  const one = stream(1, takes(75, ok));
  await vi.advanceTimersByTimeAsync(95);
  await stopped(one, 200);
  const unsent = one.lines.filter(([, process]) => process === null);
  expect(unsent.map((line) => [line[0], line[8], line[10]])).toEqual([
    [1, 'fail', 'client: none of 1 connection was free within 50 ms'],
    [2, 'fail', 'client: none of 1 connection was free within 50 ms'],
    ...[4, 5, 6, 7, 8, 9].map((index) => [
      index,
      'fail',
      'client: still waiting for a connection when the load stopped',
    ]),
  ]);
  expect(one.lines.map(([index]) => index).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('after an outcome that is unknown a connection is another process', async () => {
  const one = stream(2, takes(5, unknown));
  await vi.advanceTimersByTimeAsync(35);
  await stopped(one, 100);
  expect(one.lines.map(([, process, , , , , , , outcome]) => [process, outcome])).toEqual([
    [0, 'info'],
    [1, 'info'],
    [2, 'info'],
    [3, 'info'],
  ]);
});

test('what does not end when the load stops is unknown, and told once', async () => {
  const one = stream(2, takes(10_000, ok));
  await vi.advanceTimersByTimeAsync(15);
  await stopped(one, 100);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(one.lines.map((line) => [line[0], line[8], line[10]])).toEqual([
    [0, 'info', 'not ended when the load stopped'],
    [1, 'info', 'not ended when the load stopped'],
  ]);
});
