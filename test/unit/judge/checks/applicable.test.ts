import { expect, test } from 'vitest';
import { applicableChecks, inapplicableBecause } from '../../../../src/judge/checks/applicable.ts';
import { checkNames } from '../../../../src/judge/checks/list.ts';
import { type Premise, premises } from '../../../../src/workload/premises.ts';

test('a check whose promise is missing says which', () => {
  expect(inapplicableBecause('semisync-never-degraded', ['one-writer', 'copies'])).toBe(
    'a write is answered only after a replica has it',
  );
  expect(inapplicableBecause('single-writable-primary', [])).toBe(
    'one node at a time accepts writes, and that there is another node that can lead',
  );
});

test('loss is judged whatever is so, all else only where it means something', () => {
  expect(applicableChecks([])).toEqual([
    'no-acknowledged-write-lost',
    'no-failed-write-present',
    'no-unwritten-rows',
    'definitions-kept',
    'logs-clean',
  ]);
  expect(applicableChecks(['copies'])).toEqual([
    'no-acknowledged-write-lost',
    'no-failed-write-present',
    'no-unwritten-rows',
    'nodes-equal-primary',
    'no-errant-transactions',
    'definitions-kept',
    'logs-clean',
  ]);
  expect(applicableChecks(Object.keys(premises) as Premise[])).toEqual(checkNames);
});
