import { didYouMean } from '../document/suggest.ts';
import { shown } from '../document/wording.ts';
import { usageError } from '../errors.ts';
import { ownRecord } from './access-rules.ts';
import {
  type ComposeConfig,
  type ComposeFiles,
  type ComposeService,
  readComposeConfig,
} from './compose-config.ts';

/**
 * What Compose makes of the files of a stack, with a service for each container.
 *
 * @throws DrillError (exit 64) where Compose refuses them, or they cannot be scaled so; (exit 3) where there is no Compose
 */
export async function readStackConfig(stack: ComposeFiles): Promise<ComposeConfig> {
  const config = await readComposeConfig(stack);
  const known = Object.keys(config.services);
  for (const name of Object.keys(stack.scale)) {
    if (known.includes(name)) continue;
    const message = `scale: expected a service of the compose files (${known.join(', ')}), found ${shown(name)}`;
    throw usageError(message, didYouMean(name, known));
  }
  return oneByOne(config, stack.scale);
}

type Services = ComposeConfig['services'];

/**
 * A stack with a service for each container: one that runs as three is `name-1`, `name-2` and `name-3`, each of which others
 * find by the old name, too. Nodes are told apart by their services.
 *
 * @param scale containers by service, where that differs from the compose file
 * @throws DrillError (exit 64) where another service has a name that a container would get
 */
export function oneByOne(config: ComposeConfig, scale: Readonly<Record<string, number>>): ComposeConfig {
  const counts = Object.entries(config.services).map(
    ([name, service]) => [name, scale[name] ?? service.deploy?.replicas ?? service.scale ?? 1] as const,
  );
  const names = new Map(
    counts
      .filter(([, count]) => count > 1)
      .map(([name, count]) => [name, Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)]),
  );
  for (const [name, all] of names) {
    const taken = all.find((one) => one in config.services);
    if (taken === undefined) continue;
    throw usageError(
      `The containers of ${name} would be services such as ${taken}, and another service is called so.`,
      'Give one of them another name.',
    );
  }
  const services: Services = Object.fromEntries(
    Object.entries(config.services).flatMap(([name, service]) => {
      const said = names.has(name) || scale[name] !== undefined ? single(service) : service;
      const one = pointed(said, names);
      const own = names.get(name)?.map((each): [string, ComposeService] => [each, calledToo(one, name)]);
      return own ?? [[name, one]];
    }),
  );
  return { ...config, services };
}

/** A service that runs as one container. */
function single({ scale: _, deploy, ...service }: ComposeService): ComposeService {
  return deploy === undefined ? service : { ...service, deploy: { ...deploy, replicas: 1 } };
}

/** On each of its networks others find it by another name, too. */
function calledToo({ container_name: _, ...service }: ComposeService, name: string): ComposeService {
  const networks = Object.entries(service.networks).map(([network, settings]) => {
    const { aliases } = settings ?? {};
    const known: unknown[] = Array.isArray(aliases) ? aliases : [];
    return [network, { ...settings, aliases: [...known, name] }] as const;
  });
  return { ...service, networks: Object.fromEntries(networks) };
}

/** A service that waits for all containers of another one, and shares the network of its first. */
function pointed(service: ComposeService, names: ReadonlyMap<string, readonly string[]>): ComposeService {
  const awaited = Object.entries(ownRecord(service.depends_on)).flatMap(([name, how]) =>
    (names.get(name) ?? [name]).map((one) => [one, how] as const),
  );
  const shared = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.replace(/^service:(.+)$/, (_all, name: string) => `service:${names.get(name)?.[0] ?? name}`)
      : value;
  const places = ['network_mode', 'pid', 'ipc'].filter((key) => service[key] !== undefined);
  return {
    ...service,
    ...(service.depends_on === undefined ? {} : { depends_on: Object.fromEntries(awaited) }),
    ...Object.fromEntries(places.map((key) => [key, shared(service[key])])),
  };
}
