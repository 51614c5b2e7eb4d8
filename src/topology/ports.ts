import { problemAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { shown } from '../document/wording.ts';
import { places } from '../engine/places.ts';
import type { LoadedTopology } from './loaded.ts';
import { namedBy } from './roles.ts';
import type { TopologySection } from './schema.ts';
import type { StackFile } from './stack-schema.ts';

/** The port of the server of a node: its own, that of all nodes, or the usual one. */
export function portOfNode({ stack }: Pick<LoadedTopology, 'stack'>, node: string): number {
  const { port } = stack ?? {};
  return (typeof port === 'object' ? port[node] : port) ?? places.port;
}

/** Ports of what is no node. */
export function portProblems(source: Source, { port, nodes }: StackFile): Problem[] {
  const strangers = typeof port === 'object' ? Object.keys(port).filter((one) => !nodes.includes(one)) : [];
  return strangers.map((name) => {
    const message = `expected a node (${nodes.join(', ')}), found ${shown(name)}`;
    return problemAt(source, ['port', name], message, didYouMean(name, nodes));
  });
}

/** Endpoints that leave their port to nodes, and name none. */
export function openEndpoints(source: Source, { nodes, endpoints }: TopologySection, at: Path): Problem[] {
  return (['write', 'read'] as const).flatMap((which) => {
    const place = endpoints[which];
    if (!place || place.port !== undefined) return [];
    const named = namedBy(place);
    if (named.length > 0 && named.every((name) => nodes.includes(name))) return [];
    const message = 'expected a port, found none: only nodes have one of their own';
    return [problemAt(source, [...at, 'endpoints', which], message)];
  });
}
