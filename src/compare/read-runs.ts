import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { usageError } from '../errors.ts';
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

/** The run folders at or below a folder: itself, those in it, and those one level further down (`runs/`). */
export async function runFolders(folder: string): Promise<string[]> {
  const found = await Array.fromAsync(glob(`{,*/,*/*/}${recordFiles.manifest}`, { cwd: folder }));
  return found.map((path) => join(folder, dirname(path))).toSorted();
}

/**
 * Reads runs, each once, in the order in which they were started.
 *
 * @param folders run folders, or folders that hold some
 * @throws DrillError (exit 64) for a folder without a run, and for one that is not as its schema says
 */
export async function readRuns(folders: readonly string[]): Promise<StoredRun[]> {
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
  const runs = await Promise.all([...paths].map(readRun));
  return runs.toSorted((a, b) => a.manifest.startedAt.localeCompare(b.manifest.startedAt));
}

async function readRun(folder: string): Promise<StoredRun> {
  const manifest = await readManifest(folder);
  const path = join(folder, 'result.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { folder, manifest, result: null };
  const parsed = resultSchema.safeParse(parseJsonLine(text));
  if (parsed.success) return { folder, manifest, result: parsed.data };
  const what = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  throw usageError(`${path}: ${what}`, `judge it again with this version: ha-drill report ${folder}`);
}
