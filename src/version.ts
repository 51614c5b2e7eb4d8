import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { packageRoot } from './package-root.ts';

/** The version of ha-drill, and the commit of a checkout (null for an installed package). */
export async function toolVersion(): Promise<{ version: string; commit: string | null }> {
  const text = await readFile(new URL('package.json', packageRoot), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const git = await execa('git', ['describe', '--always', '--dirty', '--exclude', '*'], {
    cwd: packageRoot,
    reject: false,
  });
  return { version, commit: git.failed ? null : git.stdout };
}
