import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readAction, runAction } from './github.ts';
import { type Machine, runScript } from './runner.ts';

const texts = z.record(z.string(), z.union([z.string(), z.boolean()]));
const step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.literal('always()').optional(),
  uses: z.string().optional(),
  with: texts.optional(),
  env: texts.optional(),
  run: z.string().optional(),
  'continue-on-error': z.boolean().optional(),
});
const job = z.looseObject({
  needs: z.string().optional(),
  if: z.literal('always()').optional(),
  strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.number())) }).optional(),
  environment: z.string().optional(),
  steps: z.array(step),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), job) });

/** What one run of a job shows: of a matrix there are several. */
export type JobShown = { readonly job: string; readonly code: number; summary: string; stdout: string };

/**
 * Runs a workflow as GitHub does: its jobs in their order, each of a matrix on a machine of its own, with the steps one after
 * the other; artifacts go from one job to the next.
 *
 * @param fresh a machine with the checkout
 * @param artifacts the folder in which they are kept
 */
export async function runWorkflow(
  file: string,
  fresh: () => Promise<Machine>,
  artifacts: string,
): Promise<JobShown[]> {
  const { jobs } = workflow.parse(parse(await readFile(file, 'utf8')));
  const shown: JobShown[] = [];
  for (const [name, one] of Object.entries(jobs)) {
    const needed = shown.filter(({ job: done }) => done === one.needs);
    if (one.needs !== undefined && needed.length === 0) throw new Error(`${one.needs} comes after ${name}`);
    if (one.if !== 'always()' && needed.some(({ code }) => code !== 0)) continue;
    const [[key, values] = ['', [0]]] = Object.entries(one.strategy?.matrix ?? {});
    for (const value of values) {
      const known = new Map([[`matrix.${key}`, String(value)]]);
      shown.push({ job: name, ...(await runJob(one.steps, known, await fresh(), artifacts)) });
    }
  }
  return shown;
}

async function runJob(
  steps: readonly z.infer<typeof step>[],
  known: Map<string, string>,
  machine: Machine,
  artifacts: string,
): Promise<Omit<JobShown, 'job'>> {
  const action = await readAction();
  const shown = { code: 0, summary: '', stdout: '' };
  const filled = (values: Readonly<Record<string, unknown>> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([key, text]) => [
        key,
        String(text).replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => known.get(name) ?? ''),
      ]),
    );
  for (const one of steps) {
    if (shown.code !== 0 && one.if === undefined) continue;
    let code = 0;
    if (one.uses?.startsWith('ha-drill/ha-drill@')) {
      const ended = await runAction(action, filled(one.with), machine);
      ({ code } = ended);
      shown.summary += ended.summary;
      shown.stdout += `${ended.stdout}\n${ended.stderr}\n`;
      for (const [name, value] of Object.entries(ended.outputs))
        known.set(`steps.${one.id}.outputs.${name}`, value);
      const kept = ended.used['actions/upload-artifact@v4'];
      if (kept) {
        const from = join(machine.checkout, String(kept.path));
        await cp(from, join(artifacts, String(kept.name)), { recursive: true });
      }
    } else if (one.uses?.startsWith('actions/download-artifact@')) {
      await download(filled(one.with), machine, artifacts);
    } else if (one.run !== undefined) {
      const ended = await runScript(one.run, machine, filled(one.env), ['bash', '-e']);
      ({ code } = ended);
      shown.stdout += ended.stdout;
    } else if (!one.uses?.startsWith('actions/checkout@')) throw new Error(`an unknown step: ${one.uses}`);
    if (code !== 0 && one['continue-on-error'] !== true && shown.code === 0) shown.code = code;
  }
  return shown;
}

/** Each artifact of a pattern such as `part-*` into a folder of its name. */
async function download(
  { pattern = '', path = '.' }: Readonly<Record<string, string>>,
  { checkout }: Machine,
  artifacts: string,
): Promise<void> {
  const start = pattern.replace(/\*$/, '');
  for (const name of (await readdir(artifacts)).filter((one) => one.startsWith(start)))
    await cp(join(artifacts, name), join(checkout, path, name), { recursive: true });
  await writeFile(join(checkout, path, '.downloaded'), '');
}
