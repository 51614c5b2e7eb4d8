import { expect, test } from 'vitest';
import { undoStack } from '../../../src/drill/undo-stack.ts';

test('undoes last first, once, and goes on after a failure', async () => {
  const done: string[] = [];
  const undo = undoStack();
  undo.push('remove the containers', () => void done.push('containers'));
  undo.push('heal', () => Promise.reject(new Error('the agent is gone')));
  undo.push('stop the load', async () => void done.push('load'));
  expect(await undo.run()).toEqual(['heal: the agent is gone']);
  expect(done).toEqual(['load', 'containers']);
  expect(await undo.run()).toEqual([]);
  expect(done).toEqual(['load', 'containers']);
});

test('what is added after everything was undone is undone at once', async () => {
  const done: string[] = [];
  const undo = undoStack();
  await undo.run();
  undo.push('stop the load', () => void done.push('load'));
  undo.push('heal', () => Promise.reject(new Error('the agent is gone')));
  await new Promise(setImmediate);
  expect(done).toEqual(['load']);
  expect(await undo.run()).toEqual([]);
});
