import type { ProxyLine } from './haproxy-lines.ts';

/** How many words belong to an option of `server` that is not taken, itself left out; and why. */
const notTaken: Readonly<Record<string, readonly [number, string]>> = {
  addr: [1, 'a check goes to the server itself'],
  resolvers: [1, 'names resolve from a file here'],
  'resolve-prefer': [1, 'names resolve from a file here'],
  'resolve-net': [1, 'names resolve from a file here'],
  'resolve-opts': [1, 'names resolve from a file here'],
  'init-addr': [1, 'names resolve from a file here'],
  cookie: [1, 'MySQL has no cookies'],
  id: [1, 'servers have other names here'],
  guid: [1, 'servers have other names here'],
  track: [1, 'servers have other names here'],
  source: [1, 'it means your machine'],
  ssl: [0, 'servers are reached without certificates here'],
  'check-ssl': [0, 'servers are reached without certificates here'],
  verify: [1, 'servers are reached without certificates here'],
  'ca-file': [1, 'servers are reached without certificates here'],
  crt: [1, 'servers are reached without certificates here'],
  sni: [1, 'servers are reached without certificates here'],
  'send-proxy': [0, 'servers do not read the PROXY protocol here'],
  'send-proxy-v2': [0, 'servers do not read the PROXY protocol here'],
  'check-send-proxy': [0, 'servers do not read the PROXY protocol here'],
};

/** Options of a line `server` or `default-server`, sorted out. */
export type ServerOptions = {
  readonly kept: readonly string[];
  readonly reasons: readonly string[];
  readonly refused: string | undefined;
};

/** @param ownPort of the server itself, at which a check is one of the server */
export function serverOptions(words: readonly string[], ownPort: string | undefined): ServerOptions {
  const kept: string[] = [];
  const reasons: string[] = [];
  let refused: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    const rule = Object.hasOwn(notTaken, word) ? notTaken[word] : undefined;
    if (word.startsWith('agent-'))
      refused ??= `expected no ${word}: no node has a program that answers for it`;
    else if (word === 'port' && next !== ownPort)
      refused ??= `expected a check at the port of the server, found port ${next}, which no node has`;
    if (rule) reasons.push(rule[1]);
    if (rule) index += rule[0];
    else if (word === 'port') index += 1;
    else kept.push(word);
  }
  return { kept, reasons: [...new Set(reasons)], refused };
}

/** The address of a line `server`: what tells its servers apart. */
export function addressOf({ words }: ProxyLine): string {
  return words[2] ?? '';
}

export function portOf(address: string): string {
  return /:(\d+)$/.exec(address)?.[1] ?? '3306';
}

/** Which node stands for each address: in the order in which addresses appear; undefined for those that are too many. */
export function nodesFor(
  lines: readonly ProxyLine[],
  nodes: readonly string[],
): ReadonlyMap<string, string | undefined> {
  const addresses = [...new Set(lines.toSorted((a, b) => a.line - b.line).map(addressOf))];
  return new Map(addresses.map((address, index) => [address, nodes[index]]));
}
