import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DrillError, usageError } from '../errors.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { recordFiles } from '../history/files.ts';
import type { RunManifest } from '../history/manifest.ts';
import { readManifest } from '../history/read-manifest.ts';
import { type DrillResult, resultSchema } from '../judge/measure/types.ts';

/** A run on disk. */
export type StoredRun = {
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Null where it was never judged: its harness was killed. */
  readonly result: DrillResult | null;
};

/** The run folders at or below a folder: itself, those in it, in its `runs/`, and in those of the suites in it. */
export async function runFolders(folder: string): Promise<string[]> {
  const found = await Array.fromAsync(glob(`{,*/,*/*/,*/runs/*/}${recordFiles.manifest}`, { cwd: folder }));
  return found.map((path) => join(folder, dirname(path))).toSorted();
}

/** What was found in some folders. */
export type RunsFound = {
  /** Each once, in the order in which they were started. */
  readonly runs: readonly StoredRun[];
  /** What is left out, and why, a sentence each: what is no record, and copies of a run. */
  readonly leftOut: readonly string[];
};

/**
 * Reads runs. What cannot be read is named and left out, and a run is known by its id: of several copies of it, as merged
 * artifacts have them, one counts.
 *
 * @param folders run folders, or folders that hold some
 * @throws DrillError (exit 64) for a folder without a run, and where none can be read
 */
export async function readRuns(folders: readonly string[]): Promise<RunsFound> {
  const paths = new Set<string>();
  for (const folder of folders) {
    const own = await runFolders(folder);
    if (own.length === 0) {
      throw usageError(
        `${folder}: expected a run folder, or a folder with runs in it, found no ${recordFiles.manifest}`,
      );
    }
    for (const path of own) paths.add(path);
  }
  const read = await Promise.all([...paths].map(readRun));
  const refused = read.filter((one) => one instanceof DrillError);
  const { runs, copies } = eachOnce(read.flatMap((one) => (one instanceof DrillError ? [] : [one])));
  const [first] = refused;
  if (first && runs.length === 0) throw first;
  return { runs, leftOut: [...refused.map(({ message }) => `Left out: ${message}`), ...copies] };
}

/** One of each run: the first that was judged, by the order of their folders. */
function eachOnce(read: readonly StoredRun[]): { runs: StoredRun[]; copies: string[] } {
  const runs: StoredRun[] = [];
  const copies: string[] = [];
  for (const [run, own] of Map.groupBy(read, ({ manifest }) => manifest.run)) {
    const one = own.find(({ result }) => result !== null) ?? own[0];
    if (!one) continue;
    runs.push(one);
    if (own.length === 1) continue;
    const others = own.filter((other) => other !== one);
    const differ = others.filter(
      ({ manifest, result }) => !isDeepStrictEqual([manifest, result], [one.manifest, one.result]),
    );
    const which = others.map(({ folder }) => folder).join(', ');
    const how = differ.length > 0 ? ', which do not all say the same' : '';
    copies.push(`The run ${run} is there ${own.length} times${how}: ${one.folder} counts, and not ${which}.`);
  }
  return { runs: runs.toSorted((a, b) => a.manifest.startedAt.localeCompare(b.manifest.startedAt)), copies };
}

/** A run, or why there is none. */
async function readRun(folder: string): Promise<StoredRun | DrillError> {
  try {
    const manifest = await readManifest(folder);
    const path = join(folder, 'result.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return { folder, manifest, result: null };
    const parsed = resultSchema.safeParse(parseJsonLine(text));
    if (parsed.success) return { folder, manifest, result: parsed.data };
    const what = z.prettifyError(parsed.error).replaceAll('\n', ' ');
    return usageError(`${path}: ${what}`, `judge it again with this version: ha-drill report ${folder}`);
  } catch (error) {
    if (error instanceof DrillError && error.exit === 'usage') return error;
    throw error;
  }
}
