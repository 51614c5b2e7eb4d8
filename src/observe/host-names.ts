import type { Cluster } from '../docker/cluster.ts';

/** The characters of a container's id that are its host name, where nothing else is said. */
const shortId = 12;

/**
 * The service of a host, by its address or any name that the host has in its network, with or without the network's own
 * name behind it. What is unknown is given back as it is.
 */
export function hostNames({
  services,
  project,
}: Pick<Cluster, 'services' | 'project'>): (host: string) => string {
  const byName = new Map(
    [...services.values()].flatMap(({ name, address, containerId }) => [
      [address, name] as const,
      [containerId.slice(0, shortId), name] as const,
      [`${project.name}-${name}-1`, name] as const,
    ]),
  );
  return (host) => {
    const [label = host] = host.split('.');
    if (services.has(host)) return host;
    return byName.get(host) ?? (services.has(label) ? label : (byName.get(label) ?? host));
  };
}
