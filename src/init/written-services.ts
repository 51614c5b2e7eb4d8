import { z } from 'zod';
import { ownValue } from '../own-value.ts';
import type { ComposeConfig, ComposeMount, ComposeService } from '../topology/compose-config.ts';
import type { FoundFile, FoundFiles } from './found-files.ts';

/** What compose files say of a service, as far as it tells what the service is. Dollar signs are single again. */
export type WrittenService = {
  readonly name: string;
  /** Without registry and tag, in lower case; of a service that is built here, the image that it is built on. */
  readonly image: string;
  readonly tag: string;
  readonly isBuilt: boolean;
  /** The words of entrypoint and command together. */
  readonly words: readonly string[];
  /** The words that take the place of the image's own entrypoint; none where that stays. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | null>>;
  readonly mounts: readonly ComposeMount[];
  readonly healthcheck: string;
  /** Ports in the container that the file names. */
  readonly ports: readonly number[];
  readonly restart: string;
  readonly dependsOn: readonly { readonly service: string; readonly condition: string }[];
  /** Others start once it has ended well. */
  readonly isAwaited: boolean;
  /** The service whose network it shares. */
  readonly shares: string | undefined;
  /** By which others may call it: its name, names of its container, aliases and fixed addresses. */
  readonly names: readonly string[];
  /** Configuration files that are mounted into it, and the Dockerfile that it is built by. */
  readonly files: readonly FoundFile[];
};

const words = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(/\s+/))])
  .nullish()
  .transform((value) => value ?? [])
  .catch([]);
const text = z.string().catch('');

const more = z.object({
  entrypoint: words,
  command: words,
  healthcheck: z
    .object({ test: words })
    .transform(({ test }) => test.join(' '))
    .catch(''),
  ports: z.array(z.object({ target: z.number() })).catch([]),
  expose: z.array(z.coerce.number()).catch([]),
  depends_on: z.record(z.string(), z.object({ condition: text })).catch({}),
  container_name: text,
  hostname: text,
});

/** What is known of every service from its compose file alone, in the order of Compose. */
export function factsOf(config: ComposeConfig, found: FoundFiles): WrittenService[] {
  const all = Object.entries(config.services).map(([name, service]) => ({
    name,
    service,
    said: more.parse(service),
  }));
  const awaited = all.flatMap(({ said }) =>
    Object.entries(said.depends_on).flatMap(([service, { condition }]) =>
      condition === 'service_completed_successfully' ? [service] : [],
    ),
  );
  return all.map(({ name, service, said }) => {
    const built = ownValue(found.builds, name);
    const { image, tag } = imageOf(built?.image ?? service.image ?? '');
    const [entrypoint, command] = [said.entrypoint.map(plain), said.command.map(plain)];
    return {
      name,
      image,
      tag,
      isBuilt: service.build !== undefined,
      words: [...entrypoint, ...command],
      entrypoint,
      command,
      environment: service.environment,
      mounts: service.volumes,
      healthcheck: plain(said.healthcheck),
      ports: [...new Set([...said.ports.map(({ target }) => target), ...said.expose])],
      restart: service.restart ?? '',
      dependsOn: Object.entries(said.depends_on).map(([of, { condition }]) => ({ service: of, condition })),
      isAwaited: awaited.includes(name),
      shares: /^service:(.+)$/.exec(service.network_mode ?? '')?.[1],
      names: [name, said.container_name, said.hostname, ...networkNames(service)].filter((one) => one !== ''),
      files: [...(ownValue(found.mounted, name) ?? []), ...(built ? [built.dockerfile] : [])],
    };
  });
}

const onNetwork = z.object({ aliases: z.array(z.string()).catch([]), ipv4_address: text });

function networkNames({ networks }: ComposeService): string[] {
  return Object.values(networks).flatMap((network) => {
    const { aliases, ipv4_address: address } = onNetwork.parse(network ?? {});
    return [...aliases, address];
  });
}

/** `docker.io/library/mysql:8.4@sha256:...` is `library/mysql` with the tag `8.4`. */
function imageOf(reference: string): { image: string; tag: string } {
  const [, path = '', tag = ''] = /^([^@]*?)(?::([\w.-]+))?(?:@.*)?$/.exec(reference) ?? [];
  const parts = path.toLowerCase().split('/');
  const isRegistry = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  return { image: parts.slice(isRegistry ? 1 : 0).join('/'), tag };
}

function plain(word: string): string {
  return word.replaceAll('$$', () => '$');
}
