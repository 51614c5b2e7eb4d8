import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../../src/compare/compare.ts';
import { judgeGate } from '../../../../src/compare/gate.ts';
import { annotationsOf } from '../../../../src/report/ci/annotations.ts';
import { githubCommands } from '../../../../src/report/ci/github.ts';
import { gitlabCodeQuality } from '../../../../src/report/ci/gitlab.ts';
import { githubOutputs } from '../../../../src/report/ci/outputs.ts';
import { renderCiSummary, slowestRto, verdictOf } from '../../../../src/report/ci/summary.ts';
import type { Verdict } from '../../../../src/verdict.ts';
import { type Planted, plantRun, plantRuns } from '../../compare/plant-runs.ts';

const text = `name: kill-primary
objectives:
  # how fast
  rto-service: <= 1s
checks: [one-writer]
`;

/** A drill whose objectives and checks came out like this. */
function drill(
  objectives: Record<string, Verdict>,
  checks: Record<string, Verdict> = {},
  plan: Planted = {},
) {
  const { manifest, result } = plantRun(plan);
  const told = Object.entries(objectives).map(([measure, verdict]) => ({
    measure,
    title: `title of ${measure}`,
    target: '<= 1s',
    actual: '2 s',
    margin: null,
    verdict,
    reason: '1 s too long',
  }));
  const checked = Object.entries(checks).map(([name, verdict]) => ({
    name,
    title: `title of ${name}`,
    verdict,
    summary: 'two',
    evidence: [],
  }));
  return {
    manifest: { ...manifest, scenarioText: text, scenarioFile: 'drills/kill.yml' },
    result: { ...result, objectives: told, checks: checked },
  };
}
const fail = { verdict: 'fail' } as const;
const asItIs = (file: string) => file;

test('an annotation stands at its objective or check, else at what is nearest, and errors come first', () => {
  const found = annotationsOf([
    drill(
      { 'rto-application': 'inconclusive', 'rto-service': 'fail', 'rpo-rows': 'pass' },
      { 'one-writer': 'fail', unnamed: 'fail' },
      fail,
    ),
  ]);
  expect(found.map(({ level, title, line, column }) => [level, title, line, column])).toEqual([
    ['error', 'kill-primary on semisync: title of rto-service', 4, 3],
    ['error', 'kill-primary on semisync: title of one-writer', 5, 10],
    ['error', 'kill-primary on semisync: title of unnamed', 5, 1],
    ['warning', 'kill-primary on semisync: title of rto-application', 2, 1],
  ]);
});

test('repetitions make one annotation, which says how many missed it', () => {
  const found = annotationsOf([
    drill({ 'rto-service': 'fail' }, {}, fail),
    drill({ 'rto-service': 'pass' }),
    drill({ 'rto-service': 'fail' }, {}, fail),
  ]);
  expect(found.map(({ title }) => title)).toEqual([
    'kill-primary on semisync: title of rto-service (2 of 3 drills)',
  ]);
});

test('a verdict that nothing accounts for is told at the first line; what passed is not', () => {
  const [only, ...others] = annotationsOf([
    drill({ 'rto-service': 'pass' }, {}, { verdict: 'inconclusive' }),
  ]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ level: 'warning', line: 1, column: 1 });
  expect(annotationsOf([drill({ 'rto-service': 'pass' })])).toEqual([]);
});

test('of many, GitHub is given those that it shows, and how many are left', () => {
  const many = annotationsOf(
    Array.from({ length: 12 }, (_, index) =>
      drill({ 'rto-service': 'fail' }, {}, { ...fail, topology: `t${index}` }),
    ),
  );
  const commands = githubCommands(many, asItIs);
  expect(commands).toHaveLength(10);
  expect(commands[8]).not.toContain('more)');
  expect(commands[9]).toContain('(and 2 more)');
});

test('whatever a document says is one command, which ends where it should (property)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, message) => {
      const at = { file: 'a.yml', line: 1, column: 2 };
      const commands = githubCommands([{ level: 'error', title, message, ...at }], asItIs);
      expect(commands).toHaveLength(1);
      expect(commands[0]).toMatch(/^::error file=a\.yml,line=1,col=2,title=[^:,\r\n]*::[^\r\n]*$/);
      expect(JSON.parse(gitlabCodeQuality([{ level: 'error', title, message, ...at }], asItIs))).toHaveLength(
        1,
      );
    }),
  );
});

test('what is not in the repository has no place on GitHub, and none at all on GitLab', () => {
  const found = annotationsOf([drill({ 'rto-service': 'fail' }, {}, fail)]);
  expect(githubCommands(found, () => undefined)[0]).toMatch(/^::error title=/);
  expect(gitlabCodeQuality(found, () => undefined)).toBe('[]\n');
});

test('GitLab knows a problem again, however many drills have it', () => {
  const printOf = (...drills: ReturnType<typeof drill>[]) =>
    JSON.parse(gitlabCodeQuality(annotationsOf(drills), asItIs))[0].fingerprint;
  const bad = () => drill({ 'rto-service': 'fail' }, {}, fail);
  expect(printOf(bad(), drill({}), drill({}))).toBe(printOf(bad(), bad()));
  expect(printOf(bad())).not.toBe(printOf(drill({ 'rpo-rows': 'fail' }, {}, fail)));
});

const outcome = (runs: ReturnType<typeof plantRuns>, baseline?: ReturnType<typeof plantRuns>) => {
  const comparison = compareRuns(runs);
  const gate = baseline && judgeGate(compareRuns(baseline), comparison);
  return { comparison, results: runs.map(({ result }) => result), gate, report: 'a\nb=c' };
};

test('the slowest drill gives the RTO; a bound is none in ms', () => {
  const both = [...plantRuns([1000, 1200]), ...plantRuns([-3000], { topology: 'group' })];
  expect(slowestRto(compareRuns(both))).toEqual({ text: 'at least 3.00 s', ms: null });
  expect(slowestRto(compareRuns(plantRuns([1000, 1200])))).toEqual({ text: '1.10 s', ms: 1100 });
  expect(slowestRto(compareRuns(plantRuns([null])))).toEqual({ text: 'not measured', ms: null });
});

test('the gate has the last word; a suite of which a part is not done is no pass', () => {
  const failing = plantRuns([1000, 1000, 1000], { ...fail, rpo: 0 });
  expect(verdictOf(outcome(failing))).toBe('fail');
  expect(verdictOf(outcome(failing, failing))).toBe('pass');
  expect(verdictOf(outcome([]))).toBe('inconclusive');
  const passing = outcome(plantRuns([1000]));
  const gaps = [
    { scenario: 'a', topology: 'b', sets: [], kind: 'not-done' as const, reason: '1 of 2 not done yet' },
  ];
  expect(verdictOf({ ...passing, comparison: { ...passing.comparison, gaps } })).toBe('inconclusive');
});

test('no output adds another', () => {
  expect(githubOutputs(outcome(plantRuns([1000])))).toBe(
    'verdict=pass\nrto=1.00 s\nrto-ms=1000\nreport=a b=c\n',
  );
});

test('the summary of many drills begins with what is bad, and stays below what GitHub takes', () => {
  const all = outcome([...plantRuns([1000], { rpo: 0 }), ...plantRuns([1000], { ...fail, rpo: 1 })]);
  const summary = renderCiSummary({ ...all, results: Array(300).fill(all.results).flat() });
  expect(summary).toMatch(/^## FAIL: /);
  expect(summary.match(/<summary>fail/g)).not.toBeNull();
  expect(summary).not.toMatch(/<summary>pass[\s\S]*<summary>fail/);
  expect(Buffer.byteLength(summary)).toBeLessThan(900 * 1024);
  expect(summary).toMatch(/more lines are left out/);
});

test('with a baseline it begins with the gate', () => {
  const summary = renderCiSummary(
    outcome(plantRuns([5000, 5000, 5000], { rpo: 0 }), plantRuns([1000, 1000, 1000], { rpo: 0 })),
  );
  expect(summary).toMatch(/^## FAIL: 1 of 1 got worse than the baseline\n/);
});
