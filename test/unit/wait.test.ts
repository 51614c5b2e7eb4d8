import { expect, test } from 'vitest';
import { DeadlineError, orAborted, pause, waitFor, within } from '../../src/wait.ts';

test('waitFor resolves with the value once the condition holds', async () => {
  let asked = 0;
  const value = await waitFor({ what: 'x', deadlineMs: 5000, everyMs: 1 }, () => {
    asked += 1;
    return asked < 3 ? { done: false, state: `asked ${asked}` } : { done: true, value: asked };
  });
  expect(value).toBe(3);
});

test('waitFor tells what the condition last said when the deadline passes', async () => {
  const never = () => ({ done: false, state: 'it lacks 3' }) as const;
  const waiting = waitFor({ what: 'db2 to catch up', deadlineMs: 5, everyMs: 1 }, never);
  await expect(waiting).rejects.toThrow(new DeadlineError('db2 to catch up', 5, 'it lacks 3'));
});

test('waitFor and pause end at once when they are aborted', async () => {
  const reason = new Error('interrupted by SIGINT');
  const controller = new AbortController();
  const { signal } = controller;
  const never = () => ({ done: false, state: '' }) as const;
  const waiting = waitFor({ what: 'x', deadlineMs: 60_000, everyMs: 60_000, signal }, never);
  const pausing = pause(60_000, signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(pausing).rejects.toBe(reason);
  await expect(pause(60_000, signal)).rejects.toBe(reason);
});

test('within cuts what hangs, and passes on what does not', async () => {
  let cut = 0;
  const hanging = within(new Promise(() => undefined), 5, 'no answer within 5 ms', () => {
    cut += 1;
  });
  await expect(hanging).rejects.toThrow('no answer within 5 ms');
  expect(cut).toBe(1);
  await expect(within(Promise.resolve(7), 1000, 'late')).resolves.toBe(7);
});

test('orAborted gives up what hangs when it is aborted, after a time of grace, and passes on what ends', async () => {
  const reason = new Error('interrupted by SIGINT');
  const controller = new AbortController();
  const hanging = orAborted(new Promise(() => undefined), controller.signal);
  const { promise: late, resolve } = Promise.withResolvers<number>();
  const graceful = orAborted(late, controller.signal, 60_000);
  await expect(orAborted(Promise.resolve(7), controller.signal)).resolves.toBe(7);
  controller.abort(reason);
  await expect(hanging).rejects.toBe(reason);
  resolve(8);
  await expect(graceful).resolves.toBe(8);
  await expect(orAborted(new Promise(() => undefined), controller.signal)).rejects.toBe(reason);
  await expect(orAborted(Promise.reject(new Error('its own')), controller.signal, 60_000)).rejects.toThrow(
    'its own',
  );
});
