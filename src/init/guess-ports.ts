import { newName } from '../engine/at-start.ts';
import { places } from '../engine/places.ts';
import { type Entry, listed } from './entry.ts';
import type { WrittenService } from './written-services.ts';

/** Where the server of a service listens, by its command, its environment and the my.cnf that it mounts. */
export function portOfServer({ words, environment, files }: WrittenService): number {
  const inCommand = words.flatMap((word, index) => {
    const [, name = '', value] = /^--([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    const isPort = newName(name) === 'port' || word === '-P';
    return isPort ? [value ?? words[index + 1] ?? ''] : [];
  });
  const inFiles = files.flatMap(({ text }) => portsInSections(text));
  const said = [...inFiles, environment.MYSQL_TCP_PORT ?? '', ...inCommand].map(Number);
  return said.findLast((port) => Number.isInteger(port) && port > 0 && port < 65_536) ?? places.port;
}

/** `port` of the sections of a my.cnf that a server reads. */
function portsInSections(text: string): string[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1] ?? section;
    const [, port] = /^\s*port\s*=\s*(\d+)/.exec(line) ?? [];
    return port !== undefined && /^(mysqld|server|mariadbd?)(-[\d.]+)?$/.test(section) ? [port] : [];
  });
}

/** The port that all nodes have; undefined where they differ. */
export function commonPort(nodes: readonly WrittenService[]): number | undefined {
  const [first = places.port, ...others] = nodes.map(portOfServer);
  return others.every((port) => port === first) ? first : undefined;
}

/** The ports of the servers, where they are not the usual one. */
export function guessPorts(nodes: readonly WrittenService[]): Entry[] {
  const common = commonPort(nodes);
  if (common === places.port) return [];
  const own = nodes.map((facts) => [facts.name, portOfServer(facts)] as const);
  return [
    {
      key: 'port',
      value: common ?? Object.fromEntries(own),
      reasons: [
        `${listed(own.map(([name, port]) => `${name} listens at ${port}`))}, by command, environment or my.cnf.`,
      ],
    },
  ];
}
