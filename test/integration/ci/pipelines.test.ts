import { cp, glob, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAction, runAction } from './github.ts';
import { jobsOf } from './gitlab.ts';
import { type Machine, machineOfFakes, runScript } from './runner.ts';
import { runWorkflow } from './workflow.ts';

const scenario = (name: string) => `name: ${name}
question: How long can nobody write?
topology: semisync
method:
  - { fault: kill, target: primary }
objectives:
  rto-service: <= 5s
  rpo-rows: <= 0
`;
const suite = (name: string) => `name: ${name}
scenarios: [kill.yml]
topologies: [semisync]
repeat: 5
`;

/** A repository that has what the examples name. */
const files = {
  'drills/kill.yml': scenario('kill'),
  'drills/quarterly.yml': scenario('quarterly'),
  'drills/suite.yml': suite('gate'),
  'drills/nightly.yml': suite('nightly'),
};

let made: Promise<Record<string, string>> | undefined;

/** The same with baselines, which are made as docs/ci.md does it: a suite, and what `baseline update` makes of it. */
function repository(): Promise<Record<string, string>> {
  made ??= (async () => {
    const all: Record<string, string> = { ...files };
    for (const [name, path] of [
      ['suite', 'drills/baseline.json'],
      ['nightly', 'drills/nightly-baseline.json'],
    ] as const) {
      const machine = await machineOfFakes(1000, files);
      const script = `npx --yes ha-drill suite drills/${name}.yml && npx --yes ha-drill baseline update ${path} reports`;
      const { code, stdout, stderr } = await runScript(script, machine, {}, ['bash', '-e']);
      expect(code, `${stdout}${stderr}`).toBe(0);
      all[path] = await readFile(join(machine.checkout, path), 'utf8');
    }
    return all;
  })();
  return made;
}

const machineAt = async (rtoMs: number) => machineOfFakes(rtoMs, await repository());

const kept = () => mkdtemp(join(tmpdir(), 'ha-drill-artifacts-'));

/** A workflow of the examples, where writes are out for so long (ms) after each fault. */
async function workflow(name: string, rtoMs: number) {
  const artifacts = await kept();
  const jobs = await runWorkflow(`examples/ci/github/${name}.yml`, () => machineAt(rtoMs), artifacts);
  return { jobs, artifacts };
}

describe('GitHub', () => {
  test.each([
    [1000, 0, 'PASS'],
    [9000, 1, 'FAIL'],
  ])('a pull request with an RTO of %i ms', async (rtoMs, code, verdict) => {
    const { jobs, artifacts } = await workflow('pull-request', rtoMs);
    expect(
      jobs.map((one) => [one.job, one.code]),
      jobs[0]?.stdout,
    ).toEqual([['gate', code]]);
    expect(jobs[0]?.summary).toContain(`## ${verdict}: `);
    // What a later step was told, although the gate had failed.
    expect(jobs[0]?.stdout).toMatch(new RegExp(`${verdict.toLowerCase()}, RTO ${rtoMs / 1000}\\.\\d+ s`));
    expect(await readdir(artifacts)).toEqual(['ha-drill']);
  });

  test('a night on five runners, joined; a part that is missing leaves it inconclusive', async () => {
    const { jobs, artifacts } = await workflow('nightly', 1000);
    const parts = Array(5).fill(['part', 0]);
    expect(
      jobs.map((one) => [one.job, one.code]),
      jobs.at(-1)?.stdout,
    ).toEqual([...parts, ['gate', 0]]);
    expect(jobs.at(-1)?.summary).toContain('5 pass');
    expect((await readdir(artifacts)).toSorted()).toEqual([
      'nightly',
      ...[1, 2, 3, 4, 5].map((part) => `part-${part}`),
    ]);
    const machine = await machineAt(1000);
    for await (const part of glob('part-[1245]', { cwd: artifacts }))
      await cp(join(artifacts, part), join(machine.checkout, 'parts', part), { recursive: true });
    const given = { merge: 'parts', baseline: 'drills/nightly-baseline.json' };
    const shown = await runAction(await readAction(), given, machine);
    expect(shown.code, shown.stderr).toBe(2);
    expect(shown.outputs.verdict).toBe('inconclusive');
  });

  test('a quarter, drilled three times', async () => {
    const { jobs, artifacts } = await workflow('quarterly', 1000);
    expect(
      jobs.map((one) => [one.job, one.code]),
      jobs[0]?.stdout,
    ).toEqual([['drill', 0]]);
    expect(jobs[0]?.summary).toContain('3 pass');
    expect(await readdir(artifacts)).toEqual(['quarterly-drill']);
  });
});

test.each([
  ['merge-request', 9000, 1, 1],
  ['nightly', 1000, 0, 6],
  ['quarterly', 1000, 0, 1],
] as const)('GitLab: %s with an RTO of %i ms', async (name, rtoMs, code, count) => {
  const ended = await runPipeline(`examples/ci/gitlab/${name}.gitlab-ci.yml`, () => machineAt(rtoMs));
  const last = ended.at(-1);
  expect(last?.code, last?.said).toBe(code);
  expect(last?.variables).toContain(`HA_DRILL_VERDICT=${code === 0 ? 'pass' : 'fail'}\n`);
  expect(last?.junit).toContain('<testsuites');
  expect(ended).toHaveLength(count);
});

type Ended = {
  readonly code: number;
  readonly said: string;
  readonly variables: string;
  readonly junit: string;
};

/** The jobs of a pipeline in their order, one of each of `parallel`; all artifacts lie in the checkout of later ones. */
async function runPipeline(file: string, fresh: () => Promise<Machine>): Promise<Ended[]> {
  const artifacts = await kept();
  const ended: Ended[] = [];
  for (const [, job] of await jobsOf(file)) {
    const before = await readdir(artifacts);
    for (let index = 1; index <= job.parallel; index += 1) {
      const machine = await fresh();
      if (before.length > 0) await cp(artifacts, machine.checkout, { recursive: true });
      const node = { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(job.parallel) };
      const variables = { ...job.variables, ...node, CI_PROJECT_DIR: machine.checkout };
      const { code, stdout, stderr } = await runScript(job.script.join('\n'), machine, variables, [
        'sh',
        '-e',
      ]);
      for (const path of job.artifacts.paths)
        await cp(join(machine.checkout, path), join(artifacts, path), { recursive: true });
      const read = (path: string) => readFile(join(machine.checkout, path), 'utf8').catch(() => '');
      const { dotenv, junit } = job.artifacts.reports;
      const said = `${stdout}\n${stderr}`;
      ended.push({ code, said, variables: await read(dotenv), junit: await read(junit) });
    }
  }
  return ended;
}
