import type Docker from 'dockerode';
import { DrillError } from '../errors.ts';

/** A container that lives in a namespace of this machine: a fault there would act on the machine. */
export class HostNamespaceError extends DrillError {
  constructor(service: string, what: string) {
    super(
      'environment',
      `${service}: expected a container with namespaces of its own, found ${what}. It is not touched.`,
      { hint: 'no fault can be injected there: what it breaks would be this machine' },
    );
  }
}

/**
 * Refuses a container that is in the network or process namespace of this machine, itself or by way of others, by what the
 * engine says of it now. No label and no trust changes that.
 *
 * @throws HostNamespaceError (exit 3)
 */
export async function requireOwnNamespaces(
  docker: Docker,
  { name, containerId }: { readonly name: string; readonly containerId: string },
): Promise<void> {
  const asked = new Set<string>();
  const waiting = [containerId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (asked.has(id)) continue;
    asked.add(id);
    const { HostConfig } = await docker.getContainer(id).inspect();
    const modes = { network: HostConfig.NetworkMode, processes: HostConfig.PidMode };
    for (const [what, mode] of Object.entries(modes)) {
      if (mode === 'host') throw new HostNamespaceError(name, `the ${what} of the host`);
      const [, other] = /^container:(.+)$/.exec(mode ?? '') ?? [];
      if (other !== undefined) waiting.push(other);
    }
  }
}
