import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';

/** A file of a build context: its name there and what is in it. */
export type ContextFile = { readonly name: string; readonly content: Buffer };

/** The programs of our own that images run, by the name of the image. */
const programs: Readonly<Record<string, URL>> = {
  manager: new URL('../programs/manager/main.ts', import.meta.url),
  backup: new URL('../programs/backup/mysql/main.ts', import.meta.url),
  mariabackup: new URL('../programs/backup/mariadb/main.ts', import.meta.url),
};

/** The files an image is built from: those in its folder, sorted by name, and the bundle of its program. */
export async function contextFiles(image: string): Promise<ContextFile[]> {
  const folder = new URL(`images/${image}/`, packageRoot);
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(new URL(name, folder)) })),
  );
  const program = programs[image];
  if (program === undefined) return files;
  const name = `${image}.mjs`;
  // A checkout bundles its sources; the package has what they were bundled to, so that the image is the same one.
  if (existsSync(program)) return [...files, await bundle(fileURLToPath(program), name)];
  return [...files, { name, content: await readFile(new URL(name, bundlesFolder)) }];
}

/** Where the package has the bundles of its programs. */
const bundlesFolder = new URL('../programs/', import.meta.url);

/** Bundles the programs of our own into a folder, as the package has them. */
export async function writeBundles(folder: string): Promise<void> {
  for (const [image, program] of Object.entries(programs)) {
    const { name, content } = await bundle(fileURLToPath(program), `${image}.mjs`);
    await writeFile(join(folder, name), content);
  }
}

/** 12 hexadecimal digits that change with the base or with any file's name or content. */
export function hashOf(baseId: string, files: readonly ContextFile[]): string {
  const hash = createHash('sha256').update(baseId);
  for (const { name, content } of files) hash.update(`\0${name}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 12);
}

/**
 * A program and all it imports as one ES module for Node 24. Same sources, same bytes, wherever they are.
 *
 * @throws Error with esbuild's own words when the sources do not bundle
 */
export async function bundle(entry: string, name: string): Promise<ContextFile> {
  // A part of the checkout alone: the package is installed without it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: dirname(entry),
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    // CommonJS dependencies (mysql2) call `require` for Node's own modules; an ES module has none.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return { name, content: Buffer.concat(outputFiles.map((file) => file.contents)) };
}
