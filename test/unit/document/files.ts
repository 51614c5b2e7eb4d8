import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { oneOf } from '../../../src/document/wording.ts';
import { DrillError } from '../../../src/errors.ts';
import { faultNames } from '../../../src/faults/list.ts';
import { listTopologies } from '../../../src/topology/find.ts';

/** Writes files (path: text) into a folder that goes away with the test; resolves with the folder. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/**
 * The whole message, with its hint, of a command or loader that must fail for bad input. The folder of the test
 * reads as nothing, and lists that grow with the product as their name.
 */
export async function refusal(folder: string, attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DrillError)) throw new Error(`expected a DrillError, found ${String(error)}`);
  if (error.exitCode !== 64) throw new Error(`expected exit code 64, found ${error.exitCode}`);
  return [error.message, ...(error.hint ? [`hint: ${error.hint}`] : [])]
    .join('\n')
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replaceAll(`expected ${oneOf(faultNames)},`, 'expected <the faults>,')
    .replaceAll(`expected ${oneOf(await listTopologies())} or`, 'expected <the topologies> or');
}
