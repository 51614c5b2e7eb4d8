import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import { runLabel } from './labels.ts';

/**
 * Refuses containers that are not of this run, by what the engine says of them now.
 *
 * @throws DrillError (exit 3) that names the first one without the run's label
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
      if (found === run) return;
      throw environmentError(
        `${service}: expected a container with the label ${runLabel}=${run}, found ${Name.slice(1)} with ${found === undefined ? 'no such label' : `${runLabel}=${found}`}. It is not touched.`,
        { hint: 'ha-drill injects faults into containers that it created itself, and into no others' },
      );
    }),
  );
}
