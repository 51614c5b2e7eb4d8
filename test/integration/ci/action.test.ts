import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { plantRuns } from '../../unit/compare/plant-runs.ts';
import { type Action, readAction, runAction } from './github.ts';
import { type Machine, machineWith, recordsOf } from './runner.ts';

let action: Action;
beforeAll(async () => {
  action = await readAction();
});

const scenario = { scenario: 'drills/kill-primary.yml' };
const baseline = (rtos: readonly number[]) => ({
  'drills/baseline.json': JSON.stringify(compareRuns(plantRuns(rtos, { rpo: 0 }))),
});
const run = (given: Readonly<Record<string, string>>, machine: Machine) => runAction(action, given, machine);

test('a drill that passes: outputs, a summary, an artifact, and the job passes', async () => {
  const machine = await machineWith(recordsOf([1200]), 0);
  const { code, outputs, summary, stdout, used } = await run({ ...scenario, version: '1.2.3' }, machine);
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ verdict: 'pass', rto: '1.20 s', 'rto-ms': '1200' });
  expect(outputs.report).toMatch(/^reports\/ci\/runs\/.*\/report\.html$/);
  expect(summary).toContain('## PASS: kill-primary on semisync');
  expect(stdout).not.toContain('::error');
  expect(used['actions/upload-artifact@v4']).toMatchObject({ name: 'ha-drill', path: './reports/ci' });
  expect(await machine.calls()).toEqual([
    'ha-drill@1.2.3 setup --yes',
    'ha-drill@1.2.3 run drills/kill-primary.yml --out reports/ci --repeat 1',
    'ha-drill@1.2.3 ci github reports/ci --junit reports/ci/junit.xml',
  ]);
});

test('a drill that fails: an annotation at the line of the objective, and the job fails', async () => {
  const shown = await run(
    { ...scenario, repeat: '2' },
    await machineWith(recordsOf([9000, 9500], 'fail'), 1),
  );
  expect(shown.code).toBe(1);
  expect(shown.outputs).toMatchObject({ verdict: 'fail', report: 'reports/ci/comparison.html' });
  expect(shown.stdout).toMatch(
    /^::error file=drills\/kill-primary\.yml,line=7,col=3,title=kill-primary on semisync%3A RTO%2C service \(2 of 2 drills\)::/m,
  );
});

test('all that is given reaches the command, and nothing of it a shell', async () => {
  const machine = await machineWith(recordsOf([1200]), 0);
  const given = {
    ...scenario,
    topology: 'a b',
    set: 'POLL_MS=50\nrecovery.startAfter=$(touch owned)\n',
    'trust-topology': 'true',
    artifact: '',
  };
  const { code, used } = await run(given, machine);
  expect(code).toBe(0);
  expect(used).not.toHaveProperty('actions/upload-artifact@v4');
  expect((await machine.calls())[1]).toBe(
    'ha-drill run drills/kill-primary.yml --out reports/ci --repeat 1 --topology a b --set POLL_MS=50 --set recovery.startAfter=$(touch owned) --trust-topology',
  );
});

test.each([
  ['worse', [5000, 5050, 5100], 'fail', 1],
  ['too few', [1000], 'inconclusive', 2],
] as const)('a suite that is %s than its baseline: the gate decides', async (_what, rtos, verdict, code) => {
  const machine = await machineWith(recordsOf(rtos, 'fail'), 1, {
    // Drills that miss their objective now as they did then are not worse.
    'drills/baseline.json': JSON.stringify(
      compareRuns(plantRuns([1000, 1020, 1100], { rpo: 0, verdict: 'fail' })),
    ),
  });
  const given = { suite: 'drills/suite.yml', baseline: 'drills/baseline.json', gate: '--least-rise=20%\n' };
  const shown = await run(given, machine);
  expect(shown.outputs.verdict).toBe(verdict);
  expect(shown.code).toBe(code);
  expect(shown.summary).toContain(`## ${verdict.toUpperCase()}: `);
  expect(await machine.calls()).toContain(
    'ha-drill gate reports/ci --baseline drills/baseline.json --json --least-rise=20%',
  );
});

test('with a budget it is the gate that makes the drills', async () => {
  const machine = await machineWith(recordsOf([5000, 5000, 5000]), 3, baseline([1000, 1000, 1000]));
  const given = { suite: 's.yml', baseline: 'drills/baseline.json', budget: '20m' };
  expect((await run(given, machine)).code).toBe(1);
  expect(await machine.calls()).toEqual([
    'ha-drill setup --yes',
    'ha-drill gate --until-certain s.yml --budget 20m --out reports/ci --baseline drills/baseline.json --json',
    'ha-drill ci github reports/ci --junit reports/ci/junit.xml --gate reports/ci/gate.json',
  ]);
  expect(await run({ ...scenario, budget: '20m' }, machine)).toMatchObject({ code: 64 });
});

test('a shard is held against no baseline', async () => {
  const machine = await machineWith(recordsOf([9000, 9000, 9000]), 0, baseline([1000, 1000, 1000]));
  const given = {
    suite: 'drills/suite.yml',
    shard: '2/5',
    durations: 'suite.json',
    baseline: 'drills/baseline.json',
  };
  expect((await run(given, machine)).code).toBe(0);
  expect(await machine.calls()).toEqual([
    'ha-drill setup --yes',
    'ha-drill suite drills/suite.yml --out reports/ci --shard 2/5 --durations suite.json',
    'ha-drill ci github reports/ci --junit reports/ci/junit.xml',
  ]);
});

test('drills that could not be made fail the job, whatever the gate says of those that were', async () => {
  const machine = await machineWith(recordsOf([1000, 1000, 1000]), 3, baseline([1000, 1000, 1000]));
  const shown = await run({ suite: 's.yml', baseline: 'drills/baseline.json' }, machine);
  expect(shown.code).toBe(3);
  expect(shown.outputs.verdict).toBe('pass');
});

test('no drill at all is inconclusive, and says so', async () => {
  const shown = await run(scenario, await machineWith({}, 3));
  expect(shown.code).toBe(3);
  expect(shown.outputs).toMatchObject({ verdict: 'inconclusive', rto: 'not measured', report: '' });
  expect(shown.summary).toBe('## INCONCLUSIVE: no drill left a record\n');
});

test('a baseline that is none ends the job, and the drills are told all the same', async () => {
  const machine = await machineWith(recordsOf([1000]), 0, { 'drills/baseline.json': '{}' });
  const shown = await run({ ...scenario, baseline: 'drills/baseline.json' }, machine);
  expect(shown.code).toBe(64);
  expect(shown.stderr).toContain('drills/baseline.json: expected a comparison');
  expect(shown.outputs.verdict).toBe('pass');
});

test.each([[{}], [{ ...scenario, suite: 's.yml' }]])('%j is refused', async (given) => {
  const machine = await machineWith({}, 0);
  const shown = await run(given, machine);
  expect(shown.code).toBe(64);
  expect(shown.stdout).toContain(
    '::error title=ha-drill::expected one of the inputs scenario, suite and merge',
  );
  expect(await machine.calls()).toEqual([]);
});

test('paths begin where the input says', async () => {
  const machine = await machineWith(recordsOf([9000], 'fail'), 1, { 'db/drills/x': '' });
  const shown = await run({ ...scenario, 'working-directory': 'db' }, machine);
  expect(shown.stdout).toContain('::error file=db/drills/kill-primary.yml,line=7,');
  expect(shown.used['actions/upload-artifact@v4']?.path).toBe(join('db', 'reports/ci'));
});
