import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { chosenCases, selfcheckCases } from '../../../src/selfcheck/cases.ts';
import { scenarioOf } from '../../../src/selfcheck/conduct.ts';
import { drillNamed, drillNames } from '../../../src/selfcheck/drills.ts';

describe('the cases', () => {
  test('have names of their own, and every drill has a case', () => {
    expect(new Set(selfcheckCases.map(({ name }) => name)).size).toBe(selfcheckCases.length);
    const used = new Set(selfcheckCases.map(({ drill }) => drill));
    expect(drillNames.filter((name) => !used.has(name))).toEqual([]);
  });

  test('use all scenarios of selfcheck/', async () => {
    const files = await readdir(fileURLToPath(new URL('selfcheck', packageRoot)));
    const scenarios = files.filter((file) => file.endsWith('.yml')).map((file) => file.replace('.yml', ''));
    const used = new Set(drillNames.map((name) => drillNamed(name).scenario));
    expect(scenarios.toSorted()).toEqual([...used].toSorted());
  });

  test.each(selfcheckCases)('$name expects what its scenario can tell', async ({ drill, expects }) => {
    const { scenario } = await scenarioOf(drill);
    const checks: readonly string[] = scenario.checks;
    const clients = (scenario.workload.clients ?? []).filter(({ rto }) => rto !== undefined);
    const measures = [
      ...Object.keys(scenario.objectives),
      ...clients.map(({ name }) => `rto-client-${name}`),
    ];
    expect(expects.length).toBeGreaterThan(0);
    const untold = expects.flatMap((one) => {
      if ('check' in one) return checks.includes(one.check) ? [] : [one.check];
      if ('sound' in one) return checks.includes(one.sound) ? [] : [one.sound];
      return 'missed' in one && !measures.includes(one.missed) ? [one.missed] : [];
    });
    expect(untold).toEqual([]);
  });

  test('the quick ones have a sound stack among them: a harness that fails everything is caught', () => {
    const quick = chosenCases([], true);
    expect(quick.some(({ sound, expects }) => sound && expects.some((one) => 'passes' in one))).toBe(true);
    expect(quick.length).toBeLessThan(selfcheckCases.length);
    expect(chosenCases([], false)).toEqual(selfcheckCases);
    expect(chosenCases(['phantom-row'], true).map(({ name }) => name)).toEqual(['phantom-row']);
  });
});

/** Lines of real drills, and what is nearly the same and proves nothing. */
describe('the words that are expected', () => {
  const saysOf = (name: string): RegExp[] =>
    selfcheckCases
      .filter((one) => one.name === name)
      .flatMap(({ expects }) => expects.flatMap((one) => ('says' in one ? [one.says] : [])));

  test.each([
    [
      'work-lost',
      2,
      '119 acknowledged operations have no row; 8 acknowledged operations were sent again',
      '1 row too many; 8 acknowledged operations were sent again',
    ],
    [
      'ids-twice',
      0,
      'the id 451 was acknowledged for content 451 at 17.22 s and for content 699 at 20.99 s',
      'the id 451 was acknowledged for content 451 at 17.22 s, and stands for content 699',
    ],
    ['retries-blindly', 0, '40 rows too many; 40 acknowledged', '2 acknowledged operations have no row; 40'],
    ['stale-reads', 0, '7.97 s', '91 ms'],
    ['stays-on-demoted', 0, 'at least 42.08 s', '9.82 s'],
    [
      'asynchronous',
      0,
      '656 of 1,838 acknowledged writes are missing on the final primary: 656 lost, 0 stranded on another node',
      '0 of 1,838 acknowledged writes are missing',
    ],
    [
      'asynchronous',
      0,
      '1 of 1,838 acknowledged writes is missing on the final primary: 1 lost, 0 stranded on another node',
      'none of 1,838 acknowledged writes is missing',
    ],
    ['asynchronous', 1, '1,222 rows', '0 rows'],
    [
      'no-fencing',
      0,
      'db1 and db2 were both writable from 21.34 s to 23.74 s',
      'db1 and db2 both took themselves for writable from 21.34 s to 23.74 s',
    ],
    [
      'naive-rejoin',
      0,
      'db1: 660 transactions that db2 lacks: 784a152e-ea0a-11f1-93b0-02420ad5e50b:495-1154',
      'db2, db3: nothing that db1 lacks, of 660 transactions',
    ],
    [
      'promotes-the-last',
      0,
      '222 of 1,896 acknowledged writes are missing on the final primary: 0 lost, 222 stranded on another node',
      '222 of 1,896 acknowledged writes are missing on the final primary: 222 lost, 0 stranded on another node',
    ],
    [
      'changed-on-one',
      0,
      'writer 1 sequence 3: value 5 by server 1 on db1, value 6 by server 1 on db2',
      'writer 1 sequence 31: value 5 by server 1 on db1, value 6 by server 1 on db2',
    ],
    [
      'changed-on-all',
      0,
      'writer 2 sequence 4 (application), acknowledged at 5.00 s: changed on the final primary',
      'writer 2 sequence 4 (application), acknowledged at 5.00 s: lost',
    ],
    [
      'phantom-row',
      0,
      'writer 1 sequence 3999999999: value 7 by server 1 on db1, db2, db3; no operation wrote it',
      'writer 1 sequence 3999999999: value 7 by server 1 on db2; no row on db1, db3; no operation wrote it',
    ],
  ])('%s, expectation %i', (name, index, right, wrong) => {
    const says = saysOf(name)[index];
    expect(right).toMatch(says ?? /^$/);
    expect(wrong).not.toMatch(says ?? /^/);
  });
});
