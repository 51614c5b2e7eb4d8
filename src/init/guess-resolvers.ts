import type { WrittenService } from './written-services.ts';

/** A name server of the stack, and names that it may know. */
export type GuessedResolver = {
  readonly service: string;
  /** `dnsmasq` */
  readonly label: string;
  readonly port: number;
  readonly names: readonly string[];
};

const known = [
  { label: 'Consul', pattern: /(^|\/)consul$/, port: 8600 },
  { label: 'dnsmasq', pattern: /dnsmasq/, port: 53 },
  { label: 'CoreDNS', pattern: /coredns/, port: 53 },
  { label: 'BIND', pattern: /(^|\/)(bind9?|named)$/, port: 53 },
  { label: 'PowerDNS', pattern: /powerdns|(^|\/)pdns/, port: 53 },
  { label: 'Unbound', pattern: /unbound/, port: 53 },
] as const;

/** More names are not asked for. */
const mostNames = 40;

/** Name servers by their image, their command, or a name that nothing else explains. */
export function guessResolvers(all: readonly WrittenService[]): GuessedResolver[] {
  const said = [...new Set(all.flatMap(textsOf).flatMap(hostNames))];
  return all.flatMap((facts) => {
    const { name, image, words } = facts;
    const kind = known.find(({ pattern }) =>
      [image, ...words.filter((word) => !word.includes(' ')), name].some((text) =>
        pattern.test(text.toLowerCase()),
      ),
    );
    if (kind === undefined) return [];
    const names = kind.label === 'Consul' ? [...said, ...consulNames(all)] : said;
    return [
      { service: name, label: kind.label, port: kind.port, names: [...new Set(names)].slice(0, mostNames) },
    ];
  });
}

/** Names that a program of the stack gives to the container that leads, by Docker itself. */
export function aliasesGiven(all: readonly WrittenService[]): string[] {
  const found = all
    .flatMap(textsOf)
    .flatMap((text) => [...text.matchAll(/network connect\b[^\n]*?--alias[= ]["']?([\w.-]+)/g)]);
  return [...new Set(found.flatMap(([, name]) => name ?? []))];
}

function textsOf({ words, environment, files }: WrittenService): string[] {
  return [
    ...words,
    ...Object.values(environment).flatMap((value) => value ?? []),
    ...files.map(({ text }) => text),
  ];
}

/** Names of at least two parts that a person would have for a host: not of a file, a version or a variable of a server. */
function hostNames(text: string): string[] {
  const found = text.match(/(?<![\w.@-])[a-z][a-z\d-]*(\.[a-z][a-z\d-]*)+(?![\w.-])/gi) ?? [];
  return found.filter(
    (one) =>
      !/\.(c[on]*f|ya?ml|json|sh|so|sql|pem|key|crt|log|pid|sock|txt|ini|hcl|db|py|js|md|list)$/i.test(one),
  );
}

/** Consul gives a name to each service that is registered: by a file or by its command line. */
function consulNames(all: readonly WrittenService[]): string[] {
  const found = all
    .flatMap(textsOf)
    .flatMap((text) => [
      ...text.matchAll(/"?[Nn]ame"?\s*[:=]\s*"([a-z][\w-]*)"/g),
      ...text.matchAll(/-name[= ]([a-z][\w-]*)/g),
    ]);
  const roles = ['', 'master.', 'primary.', 'writer.'];
  return found.flatMap(([, name = '']) => roles.map((role) => `${role}${name}.service.consul`));
}
