import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { z } from 'zod';
import { packageRoot } from './package-root.ts';

/** The version of ha-drill, as its package says it. */
export function packageVersion(): string {
  return readPackage().version;
}

/** The oldest Node.js that ha-drill runs on: `engines` of its package, where its command finds it, too. */
export function oldestNode(): string {
  return readPackage().engines.node.replace('>=', '');
}

const packageSchema = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });

function readPackage(): z.infer<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')));
}

/** The version of ha-drill, and the commit of a checkout. Null for an installed package, whatever repository it is in. */
export async function toolVersion(): Promise<{ version: string; commit: string | null }> {
  const version = packageVersion();
  if (!existsSync(new URL('.git', packageRoot))) return { version, commit: null };
  const git = await execa('git', ['describe', '--always', '--dirty', '--exclude', '*'], {
    cwd: packageRoot,
    reject: false,
  });
  return { version, commit: git.failed ? null : git.stdout };
}
