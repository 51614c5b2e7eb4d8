import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { DrillError } from '../errors.ts';
import { definitionsReadingSchema } from './definitions-reading.ts';
import { digestOf, type FoundFile } from './digest.ts';
import { linesSuffix, recordFiles, runFormats } from './files.ts';
import { SharedNumbers } from './final-rows.ts';
import { readBeside } from './read-beside.ts';
import { readFinal } from './read-final.ts';
import { readGtidRows } from './read-gtid-rows.ts';
import { readJsonLines } from './read-json-lines.ts';
import { logNames, readLogs } from './read-logs.ts';
import { readSealedManifest } from './read-manifest.ts';
import { readOperations } from './read-operations.ts';
import type { DrillRecord, FinalState } from './record.ts';
import { type DrillEvent, eventSchema, type Sample, sampleSchema } from './schema.ts';
import { selfSampleSchema } from './self-sample.ts';
import { sharedWith } from './shared.ts';
import { WrittenValues } from './written-values.ts';

/**
 * Reads the record of a drill. Files that a killed harness cut short are read as far as they go; lines that are not as
 * their schema says are left out; both are named in `damage`. A damaged final state is left out, because a row that is
 * missing in it proves nothing. Throws a usage error where there is no record at all.
 */
export async function readRecord(folder: string): Promise<DrillRecord> {
  const { manifest, sha256 } = await readSealedManifest(folder);
  const [finalNames, besideNames, gtidNames] = await Promise.all([
    namesIn(folder, recordFiles.finals),
    namesIn(folder, recordFiles.beside),
    namesIn(folder, recordFiles.gtids),
  ]);
  // One after the other: what reading throws away would else lie around for all of them at once.
  const operations = await readOperations(join(folder, recordFiles.operations));
  const { value } = operations.table;
  const shared = new SharedNumbers(value instanceof WrittenValues ? value : undefined);
  const finals = await eachOf(finalNames, (name) => readWholeFinal(folder, name, shared));
  const beside = await eachOf(besideNames, (name) => readBeside(join(folder, name)));
  const gtids = await eachOf(gtidNames, (name) => readGtidRows(join(folder, name)));
  const events = await readJsonLines(join(folder, recordFiles.events), eventSchema);
  const samples = await readSamples(join(folder, recordFiles.samples));
  const harness = await readOptional(join(folder, recordFiles.harness), selfSampleSchema);
  const definitions = await readOptional(join(folder, recordFiles.definitions), definitionsReadingSchema);
  const keepsHashes = manifest.format !== runFormats[0];
  const names = [
    recordFiles.operations,
    recordFiles.events,
    recordFiles.samples,
    recordFiles.harness,
    recordFiles.definitions,
    ...finalNames,
    ...besideNames,
    ...gtidNames,
  ];
  const logs = await logNames(folder);
  const read = [operations, events, samples, harness, definitions, ...finals, ...beside, ...gtids];
  const damage = [
    ...read.flatMap(({ damage: problem }, index) => (problem ? [`${names[index]} ${problem}`] : [])),
    ...read.flatMap(({ problems }) => problems),
  ];
  const last = events.values.at(-1);
  return {
    manifest,
    operations: operations.table,
    events: events.values.filter(({ type }) => type !== 'record-sealed').sort((a, b) => a.atMs - b.atMs),
    samples: samples.values.toSorted((a, b) => a.askedAtMs - b.askedAtMs),
    ...(beside.length > 0 && { beside: beside.flatMap(({ record }) => record ?? []) }),
    ...(harness.values && { harness: harness.values.toSorted((a, b) => a.atMs - b.atMs) }),
    ...(definitions.values && { definitions: definitions.values.toSorted((a, b) => a.atMs - b.atMs) }),
    finals: finals.flatMap(({ state, damage }) => (state && !damage ? [state] : [])),
    ...(gtids.length > 0 && { gtidRows: gtids.flatMap(({ rows }) => rows ?? []) }),
    logs: await readLogs(folder, logs),
    damage: damage.map((problem) => problem.replaceAll(`${join(folder, '/')}`, '')),
    disk: {
      historyFormat: operations.format,
      files: keepsHashes
        ? await digests(
            folder,
            [...names, ...logs],
            read.map(({ lines }) => lines),
          )
        : new Map(),
      manifestSha256: sha256,
      seal: last?.type === 'record-sealed' ? last : null,
      disordered: [
        ...(operations.ordered ? [] : [recordFiles.operations]),
        ...(eventsAscend(events.values) ? [] : [recordFiles.events]),
        ...(samplesAscend(samples.values) ? [] : [recordFiles.samples]),
        ...beside.flatMap(({ ordered }, index) => (ordered ? [] : (besideNames[index] ?? []))),
      ],
    },
  };
}

async function eachOf<T>(names: readonly string[], read: (name: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (const name of names) found.push(await read(name));
  return found;
}

/** Samples of a node mostly say what the one before said: that is held once. */
function readSamples(path: string): ReturnType<typeof readJsonLines<Sample>> {
  const before = new Map<string, Sample['state']>();
  return readJsonLines(path, sampleSchema, (sample) => {
    const state = sharedWith(before.get(sample.node), sample.state);
    before.set(sample.node, state);
    return { ...sample, state };
  });
}

type ReadFinal = {
  state: FinalState | undefined;
  lines?: number;
  damage: string | null;
  problems: string[];
};

async function readWholeFinal(folder: string, name: string, shared: SharedNumbers): Promise<ReadFinal> {
  try {
    return { ...(await readFinal(join(folder, name), shared)), problems: [] };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return { state: undefined, damage: null, problems: [error.message] };
  }
}

/** Older harnesses did not record it: that the file is missing is no damage. */
async function readOptional<T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<{
  values: T[] | undefined;
  lines?: number;
  damage: string | null;
  problems: string[];
}> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there ? readJsonLines(path, schema) : { values: undefined, damage: null, problems: [] };
}

/** The files of lines in a folder of the record, which need not be there. */
async function namesIn(folder: string, inside: string): Promise<string[]> {
  const names = await readdir(join(folder, inside)).catch(() => []);
  return names
    .filter((name) => name.endsWith(linesSuffix))
    .sort()
    .map((name) => join(inside, name));
}

async function digests(
  folder: string,
  names: readonly string[],
  lines: readonly (number | undefined)[],
): Promise<Map<string, FoundFile>> {
  const found = new Map<string, FoundFile>();
  for (const [index, name] of names.entries()) {
    const digest = await digestOf(join(folder, name));
    if (digest) found.set(name, { ...digest, lines: lines[index] });
  }
  return found;
}

/**
 * Whether what the harness told of itself stands in the order in which it happened. What others told comes with the
 * delay of their logs; what was seen in samples is stamped with the sample that showed it.
 */
function eventsAscend(events: readonly DrillEvent[]): boolean {
  const own = events.filter(({ source, data }) => source === 'harness' && data?.notBeforeMs === undefined);
  return own.every(({ atMs }, index) => index === 0 || (own[index - 1]?.atMs ?? 0) <= atMs);
}

/** Whether the samples of each node stand in the order in which they were taken. */
function samplesAscend(samples: readonly Sample[]): boolean {
  const askedAtMs = new Map<string, number>();
  return samples.every((sample) => {
    const before = askedAtMs.get(sample.node) ?? Number.NEGATIVE_INFINITY;
    askedAtMs.set(sample.node, sample.askedAtMs);
    return before <= sample.askedAtMs;
  });
}
