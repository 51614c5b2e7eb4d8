import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageRoot } from '../package-root.ts';

/** A file of a build context: its name there and what is in it. */
export type ContextFile = { readonly name: string; readonly content: Buffer };

/** Beside this file sources are TypeScript in a checkout, JavaScript in the package. */
const extension = extname(import.meta.filename);

/** The programs of our own that images run, by the name of the image. */
const programs: Readonly<Record<string, URL>> = {
  manager: new URL(`../programs/manager/main${extension}`, import.meta.url),
  backup: new URL(`../programs/backup/main${extension}`, import.meta.url),
};

/** The files an image is built from: those in its folder, sorted by name, and the bundle of its program. */
export async function contextFiles(image: string): Promise<ContextFile[]> {
  const folder = new URL(`images/${image}/`, packageRoot);
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(new URL(name, folder)) })),
  );
  const program = programs[image];
  return program === undefined ? files : [...files, await bundle(fileURLToPath(program), `${image}.mjs`)];
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
