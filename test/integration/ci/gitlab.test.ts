import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { plantRuns } from '../../unit/compare/plant-runs.ts';
import { jobOf } from './gitlab.ts';
import { type Machine, machineWith, recordsOf, runScript } from './runner.ts';

/** What a job of the component leaves; its shell is any that POSIX knows. */
async function run(inputs: Readonly<Record<string, unknown>>, machine: Machine, more = {}) {
  const [name, job] = await jobOf(inputs);
  const variables = { ...job.variables, CI_PROJECT_DIR: machine.checkout, ...more };
  const ended = await runScript(job.script.join('\n'), machine, variables, ['sh', '-e']);
  const read = (path: string) => readFile(join(machine.checkout, path), 'utf8').catch(() => null);
  const { junit, dotenv, codequality } = job.artifacts.reports;
  return {
    ...ended,
    name,
    junit: await read(junit),
    variables: await read(dotenv),
    quality: JSON.parse((await read(codequality)) ?? '[]') as unknown[],
  };
}

test('a drill that fails: variables, a test report, and its line in the merge request', async () => {
  const machine = await machineWith(recordsOf([9000], 'fail'), 1);
  const job = { job: 'drills', scenario: 'drills/kill-primary.yml', topology: 'semisync', version: '1.2.3' };
  const { code, name, variables, junit, quality } = await run(job, machine);
  expect(code).toBe(1);
  expect(name).toBe('drills');
  expect(variables).toMatch(
    /^HA_DRILL_VERDICT=fail\nHA_DRILL_RTO=9.00 s\nHA_DRILL_RTO_MS=9000\nHA_DRILL_REPORT=reports\/ci\/runs\//,
  );
  expect(junit).toContain('classname="kill-primary.semisync"');
  expect(quality).toMatchObject([
    {
      check_name: 'ha-drill',
      severity: 'critical',
      location: { path: 'drills/kill-primary.yml', lines: { begin: 7 } },
    },
  ]);
  expect(await machine.calls()).toEqual([
    'ha-drill@1.2.3 setup --yes',
    'ha-drill@1.2.3 run drills/kill-primary.yml --out reports/ci --repeat 1 --topology semisync',
    'ha-drill@1.2.3 ci gitlab reports/ci --out reports/ci/gitlab',
  ]);
});

test('a suite against its baseline: one test report has the gate and the drills', async () => {
  const before = compareRuns(plantRuns([1000, 1000, 1000], { rpo: 0 }));
  const files = { 'drills/baseline.json': JSON.stringify(before) };
  const machine = await machineWith(recordsOf([5000, 5000, 5000]), 0, files);
  const { code, variables, junit } = await run(
    { suite: 'drills/suite.yml', baseline: 'drills/baseline.json' },
    machine,
  );
  expect(code).toBe(1);
  expect(variables).toContain('HA_DRILL_VERDICT=fail\n');
  expect(junit).toContain('classname="gate.kill-primary.semisync"');
  expect(junit).toContain('classname="kill-primary.semisync.3"');
});

test('each of parallel jobs makes its part, in a folder of its own, and is held against no baseline', async () => {
  const machine = await machineWith(recordsOf([1000]), 2);
  const node = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' };
  const { code, variables } = await run({ suite: 's.yml', parallel: 5, baseline: 'b.json' }, machine, node);
  expect(code).toBe(2);
  expect(variables).toContain('HA_DRILL_VERDICT=pass\n');
  expect(await machine.calls()).toEqual([
    'ha-drill setup --yes',
    'ha-drill suite s.yml --out reports/ci/part-2 --shard 2/5',
    'ha-drill ci gitlab reports/ci/part-2 --out reports/ci/gitlab',
  ]);
});

test('all that is given reaches the command, and nothing of it a shell', async () => {
  const machine = await machineWith(recordsOf([1200]), 0, { 'db/drills/x': '' });
  const given = {
    scenario: 'drills/kill-primary.yml',
    topology: 'a b',
    set: 'POLL_MS=50\nrecovery.startAfter=$(touch owned)\n',
    'trust-topology': true,
    'working-directory': 'db',
  };
  const { code, variables } = await run(given, machine);
  expect(code).toBe(0);
  expect(variables).toContain('HA_DRILL_VERDICT=pass\n');
  expect((await machine.calls())[1]).toBe(
    'ha-drill run drills/kill-primary.yml --out reports/ci --repeat 1 --topology a b --set POLL_MS=50 --set recovery.startAfter=$(touch owned) --trust-topology',
  );
});

test('with a budget it is the gate that makes the drills, by the options that are given', async () => {
  const before = compareRuns(plantRuns([1000, 1000, 1000], { rpo: 0 }));
  const files = { 'drills/baseline.json': JSON.stringify(before) };
  const machine = await machineWith(recordsOf([5000, 5000, 5000]), 3, files);
  const given = { suite: 's.yml', baseline: 'drills/baseline.json', budget: '20m' };
  const { code, junit } = await run({ ...given, gate: '--least-rise=20%\n' }, machine);
  expect(code).toBe(1);
  expect(junit).toContain('classname="gate.kill-primary.semisync"');
  expect(await machine.calls()).toEqual([
    'ha-drill setup --yes',
    'ha-drill gate --until-certain s.yml --budget 20m --out reports/ci --baseline drills/baseline.json --json --least-rise=20%',
    'ha-drill ci gitlab reports/ci --gate reports/ci/gate.json --out reports/ci/gitlab',
  ]);
  const parts = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' };
  expect(await run({ ...given, parallel: 5 }, machine, parts)).toMatchObject({ code: 64 });
  const noSuite = { scenario: 'x.yml', baseline: 'drills/baseline.json', budget: '20m' };
  expect(await run(noSuite, machine)).toMatchObject({ code: 64 });
});

test('a gate that was refused ends the job, and the drills are told all the same', async () => {
  const machine = await machineWith(recordsOf([1000]), 0, { 'drills/baseline.json': '{}' });
  const shown = await run({ suite: 's.yml', baseline: 'drills/baseline.json' }, machine);
  expect(shown.code).toBe(64);
  expect(shown.variables).toContain('HA_DRILL_VERDICT=pass\n');
});

test('nothing to drill, or two things, is refused', async () => {
  const machine = await machineWith({}, 0);
  expect(await run({}, machine)).toMatchObject({ code: 64, variables: null });
  expect(await run({ suite: 's.yml', merge: 'parts' }, machine)).toMatchObject({ code: 64 });
  expect(await machine.calls()).toEqual([]);
});
