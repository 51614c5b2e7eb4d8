import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import type { StoredRun } from '../../../src/compare/read-runs.ts';
import type { RunManifest } from '../../../src/history/manifest.ts';
import { plantRun, plantRuns } from './plant-runs.ts';

const six = [1000, 1010, 1020, 1030, 1040, 1050];
const caveats = (runs: readonly StoredRun[]) => compareRuns([...plantRuns(six), ...runs]).caveats;

/** A run whose manifest says something else. */
const other = (changes: Partial<RunManifest>): StoredRun => {
  const run = plantRun();
  return { ...run, manifest: { ...run.manifest, ...changes } };
};
const { environment, tool, topology } = plantRun().manifest;

test('six drills alike need no caveat', () => {
  expect(caveats([])).toEqual([]);
});

describe('drills that prove nothing', () => {
  test('are counted: those that broke off are in no number, inconclusive ones in each', () => {
    expect(caveats([plantRun({ lifecycle: 'failed', verdict: 'inconclusive' })])).toEqual([
      '1 drill broke off: listed, and in no number.',
    ]);
    const two = { lifecycle: 'interrupted' } as const;
    expect(caveats([plantRun(two), plantRun(two), plantRun({ verdict: 'inconclusive' })])).toEqual([
      '2 drills broke off: listed, and in no number.',
      '1 drill is inconclusive. What they measured is in the numbers, because leaving out the drills that ended badly would flatter the rest; they are drawn hollow and count as no pass.',
    ]);
    expect(
      caveats([plantRun({ verdict: 'inconclusive' }), plantRun({ verdict: 'inconclusive' })])[0],
    ).toMatch(/^2 drills are inconclusive\./);
  });

  test('that were never judged are named and left out, and did not break off as well', () => {
    const killed = (run: string): StoredRun => ({
      ...plantRun({ run, lifecycle: 'interrupted' }),
      result: null,
    });
    expect(caveats([killed('b'), killed('a')])).toEqual(['2 runs were never judged and left out: a, b.']);
  });
});

describe('what should have been the same, and was not', () => {
  test.each<[string, Partial<RunManifest>]>([
    [
      'The runs are of 2 versions of the server: 8.4.0; 9.7.0.',
      { environment: { ...environment, server: '8.4.0' } },
    ],
    ['The runs are of 2 versions of ha-drill: 0.1.0; 0.2.0.', { tool: { ...tool, version: '0.2.0' } }],
    ['The runs are of 2 versions of ha-drill: 0.1.0; abc.', { tool: { ...tool, commit: 'abc' } }],
    [
      'The runs are of 2 machines: 2 CPUs, 7 GiB; 8 CPUs, 7 GiB.',
      { environment: { ...environment, cpus: 8 } },
    ],
    [
      'The runs are of 2 machines: 2 CPUs, 16 GiB; 2 CPUs, 7 GiB.',
      { environment: { ...environment, memoryBytes: 2 ** 34 } },
    ],
    ['The runs are of 2 kernels: 6.1; 6.9.', { environment: { ...environment, kernel: '6.9' } }],
    [
      'The file of the scenario kill-primary was changed between its runs.',
      { scenarioText: 'name: kill-primary # twice\n' },
    ],
    [
      'The file of the topology semisync was changed between its runs.',
      { topology: { ...topology, parameters: {}, composeText: 'services: { more: {} }\n' } },
    ],
  ])('%s', (caveat, changes) => {
    expect(caveats([other(changes)])).toEqual([caveat]);
  });

  test('another scenario and another topology have files of their own', () => {
    const runs = [
      ...plantRuns(six, { scenario: 'freeze' }).map((run) => ({
        ...run,
        manifest: { ...run.manifest, scenarioText: 'name: freeze\n' },
      })),
      ...plantRuns(six, { topology: 'async' }).map((run) => ({
        ...run,
        manifest: {
          ...run.manifest,
          topology: { ...run.manifest.topology, composeText: 'services: { a: {} }\n' },
        },
      })),
    ];
    expect(caveats(runs)).toEqual([]);
  });
});

describe('rows that rest on few drills', () => {
  const few = (count: number) =>
    `Some rows rest on ${count === 1 ? '1 completed drill' : `${count} completed drills`} only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %.`;

  test('say on how many at least', () => {
    expect(caveats(plantRuns(six.slice(1), { topology: 'async' }))).toEqual([few(5)]);
    expect(caveats([plantRun({ topology: 'async' })])).toEqual([few(1)]);
  });

  test('count completed drills only', () => {
    const broken = plantRun({ topology: 'async', lifecycle: 'failed' });
    expect(caveats([...plantRuns(six.slice(2), { topology: 'async' }), broken])).toContain(few(4));
  });
});
