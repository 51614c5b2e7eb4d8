import type { Cluster } from '../docker/cluster.ts';

/** The characters of a container's id that are its host name, where nothing else is said. */
const shortId = 12;

/**
 * The service of a host, by its address of now or any name that the host has in its network, with or without the network's
 * own name behind it. What is unknown is given back as it is.
 */
export function hostNames({
  services,
  project,
}: Pick<Cluster, 'services'> & { readonly project: Pick<Cluster['project'], 'name'> }): (
  host: string,
) => string {
  return (host) => {
    const [label = host] = host.split('.');
    // A service that has ended has no address.
    if (host === '') return host;
    const named = [...services.values()].find(
      ({ name, address, containerId }) =>
        [name, address, containerId.slice(0, shortId)].includes(host) ||
        [name, containerId.slice(0, shortId), `${project.name}-${name}-1`].includes(label),
    );
    return named?.name ?? host;
  };
}
