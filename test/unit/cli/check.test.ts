import { expect, test } from 'vitest';
import type { Checked } from '../../../src/check/check-stack.ts';
import type { Finding } from '../../../src/check/finding.ts';
import { exitOf } from '../../../src/cli/check.ts';
import { renderChecked } from '../../../src/cli/check-text.ts';

const finding = (weight: Finding['weight']): Finding => ({
  name: 'gtid-off',
  weight,
  where: 'db2',
  seen: 'gtid_mode=OFF',
  matters: 'nobody can tell.',
  instead: 'gtid_mode=ON',
  source: null,
});

const checked: Checked = {
  topology: 'shop',
  changes: ['db1: ports of the host dropped'],
  primary: 'db1',
  unhealthy: null,
  findings: [finding('serious'), finding('note')],
  faults: [
    { fault: 'kill', because: [], but: null },
    { fault: 'delay', because: ['needs a net'], but: null },
    { fault: 'volume-lost', because: [], but: 'works, and stays away' },
  ],
  predictions: [
    {
      situation: 'crash',
      ends: 'detected',
      what: 'the tool sees it',
      expected: { fromMs: 500, toMs: 2000 },
      settings: ['poll=1', 'wait=1'],
      unknown: 'hooks',
    },
    {
      situation: 'silence',
      ends: null,
      what: 'nobody sees it',
      expected: null,
      settings: [],
      unknown: 'never',
    },
  ],
};

test('a check is told with findings, faults and times', () => {
  expect(renderChecked(checked)).toMatchInlineSnapshot(`
    "shop: healthy; db1 leads, and a write through the endpoint came to every node

    What the isolated copy changed
      db1: ports of the host dropped

    Findings before anything is broken: 1 serious, 1 to note
      SERIOUS gtid-off (db2)
        seen     gtid_mode=OFF
        matters  nobody can tell.
        instead  gtid_mode=ON
      note gtid-off (db2)
        seen     gtid_mode=OFF
        matters  nobody can tell.
        instead  gtid_mode=ON

    2 of 3 faults work on this stack; this one does not:
      delay: needs a net
      volume-lost: works, and stays away

    Expected times, by the settings that were found
      When the server crashes:
        the tool sees it: 500 ms to 2.00 s
          by poll=1; wait=1
          not in it: hooks
      When its machine goes silent:
        nobody sees it: never"
  `);
});

test('a copy that is not healthy is told with the reason', () => {
  expect(
    renderChecked({ ...checked, unhealthy: '2 writable nodes' })
      .split('\n')
      .slice(0, 2),
  ).toEqual(['shop: NOT healthy:', '  2 writable nodes']);
});

test.each([
  [[finding('note')], null, 'pass'],
  [[finding('note')], 'db2: silent', 'environment'],
  [[finding('serious')], null, 'fail'],
  [[finding('serious')], 'db2: silent', 'fail'],
] as const)('%# ends with its exit code', (findings, unhealthy, exit) => {
  expect(exitOf({ findings, unhealthy })).toBe(exit);
});
