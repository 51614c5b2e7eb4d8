import type { Cluster } from '../docker/cluster.ts';
import type { ComposeService } from '../topology/compose-config.ts';
import type { Stack } from '../topology/loaded.ts';

/** The characters of a container's id that are its host name, where nothing else is said. */
const shortId = 12;

/**
 * The service of a host, by its address of now or any name that the host has in its network, with or without the network's
 * own name behind it. What is unknown is given back as it is.
 */
export function hostNames({
  services,
  project,
  topology,
}: Pick<Cluster, 'services'> & {
  readonly project: Pick<Cluster['project'], 'name'>;
  readonly topology: { readonly stack?: Pick<Stack, 'config'> };
}): (host: string) => string {
  const written = new Map(
    Object.entries(topology.stack?.config.services ?? {}).map(([name, service]) => [name, namesOf(service)]),
  );
  return (host) => {
    const [label = host] = host.split('.');
    // A service that has ended has no address.
    if (host === '') return host;
    const named = [...services.values()].find(
      ({ name, address, containerId }) =>
        [name, address, containerId.slice(0, shortId), ...(written.get(name) ?? [])].includes(host) ||
        [name, containerId.slice(0, shortId), `${project.name}-${name}-1`].includes(label),
    );
    return named?.name ?? host;
  };
}

/** What a service is called in its compose file, beside its own name. */
function namesOf({ hostname, container_name: containerName, networks }: ComposeService): string[] {
  const aliases = Object.values(networks).flatMap((network) => network?.aliases ?? []);
  return [hostname, containerName, ...[aliases].flat()].filter((name) => typeof name === 'string');
}
