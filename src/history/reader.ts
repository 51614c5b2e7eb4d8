import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, usageError } from '../errors.ts';
import { finalSuffix, recordFiles } from './files.ts';
import { manifestSchema, type RunManifest } from './manifest.ts';
import { readFinal } from './read-final.ts';
import { readJsonLines } from './read-json-lines.ts';
import { readOperations } from './read-operations.ts';
import type { DrillRecord, FinalState } from './record.ts';
import { eventSchema, sampleSchema } from './schema.ts';
import { type SelfSample, selfSampleSchema } from './self-sample.ts';

/**
 * Reads the record of a drill. Files that a killed harness cut short are read as far as they go and named in
 * `damage`; a damaged final state is left out, because a row that is missing in it proves nothing. Throws a usage error where there is no record or where a line is not as its schema says.
 */
export async function readRecord(folder: string): Promise<DrillRecord> {
  const manifest = await readManifest(folder);
  const [operations, events, samples, harness, finals] = await Promise.all([
    readOperations(join(folder, recordFiles.operations)),
    readJsonLines(join(folder, recordFiles.events), eventSchema),
    readJsonLines(join(folder, recordFiles.samples), sampleSchema),
    readHarness(folder),
    readFinals(folder),
  ]);
  const damage = [
    [recordFiles.operations, operations.damage],
    [recordFiles.events, events.damage],
    [recordFiles.samples, samples.damage],
    [recordFiles.harness, harness.damage],
    ...finals.map(({ file, damage }) => [file, damage]),
  ];
  return {
    manifest,
    operations: operations.table,
    events: events.values.sort((a, b) => a.atMs - b.atMs),
    samples: samples.values.sort((a, b) => a.askedAtMs - b.askedAtMs),
    ...(harness.values && { harness: harness.values.sort((a, b) => a.atMs - b.atMs) }),
    finals: finals.flatMap(({ state, damage }) => (state && !damage ? [state] : [])),
    damage: damage.flatMap(([file, problem]) => (problem ? [`${file} ${problem}`] : [])),
  };
}

/** `run.json` of a run folder. Throws a usage error where there is none, or where it is not as its schema says. */
export async function readManifest(folder: string): Promise<RunManifest> {
  const path = join(folder, recordFiles.manifest);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw usageError(
      `no record of a drill in ${folder}: ${messageOf(error)}`,
      'name a folder that `ha-drill run` wrote, such as reports/<run>',
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError(`${path}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
}

/** Older harnesses did not record how they were: that it is missing is no damage. */
async function readHarness(
  folder: string,
): Promise<{ values: SelfSample[] | undefined; damage: string | null }> {
  const path = join(folder, recordFiles.harness);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? readJsonLines(path, selfSampleSchema) : { values: undefined, damage: null };
}

type ReadFinal = { file: string; state: FinalState | undefined; damage: string | null };

async function readFinals(folder: string): Promise<ReadFinal[]> {
  const names = await readdir(join(folder, recordFiles.finals)).catch(() => []);
  const files = names.filter((name) => name.endsWith(finalSuffix)).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = join(recordFiles.finals, name);
      return { file, ...(await readFinal(join(folder, file))) };
    }),
  );
}
