import { readdir, readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { ensureBase } from '../src/docker/images-base.ts';
import { buildImage } from '../src/docker/images-build.ts';
import { idOf, pull } from '../src/docker/images-engine.ts';

/** Images that everybody uses, and what stands in for each where no registry has it: a folder of `images/`. */
const officials = {
  mysql: 'mysql:9.7',
  haproxy: 'haproxy:3.2',
  debian: 'debian:13-slim',
  mariadb: 'mariadb:11.8',
} as const;
type Name = keyof typeof officials;

/** What most tests of stacks need. */
const usual: readonly Name[] = ['mysql', 'haproxy', 'debian'];

/**
 * Makes sure that official images (as a rule those of MySQL, HAProxy and Debian) are on the engine: they are there, or a registry has them, or
 * images of the same shape are built from Debian's packages and take their names.
 *
 * @returns their tags
 */
export async function officialImages(
  docker: Docker,
  names: readonly Name[] = usual,
): Promise<typeof officials> {
  for (const name of names) await ensure(docker, name, officials[name]);
  return officials;
}

async function ensure(docker: Docker, name: string, tag: string): Promise<void> {
  if (await idOf(docker, tag)) return;
  const missing = await pull(docker, tag).then(
    () => false,
    () => true,
  );
  if (!missing) return;
  const report = (): void => undefined;
  const base = await ensureBase(docker, report);
  const folder = new URL(`images/${name}/`, import.meta.url);
  const files = (await readdir(folder))
    .sort()
    .map(async (file) => ({ name: file, content: await readFile(new URL(file, folder)) }));
  await buildImage(docker, { name: `test-${name}`, tag, base, files: await Promise.all(files), report });
}
