import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import { lookAt } from '../topology/bind-fate.ts';
import { valuesOf } from '../topology/environment.ts';
import type { LoadedTopology, Stack } from '../topology/loaded.ts';
import type { ComposeProject } from './compose.ts';
import { isolate } from './isolate.ts';
import { projectOf } from './labels.ts';
import { usedSubnets } from './subnet.ts';

/** A copy of the user's stack for one run. */
export type StackProject = {
  readonly project: ComposeProject;
  /** What differs from the stack as it was written, a line each. */
  readonly changes: readonly string[];
};

/**
 * Makes the Compose project of a run of a stack that was not made for ha-drill: an isolated copy, in files below `folder`
 * that only this user reads, since passwords are in them.
 *
 * @throws DrillError (exit 3) when addresses that the stack needs are in use
 */
export async function stackProject(
  docker: Docker,
  options: {
    readonly run: string;
    readonly topology: LoadedTopology;
    readonly stack: Stack;
    readonly folder: string;
    readonly kept?: boolean | undefined;
  },
): Promise<StackProject> {
  const { run, topology, stack, folder } = options;
  const surroundings = { lookAt, subnets: await usedSubnets(docker) };
  const about = { section: topology.section, run, folder, kept: options.kept };
  const { config, copies, changes, conflicts } = isolate(stack.config, about, surroundings);
  if (conflicts.length > 0) {
    throw environmentError(`A copy of ${topology.name} cannot run now:\n  ${conflicts.join('\n  ')}`, {
      hint: 'Stop what uses the subnet, or give the compose file another one. Nothing was started.',
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { from, to } of copies) {
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, preserveTimestamps: true });
  }
  const file = join(folder, 'stack.json');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const project = {
    name: projectOf(run),
    files: [file],
    environment: { ...registryAccount(), ...valuesOf(stack.variables) },
    profiles: [],
    images: 'theirs',
  } as const;
  return { project, changes };
}

/** With which images are pulled. The file of a copy is resolved: nothing in it takes a variable any more. */
function registryAccount(): Record<string, string> {
  return valuesOf(['DOCKER_AUTH_CONFIG']);
}
