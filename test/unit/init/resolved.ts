import { parse } from 'yaml';
import { type Draft, draft, type Grounds } from '../../../src/init/draft.ts';
import type { FoundFiles } from '../../../src/init/found-files.ts';
import type { Seen } from '../../../src/init/seen.ts';
import { factsOf } from '../../../src/init/written-services.ts';
import type { ComposeConfig } from '../../../src/topology/compose-config.ts';

/** The services of a compose file in short, as Compose resolves them. */
export function resolved(services: string): ComposeConfig {
  const written = parse(services, { merge: true }) as Record<string, object>;
  return {
    services: Object.fromEntries(
      Object.entries(written).map(([name, service]) => [
        name,
        { environment: {}, networks: { default: null }, ...service, volumes: mountsOf(service) },
      ]),
    ),
    networks: {},
    volumes: {},
  };
}

/** `a:/b` is a volume, `./a:/b` a bind. */
function mountsOf(service: object): ComposeConfig['services'][string]['volumes'] {
  const written = 'volumes' in service && Array.isArray(service.volumes) ? service.volumes : [];
  return written.map((one: unknown) => {
    const [source = '', target = ''] = String(one).split(':');
    return { type: source.startsWith('.') ? 'bind' : 'volume', source, target };
  });
}

export const noFiles: FoundFiles = { mounted: {}, builds: {} };

export function grounds(services: string, found: FoundFiles = noFiles): Grounds {
  return {
    compose: ['docker-compose.yml'],
    profiles: [],
    envFiles: [],
    scale: {},
    facts: factsOf(resolved(services), found),
    neighbours: [],
    setup: undefined,
    variables: [],
  };
}

export function drafted(services: string, found: FoundFiles = noFiles, seen?: Seen): Draft {
  return draft(grounds(services, found), seen);
}

/** What a draft writes, by key. */
export function written({ entries }: Draft): Record<string, unknown> {
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => (key === '' || value === undefined ? [] : [[key, value]])),
  );
}

export function questionsOf({ entries }: Draft): string[] {
  return entries.flatMap(({ questions = [] }) => questions);
}

export function findingsOf({ entries }: Draft): string[] {
  return entries.flatMap(({ findings = [] }) => findings);
}
