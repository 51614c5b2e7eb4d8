import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJsonLine } from '../formats/json-line.ts';
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
  combinations: z.array(
    combination.extend({
      planned: z.number().int().meta({ description: 'drills' }),
      done: z.number().int(),
      failures: z.array(z.string()).meta({ description: 'why drills did not complete' }),
      notAvailable: z.string().nullable().meta({ description: 'why there can be no drill of it here' }),
    }),
  ),
});
export type SuiteStatus = z.infer<typeof suiteStatusSchema>;

const fileName = 'suite.json';

/** Writes `suite.json`, whole or not at all. */
export async function writeStatus(folder: string, status: SuiteStatus): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${fileName}.${randomUUID()}.tmp`);
  await writeFile(unfinished, `${struckJson(status, 2)}\n`);
  await rename(unfinished, join(folder, fileName));
}

/** The `suite.json` in a folder; undefined where there is none that can be read. */
export async function readStatus(folder: string): Promise<SuiteStatus | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => undefined);
  return suiteStatusSchema.safeParse(parseJsonLine(text)).data;
}
