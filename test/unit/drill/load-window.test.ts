import { expect, test } from 'vitest';
import { loadWindow } from '../../../src/drill/load-window.ts';
import type { OperationLine } from '../../../src/history/schema.ts';

const line = (sequence: number): OperationLine => ['service', 0, sequence, 1, 1, 1, 1, 'ok', null];

test('keeps what ends while it is open, and nothing before or after', () => {
  const window = loadWindow();
  window.add([line(1)]);
  window.open();
  window.add([line(2)]);
  window.add([line(3), line(4)]);
  expect(window.close()).toEqual([line(2), line(3), line(4)]);
  window.add([line(5)]);
  expect(window.close()).toEqual([]);
  window.open();
  window.add([line(6)]);
  expect(window.close()).toEqual([line(6)]);
});
