import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Machine, runScript } from './runner.ts';

const step = z.strictObject({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  shell: z.literal('bash').optional(),
  'working-directory': z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
const action = z.looseObject({
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(step) }),
});
export type Action = z.infer<typeof action>;

export async function readAction(): Promise<Action> {
  return action.parse(parse(await readFile('action.yml', 'utf8')));
}

/** What a job shows when the action has ended. */
export type Shown = {
  readonly code: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly stdout: string;
  readonly stderr: string;
  /** What other actions were given, by their names. */
  readonly used: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/**
 * Runs the action as the runner of GitHub does: its steps in their order, each with its inputs and the outputs of earlier
 * ones, those after a failure only where they always run.
 */
export async function runAction(
  { inputs, outputs, runs }: Action,
  given: Readonly<Record<string, string>>,
  machine: Machine,
): Promise<Shown> {
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  if (unknown.length > 0) throw new Error(`no inputs of the action: ${unknown.join(', ')}`);
  const known = new Map(
    Object.entries(inputs).map(([name, one]) => [`inputs.${name}`, given[name] ?? one.default]),
  );
  const value = (text: string) =>
    text.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => known.get(name) ?? '');
  const summaryFile = join(machine.checkout, '..', 'summary');
  await writeFile(summaryFile, '');
  const shown = { code: 0, stdout: '', stderr: '', used: {} as Record<string, Record<string, unknown>> };
  for (const one of runs.steps) {
    if (!holds(one.if ?? '', known, shown.code !== 0)) continue;
    if (one.uses) shown.used[one.uses] = mapped(one.with ?? {}, value);
    if (!one.run) continue;
    const outputFile = join(machine.checkout, '..', 'output');
    await writeFile(outputFile, '');
    const runner = {
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_WORKSPACE: machine.checkout,
      GITHUB_ACTIONS: 'true',
      CI: 'true',
    };
    const folder = value(one['working-directory'] ?? '.');
    const place = { ...machine, checkout: join(machine.checkout, folder) };
    const words = ['bash', '--noprofile', '--norc', '-eo', 'pipefail'];
    const variables = { ...mapped(one.env ?? {}, value), ...runner } as Record<string, string>;
    const ended = await runScript(one.run, place, variables, words);
    shown.stdout += `${ended.stdout}\n`;
    shown.stderr += `${ended.stderr}\n`;
    if (ended.code !== 0 && shown.code === 0) shown.code = ended.code;
    for (const line of (await readFile(outputFile, 'utf8')).split('\n').filter(Boolean)) {
      known.set(
        `steps.${one.id}.outputs.${line.slice(0, line.indexOf('='))}`,
        line.slice(line.indexOf('=') + 1),
      );
    }
  }
  return {
    ...shown,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, one]) => [name, value(one.value)])),
    summary: await readFile(summaryFile, 'utf8'),
  };
}

/** The conditions that the action uses: comparisons with the empty text, joined by `&&`, and `always()`. */
function holds(condition: string, known: ReadonlyMap<string, string>, failed: boolean): boolean {
  const parts = condition === '' ? [] : condition.split(' && ');
  if (failed && !parts.includes('always()')) return false;
  return parts.every((part) => {
    if (part === 'always()') return true;
    const [, name = '', operator] = /^([\w.-]+) (==|!=) ''$/.exec(part) ?? [];
    if (!operator) throw new Error(`a condition that this runner does not know: ${part}`);
    return ((known.get(name) ?? '') === '') === (operator === '==');
  });
}

function mapped(values: Readonly<Record<string, unknown>>, value: (text: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, one]) => [key, value(String(one))]));
}
