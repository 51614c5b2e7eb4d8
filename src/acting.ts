import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root.ts';

/**
 * The rooms whose code acts on a cluster in a drill, or is part of one. What reads, records, judges, compares or reports is
 * not among them: it changes nothing of what happened.
 */
const actingRooms = [
  'docker',
  'drill',
  'engine',
  'failover',
  'faults',
  'formats',
  'observe',
  'programs',
  'scenario',
  'topology',
  'workload',
] as const;

/**
 * The hash of all that acts in a drill besides its scenario and its topology: the code of those rooms, and what our images
 * are made of. Runs of the same hash did the same; it differs between a checkout and an installed package.
 *
 * @param root the folder of ha-drill, for tests
 * @param code the folder of its code in there
 */
export async function actingDigest(
  root = fileURLToPath(packageRoot),
  code = fileURLToPath(new URL('./', import.meta.url)),
): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [...actingRooms.map((room) => join(code, room)), join(root, 'images')]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    for (const path of paths.sort()) {
      const content = await readFile(path);
      hash.update(`\0${path.slice(folder.length)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
