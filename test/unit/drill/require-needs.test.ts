import { expect, test } from 'vitest';
import { reasonsAgainst } from '../../../src/drill/require-needs.ts';

const corrupt = { name: 'corrupt', premises: { machine: ['netem', 'nftables'] } } as const;
const works = { available: true, found: 'tried, and it works' };

test('a reason for each need that was tried and does not work', () => {
  const machine = { netem: { available: false, found: 'qdisc kind is unknown' }, nftables: works };
  expect(reasonsAgainst([{ name: 'kill', premises: {} }, corrupt], machine)).toEqual([
    'the fault corrupt needs netem, and that does not work: qdisc kind is unknown',
  ]);
});

test('none where all is there, or nothing is known', () => {
  expect(reasonsAgainst([corrupt], { netem: works, nftables: works })).toEqual([]);
  expect(reasonsAgainst([corrupt], {})).toEqual([]);
});
