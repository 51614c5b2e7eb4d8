import type { WrittenService } from './written-services.ts';

/** A program beside the servers that has a part in their availability. */
export type Program = {
  readonly label: string;
  readonly part: 'proxy' | 'failover';
  /** The name of the failover tool that stands for it, where a version of ha-drill knows it. */
  readonly tool?: string;
  readonly pattern: RegExp;
  /** Where it listens as a rule: for applications, or to be asked. */
  readonly ports: readonly number[];
};

/** Told by the name of the image, of the service, by a command or a mounted file. The first that fits. */
const known: readonly Program[] = [
  { label: 'MaxScale', part: 'proxy', pattern: /maxscale/, ports: [4006, 4008, 3306] },
  { label: 'ProxySQL', part: 'proxy', pattern: /proxysql/, ports: [6033, 3306] },
  {
    label: 'MySQL Router',
    part: 'proxy',
    pattern: /mysql-?router|community-router|(^|\/)router$/,
    ports: [6446, 6447, 6450],
  },
  { label: 'HAProxy', part: 'proxy', pattern: /haproxy/, ports: [3306, 3307, 5000, 5001] },
  { label: 'Envoy', part: 'proxy', pattern: /envoy/, ports: [3306] },
  {
    label: 'Orchestrator',
    part: 'failover',
    tool: 'orchestrator',
    pattern: /orchestrator/,
    ports: [3000, 3099],
  },
  {
    label: 'replication-manager',
    part: 'failover',
    pattern: /replication-manager|repman/,
    ports: [10001, 10005],
  },
  { label: 'MHA', part: 'failover', pattern: /masterha|mha4mysql-manager|mha-?manager/, ports: [] },
  { label: 'VTOrc', part: 'failover', pattern: /vtorc/, ports: [] },
  { label: 'Pacemaker', part: 'failover', pattern: /pacemaker|corosync/, ports: [] },
  { label: 'keepalived', part: 'failover', pattern: /keepalived/, ports: [] },
];

/** Services beside such a program that bear its name. */
const companions =
  /exporter|dashboard|-ui\b|webui|grafana|prometheus|backend|-(db|mysql|init|setup|client|agent)\b/;

export type GuessedProgram = { readonly service: string; readonly program: Program; readonly why: string };

/** What the services that are no servers are, as far as they are known programs. */
export function guessPrograms(
  all: readonly WrittenService[],
  servers: { readonly taken: readonly string[] },
): GuessedProgram[] {
  return all.flatMap((facts) => {
    const { name, image, isAwaited } = facts;
    if (servers.taken.includes(name) || isAwaited) return [];
    if (companions.test(image.split('/').at(-1) ?? '') || companions.test(name)) return [];
    for (const [where, texts] of placesOf(facts)) {
      for (const program of known) {
        const found = texts.find((text) => program.pattern.test(text.toLowerCase()));
        if (found !== undefined) return [{ service: name, program, why: where(found) }];
      }
    }
    return [];
  });
}

/** The places that tell what a service is, the surest first. */
function placesOf({ name, image, isBuilt, words, files, mounts }: WrittenService) {
  return [
    [(text: string) => (isBuilt ? `it is built on ${text}` : `its image is ${text}`), [image]],
    [(text: string) => `it runs ${text}`, words.filter((word) => !word.includes(' '))],
    [
      (text: string) => `it mounts ${text}`,
      [...mounts.map(({ target }) => target), ...files.map(({ path }) => path)],
    ],
    [(text: string) => `its name is ${text}, and nothing else says so`, [name]],
  ] as const;
}
