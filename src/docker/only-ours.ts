import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import { isMadeHere, runLabel } from './labels.ts';

/**
 * Refuses containers that are not of this run, by what the engine says of them now.
 *
 * @throws DrillError (exit 3) that names the first one that this process did not create for the run
 */
export async function requireOurs(
  docker: Docker,
  run: string,
  targets: readonly { readonly service: string; readonly containerId: string }[],
): Promise<void> {
  await Promise.all(
    targets.map(async ({ service, containerId }) => {
      const { Config, Name } = await docker.getContainer(containerId).inspect();
      const found = Config.Labels[runLabel];
      if (isMadeHere(Config.Labels, run)) return;
      const label = found === undefined ? 'no such label' : `${runLabel}=${found}`;
      const but = found === run ? `${label} of another process` : label;
      throw environmentError(
        `${service}: expected a container with the label ${runLabel}=${run} that this drill made, found ${Name.slice(1)} with ${but}. It is not touched.`,
        { hint: 'ha-drill injects faults into containers that it created itself, and into no others' },
      );
    }),
  );
}
