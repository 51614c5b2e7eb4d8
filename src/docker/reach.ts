import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { type DrillError, environmentError } from '../errors.ts';
import { engineAddress } from './docker.ts';
import { labelsOf, runLabel } from './labels.ts';
import { ignoreGone } from './leftovers.ts';

/**
 * How this process comes to the addresses of containers: the bridges of the engine's networks are interfaces of this machine;
 * or it runs in a container of that engine, and joins the network of a cluster; or not at all, as with an engine in a
 * virtual machine or on another one.
 */
export type Reach = 'bridge' | 'container' | 'none';

/** The container of this engine that this process runs in; undefined where it is in none. */
async function ownContainer(docker: Docker): Promise<string | undefined> {
  const id = containerIn(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  if (id === undefined) return undefined;
  const found = await docker
    .getContainer(id)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined;
      throw error;
    });
  return found?.State.Running ? id : undefined;
}

/** The container whose file is mounted at /etc/hostname, by proc(5) `mountinfo`; undefined outside of containers. */
export function containerIn(mountinfo: string): string | undefined {
  const [, id] =
    /^\S+ \S+ \S+ \S*\/containers\/([0-9a-f]{64})\/hostname \/etc\/hostname /m.exec(mountinfo) ?? [];
  return id;
}

/** Finds out how container addresses are reached from here, by a network that is made and removed: no image is needed. */
export async function findReach(docker: Docker): Promise<Reach> {
  if (await ownContainer(docker)) return 'container';
  const run = `reach-${randomBytes(4).toString('hex')}`;
  const network = await docker.createNetwork({
    Name: `ha-drill-${run}`,
    Driver: 'bridge',
    CheckDuplicate: true,
    Labels: labelsOf(run),
  });
  try {
    return isBridgeHere(network.id, await interfaces()) ? 'bridge' : 'none';
  } finally {
    await network.remove().catch(ignoreGone);
  }
}

/** The network interfaces of this machine, also those that are idle; none where it is no Linux, which has no bridges of Docker. */
function interfaces(): Promise<string[]> {
  return readdir('/sys/class/net').catch(() => []);
}

/** Whether the bridge of a network is among the interfaces of this machine: the engine calls it after the network's id. */
export function isBridgeHere(networkId: string, interfaces: readonly string[]): boolean {
  return interfaces.includes(`br-${networkId.slice(0, 12)}`);
}

/** @throws DrillError (exit 3) where no address of a container is reached from here */
export async function requireReach(docker: Docker): Promise<void> {
  if ((await findReach(docker)) === 'none') throw notReachable();
}

/** What to do about an engine whose containers have addresses that mean nothing here. */
export const useTheImage =
  'Run ha-drill where that engine is, by its image: docker run --rm -v /var/run/docker.sock:/var/run/docker.sock -v .:/work ha-drill/ha-drill run kill-primary (docs/engines.md)';

function notReachable(): DrillError {
  return environmentError(
    `Container addresses are not reachable from here: the networks of the engine at ${engineAddress()} are not on this machine.`,
    { hint: useTheImage },
  );
}

/** Where this process is a container of the engine, it joins the networks of a run. Idempotent. */
export async function joinNetworks(docker: Docker, run: string): Promise<void> {
  await eachNetwork(docker, run, async (network, own) => {
    const { Containers } = await network.inspect();
    if (!(own in (Containers ?? {}))) await network.connect({ Container: own });
  });
}

/** Undoes `joinNetworks`, so that the networks can be removed. Idempotent. */
export async function leaveNetworks(docker: Docker, run: string): Promise<void> {
  await eachNetwork(docker, run, async (network, own) => {
    const { Containers } = await network.inspect();
    if (own in (Containers ?? {})) await network.disconnect({ Container: own, Force: true });
  });
}

async function eachNetwork(
  docker: Docker,
  run: string,
  act: (network: Docker.Network, own: string) => Promise<void>,
): Promise<void> {
  const own = await ownContainer(docker);
  if (own === undefined) return;
  const here = await interfaces();
  const networks = await docker.listNetworks({ filters: { label: [`${runLabel}=${run}`] } });
  for (const { Id } of networks) {
    // A container that shares the network of its host is there already.
    if (!isBridgeHere(Id, here)) await act(docker.getNetwork(Id), own);
  }
}
