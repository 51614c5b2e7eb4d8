import { glob, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { usageError } from '../errors.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { replaceFile } from '../history/replace-file.ts';
import { struckJson } from '../secrets.ts';

const combination = z.object({
  scenario: z.string().meta({ description: 'the name of the scenario' }),
  topology: z.string(),
  sets: z.array(z.string()).meta({ description: 'KEY=value each' }),
});

/** `suite.json`: what a suite consists of and how far it is. For people and the comparison; nothing resumes from it. */
export const suiteStatusSchema = z.object({
  format: z.literal('ha-drill/suite/1'),
  name: z.string(),
  description: z.string(),
  shard: z
    .object({
      index: z.number().int().min(1),
      count: z.number().int().min(1),
      suite: z
        .string()
        .meta({ description: 'SHA-256 of all drills of the suite: shards of one suite agree in it' }),
      tool: z.string().meta({ description: 'version of ha-drill, with the commit of a checkout' }),
    })
    .optional()
    .meta({ description: 'which part of the suite this is; absent for a whole one' }),
  combinations: z.array(
    combination.extend({
      planned: z.number().int().meta({ description: 'drills: of a shard, its own' }),
      ofSuite: z
        .number()
        .int()
        .optional()
        .meta({ description: 'drills in the whole suite, where this is a shard' }),
      done: z.number().int(),
      failures: z.array(z.string()).meta({ description: 'why drills did not complete' }),
      tookMs: z
        .number()
        .nullable()
        .optional()
        .meta({ description: 'mean duration of a drill that is done (ms), by which shards are balanced' }),
      notAvailable: z.string().nullable().meta({ description: 'why there can be no drill of it here' }),
    }),
  ),
});
export type SuiteStatus = z.infer<typeof suiteStatusSchema>;

export const suiteStatusFile = 'suite.json';

/** Writes `suite.json`, whole or not at all. */
export async function writeStatus(folder: string, status: SuiteStatus): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, suiteStatusFile), `${struckJson(status, 2)}\n`);
}

/** The `suite.json` in a folder; undefined where there is none that can be read. */
export async function readStatus(folder: string): Promise<SuiteStatus | undefined> {
  const text = await readFile(join(folder, suiteStatusFile), 'utf8').catch(() => undefined);
  return suiteStatusSchema.safeParse(parseJsonLine(text)).data;
}

/** The suites of a folder: its own, and those of the folders in it. What cannot be read is not there. */
export async function suitesIn(folder: string): Promise<SuiteStatus[]> {
  const paths = await Array.fromAsync(glob(`{,*/}${suiteStatusFile}`, { cwd: folder }));
  const found = await Promise.all(paths.toSorted().map((path) => readStatus(join(folder, dirname(path)))));
  return found.filter((status) => status !== undefined);
}

/** The `suite.json` of this path. @throws DrillError (exit 64) where it is none that can be read */
export async function requireStatus(path: string): Promise<SuiteStatus> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw usageError(`${path}: expected the suite.json of a suite, found no such file`);
  const parsed = suiteStatusSchema.safeParse(parseJsonLine(text));
  if (parsed.success) return parsed.data;
  const what = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  throw usageError(`${path}: expected the suite.json of a suite: ${what}`);
}
