import { expect, test } from 'vitest';
import { dueStep, patienceMs } from '../../../src/drill/operator.ts';
import type { OperatorStep } from '../../../src/engine/types.ts';

const step = (node: string): OperatorStep => ({ node, text: `let ${node} join`, run: async () => undefined });
const [db2, db3] = [step('db2'), step('db3')] as const;

test('a step is due once it was wanted for the whole of the patience, not one millisecond before', () => {
  const due = dueStep();
  expect(due([db2], 0)).toBeUndefined();
  expect(due([db2], patienceMs - 1)).toBeUndefined();
  expect(due([db2], patienceMs)).toBe(db2);
});

test('one that is not wanted for a moment begins anew', () => {
  const due = dueStep();
  due([db2], 0);
  due([], 1000);
  expect(due([db2], 2000)).toBeUndefined();
  expect(due([db2], patienceMs)).toBeUndefined();
  expect(due([db2], patienceMs + 2000)).toBe(db2);
});

test('who waits behind another does not wait for a patience of its own again', () => {
  const due = dueStep();
  due([db2, db3], 0);
  expect(due([db2, db3], patienceMs)).toBe(db2);
  expect(due([db3], patienceMs + 1)).toBe(db3);
});

test('a step that did not help is due again after another patience', () => {
  const due = dueStep();
  due([db2], 0);
  expect(due([db2], patienceMs)).toBe(db2);
  expect(due([db2], patienceMs + 1)).toBeUndefined();
  expect(due([db2], 2 * patienceMs + 1)).toBe(db2);
});
