import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OperationLine } from '../../../src/history/schema.ts';
import { acknowledged } from '../../../src/workload/outcome.ts';
import { type Ended, startStream } from '../../../src/workload/stream.ts';
import type { Write } from '../../../src/workload/types.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function stream(send: (write: Write) => Promise<Ended>, seed = 1) {
  const lines: OperationLine[] = [];
  const originMs = performance.now();
  const nowMs = (): number => performance.now() - originMs;
  const running = startStream({
    stream: 'application',
    client: { send, close: () => undefined },
    writers: [1, 2],
    periodMs: 10,
    seed,
    nowMs,
    onEnd: (line) => lines.push(line),
  });
  return { lines, running, nowMs };
}

describe('open-loop stream', () => {
  test('arrivals keep their schedule while nothing is answered', async () => {
    const sent: Write[] = [];
    const { running } = stream((write) => {
      sent.push(write);
      return new Promise(() => undefined);
    });
    await vi.advanceTimersByTimeAsync(55);
    expect(sent.map(({ writer, sequence }) => [writer, sequence])).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
      [1, 3],
      [2, 3],
    ]);
    const stopped = running.stop(0);
    await vi.advanceTimersByTimeAsync(10);
    await stopped;
  });

  test('what is in flight when the load stops and does not end is unknown, not forgotten', async () => {
    const { lines, running } = stream(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(15);
    const stopped = running.stop(100);
    await vi.advanceTimersByTimeAsync(200);
    await stopped;
    expect(lines.map(([, , , , dueMs, , , outcome]) => [dueMs, outcome])).toEqual([
      [0, 'info'],
      [10, 'info'],
    ]);
  });

  test('a write that is answered late keeps its due time, start and end', async () => {
    const { lines, running, nowMs } = stream(async () => {
      await new Promise((resolve) => setTimeout(resolve, 33));
      return { ending: acknowledged, endedAtMs: nowMs() };
    });
    await vi.advanceTimersByTimeAsync(40);
    expect(lines[0]).toEqual(['application', 1, 1, expect.any(Number), 0, 0, 33, 'ok', null]);
    const stopped = running.stop(100);
    await vi.advanceTimersByTimeAsync(200);
    await stopped;
    expect(lines).toHaveLength(5);
  });

  test('values come from the seed', async () => {
    const values = async (seed: number): Promise<number[]> => {
      const { lines, running } = stream(async () => ({ ending: acknowledged, endedAtMs: 0 }), seed);
      await vi.advanceTimersByTimeAsync(50);
      const stopped = running.stop(10);
      await vi.advanceTimersByTimeAsync(20);
      await stopped;
      return lines.map((line) => line[3]);
    };
    const first = await values(7);
    expect(await values(7)).toEqual(first);
    expect(await values(8)).not.toEqual(first);
    expect(new Set(first).size).toBe(first.length);
  });
});
