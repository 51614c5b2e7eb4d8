import { expect, test } from 'vitest';
import { newRunId } from '../../../src/drill/run-id.ts';

test.each([
  ['kill-primary', 'kill-primary'],
  ['up-Shop DB.v2', 'up-shop-db-v2'],
])('a run of %s is called as Compose calls projects', (name, word) => {
  const id = newRunId(name, new Date('2026-01-02T03:04:05Z'));
  expect(id).toMatch(new RegExp(`^20260102-030405-${word}-[0-9a-f]{4}$`));
});
