import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { judgeGate } from '../../../src/compare/gate.ts';
import type { DrillResult } from '../../../src/judge/measure/types.ts';
import { renderGateJunit, renderJunit as renderMany } from '../../../src/report/junit.ts';
import { plantRuns } from '../compare/plant-runs.ts';
import { planted, schemaWords } from './planted.ts';
import { sampleResult } from './sample-result.ts';
import { parseXml } from './xml-reader.ts';

const renderJunit = (result: DrillResult) => renderMany([{ result, tookMs: 61_500 }]);

const failed = (): DrillResult => {
  const result = sampleResult();
  return {
    ...result,
    verdict: 'fail',
    reasons: ['12 acknowledged writes are on no node'],
    objectives: result.objectives.map((one, index) =>
      index === 0
        ? { ...one, verdict: 'fail', actual: '12.40 s', reason: '7.40 s too long' }
        : index === 1
          ? { ...one, verdict: 'inconclusive', actual: 'not measured', margin: null, reason: 'no data' }
          : one,
    ),
    checks: result.checks.map((one, index) =>
      index === 0 ? { ...one, verdict: 'fail', evidence: ['writer 3 sequence 1204'] } : one,
    ),
  };
};

test('a test case for the drill, for each objective and for each check', () => {
  const { attributes, children } = parseXml(renderJunit(failed()));
  expect(attributes).toMatchObject({ tests: '12', failures: '2', errors: '1' });
  const cases = children[0]?.children.filter(({ name }) => name === 'testcase') ?? [];
  expect(cases.map(({ attributes }) => attributes.name)).toMatchInlineSnapshot(`
    [
      "the drill ran to its end and its fault was proved",
      "RTO, service",
      "RTO, application",
      "Acknowledged writes lost",
      "Time to full redundancy",
      "Failovers",
      "No acknowledged write is lost",
      "No write that surely failed is present",
      "Every node equals the primary",
      "No node has transactions the primary lacks",
      "Never two writable primaries",
      "No write was acknowledged without a replica",
    ]
  `);
  expect(new Set(cases.map(({ attributes }) => attributes.classname))).toEqual(
    new Set(['kill-primary.semisync']),
  );
});

const casesOf = (xml: string) =>
  parseXml(xml).children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));

test('names are those of any other drill of the scenario, whatever was measured and wanted', () => {
  const names = (result: DrillResult) =>
    casesOf(renderJunit(result)).map(({ attributes }) => attributes.name);
  const other = failed();
  const objectives = other.objectives.map((one) => ({ ...one, actual: '1 s', target: '<= 99s' }));
  expect(names({ ...other, objectives })).toEqual(names(sampleResult()));
});

test('every case has a time: of the drill, of what was measured as a time, or 0', () => {
  const times = casesOf(renderJunit(sampleResult())).map(({ attributes }) => Number(attributes.time));
  const rto = sampleResult().measurements.find(({ name }) => name === 'rto-service')?.value ?? Number.NaN;
  expect(times.slice(0, 2)).toEqual([61.5, Math.round(rto) / 1000]);
  expect(times.every((time) => time >= 0)).toBe(true);
  expect(times.at(-1)).toBe(0);
});

test('several drills are one file, in which no two cases are called alike', () => {
  const drill = { result: sampleResult(), tookMs: 1 };
  const swept = { ...drill, label: { POLL_MS: '50' } };
  const xml = renderMany([drill, swept, drill]);
  const called = casesOf(xml).map(({ attributes }) => `${attributes.classname} ${attributes.name}`);
  expect(called).toHaveLength(3 * 12);
  expect(new Set(called).size).toBe(called.length);
  expect(new Set(casesOf(xml).map(({ attributes }) => attributes.classname))).toEqual(
    new Set(['kill-primary.semisync', 'kill-primary.semisync.POLL_MS=50', 'kill-primary.semisync.2']),
  );
});

test('a gate: a case for each thing that was held against the baseline, what got worse a failure', () => {
  const before = compareRuns(plantRuns([1000, 1010, 1020, 1030], { rpo: 0 }));
  const now = compareRuns(plantRuns([2000, 2010, 2020, 2030], { rpo: 0 }));
  const cases = casesOf(renderGateJunit(judgeGate(before, now)));
  const failures = cases.filter(({ children }) => children.some(({ name }) => name === 'failure'));
  expect(cases.map(({ attributes }) => attributes.classname)).toContain('gate.kill-primary.semisync');
  expect(failures.map(({ attributes }) => attributes.name)).toEqual(['RTO (service)', 'RTO (application)']);
});

test('the body of a failure carries all that is known', () => {
  const body = /<failure[^>]*><!\[CDATA\[([\s\S]*?)\]\]>/.exec(renderJunit(failed()))?.[1];
  expect(body).toMatchInlineSnapshot(`
    "objective: RTO, service (rto-service)
    target:    <= 5s
    measured:  12.40 s
    margin:    3.60 s
    verdict:   fail: 7.40 s too long
    value:     1.40 s (resolution 10 ms)
    how:       from the fault in force to the first acknowledged write of a stable window, on fresh connections
    drill:     After the primary was killed nobody could write for 1.40 s (target at most 5 s), and no acknowledged write was lost.
    run:       20261120-214502-kill-primary-semisync-7, seed 7, started 2026-11-20T21:45:02.118Z, completed
    fault:     kill of mysql1, proved: pid 24 of mysql1: no such process; port 3306 refuses connections
    reason:    12 acknowledged writes are on no node"
  `);
});

test('inconclusive is an error of its own type', () => {
  expect(renderJunit(failed())).toMatch(
    /<error message="RTO, application: not measured[^"]*" type="inconclusive">/,
  );
});

test('a drill whose fault was not proved is an error even where nothing else says so', () => {
  const result = sampleResult();
  const faults = result.faults.map((fault) => ({ ...fault, inForceAtMs: null }));
  const suite = parseXml(renderJunit({ ...result, verdict: 'inconclusive', faults })).children[0];
  const [drill] = suite?.children.filter(({ name }) => name === 'testcase') ?? [];
  expect(drill?.children.map(({ name, attributes }) => [name, attributes.type])).toEqual([
    ['error', 'inconclusive'],
  ]);
});

test('any text gives well-formed XML without control characters', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(...'<>&"\']]>\u0000\u0008\u001b[31m\u0085\ud800a\n'),
    maxLength: 20,
  });
  fc.assert(
    fc.property(nasty, (text) => {
      const xml = renderJunit(planted<DrillResult>(failed(), text, schemaWords));
      expect(parseXml(xml).name).toBe('testsuites');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    }),
    { numRuns: 200, examples: [[']]>a]]>'], ['\u001b[31m'], ['&amp;<']] },
  );
});

test('one file of drills and their gate is as GitLab and Jenkins want it', () => {
  const runs = plantRuns([5000, 5000, 5000], { rpo: 0 });
  const gate = judgeGate(compareRuns(plantRuns([1000, 1000, 1000], { rpo: 0 })), compareRuns(runs));
  const file = 'drills/kill.yml';
  const xml = renderMany(
    runs.map(({ result }) => ({ result, tookMs: 1, file })),
    gate,
  );
  const { name, children } = parseXml(xml);
  expect(name).toBe('testsuites');
  for (const suite of children) {
    expect(suite.name).toBe('testsuite');
    const counted = suite.children.filter((one) => one.name === 'testcase').length;
    // Jenkins counts for itself, and GitLab takes what stands there.
    expect(Number(suite.attributes.tests)).toBe(counted);
  }
  expect(children.map(({ attributes }) => attributes.name)).toMatchInlineSnapshot(`
    [
      "ha-drill gate kill-primary on semisync",
      "ha-drill kill-primary on semisync",
      "ha-drill kill-primary on semisync (2)",
      "ha-drill kill-primary on semisync (3)",
    ]
  `);
  const cases = casesOf(xml);
  const keys = cases.map(({ attributes }) => `${attributes.classname} ${attributes.name}`);
  // Both know a case again by these two, and GitLab drops one of two that are called alike.
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => key.startsWith('gate.'))).toHaveLength(4);
  expect(cases.every(({ attributes }) => /^\d+(\.\d+)?$/.test(attributes.time ?? ''))).toBe(true);
  const files = cases.filter(({ attributes }) => !attributes.classname?.startsWith('gate.'));
  expect(new Set(files.map(({ attributes }) => attributes.file))).toEqual(new Set([file]));
});
